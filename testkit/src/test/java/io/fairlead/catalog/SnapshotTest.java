package io.fairlead.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Health;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Node;
import io.fairlead.model.Revision;
import io.fairlead.model.ServiceKey;
import io.fairlead.testkit.catalog.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotTest {
  private static final Instance WEB = Samples.instance("web", "10.0.0.1", 80);
  private static final Instance WEB_TWO = Samples.instance("web", "10.0.0.2", 80);
  private static final Instance DB = Samples.instance("db", "10.0.0.3", 5432);

  private static Snapshot of(Instance... instances) {
    return after(Snapshot.empty(), 1, instances);
  }

  private static Snapshot after(Snapshot before, int revision, Instance... instances) {
    return before.with(
        at(revision),
        List.of(instances).stream().map(i -> (Change) new Change.PutInstance(i)).toList());
  }

  private static Snapshot without(Snapshot before, int revision, Instance gone) {
    return before.with(at(revision), List.of(new Change.RemoveInstance(gone.id())));
  }

  private static Revision at(int revision) {
    return new Revision(revision);
  }

  @Test
  void anEmptySnapshotHasNothing() {
    Snapshot empty = Snapshot.empty();

    assertNull(empty.service(WEB.service()));
    assertNull(empty.instance(WEB.id()));
    assertNull(empty.node("host1"));
    assertEquals(List.of(), empty.instancesAt(WEB.address()));
    assertEquals(List.of(), empty.container("shop-web-1"));
    assertEquals(Revision.ZERO, empty.modified(WEB.service()));
    assertFalse(empty.hasNamespace("default"));
  }

  @Test
  void membersComeInOrderOfTheirIds() {
    Service web = of(WEB_TWO, DB, WEB).service(WEB.service());

    assertNotNull(web);
    assertEquals(List.of(WEB, WEB_TWO), web.instances());
  }

  @Test
  void aChangeMovesTheRevisionOfItsServiceAlone() {
    Snapshot next = after(of(WEB, DB), 2, Samples.with(WEB, Health.FAILING));

    assertEquals(at(2), next.modified(WEB.service()));
    assertEquals(at(1), next.modified(DB.service()));
    assertEquals(at(2), next.revision());
  }

  @Test
  void sayingTheSameAgainChangesNothing() {
    Snapshot next = after(of(WEB), 2, Samples.instance("web", "10.0.0.1", 80));

    assertEquals(at(1), next.modified(WEB.service()));
  }

  @Test
  void whatComesAndGoesInOneStepChangesNothing() {
    Snapshot next =
        of(WEB)
            .with(
                at(2),
                List.of(
                    new Change.PutInstance(WEB_TWO),
                    new Change.PutInstance(DB),
                    new Change.RemoveInstance(WEB_TWO.id()),
                    new Change.RemoveInstance(DB.id())));

    assertEquals(at(1), next.modified(WEB.service()));
    assertEquals(Revision.ZERO, next.modified(DB.service()));
    assertEquals(1, next.instanceCount());
  }

  @Test
  void anInstanceThatMovesToAnotherServiceLeavesTheFirst() {
    Instance moved = moved(WEB, DB.service(), WEB.address(), "");

    Snapshot next = after(of(WEB, WEB_TWO), 2, moved);

    assertEquals(List.of(WEB_TWO), members(next, WEB.service()));
    assertEquals(List.of(moved), members(next, DB.service()));
    assertEquals(at(2), next.modified(WEB.service()));
    assertEquals(at(2), next.modified(DB.service()));
    assertEquals(List.of(moved), next.instancesAt(WEB.address()));
  }

  @Test
  void theLastInstanceThatMovesAwayEndsItsService() {
    Snapshot next = after(of(WEB), 2, moved(WEB, DB.service(), WEB.address(), ""));

    assertNull(next.service(WEB.service()));
    assertEquals(at(2), next.modified(WEB.service()));
    assertEquals(1, next.serviceCount());
  }

  @Test
  void anInstanceThatMovesToAnotherAddressLeavesTheFirst() {
    IpAddress address = IpAddress.parse("fd00::9");
    Instance moved = moved(WEB, WEB.service(), address, "");

    Snapshot next = after(of(WEB), 2, moved);

    assertEquals(List.of(), next.instancesAt(WEB.address()));
    assertEquals(List.of(moved), next.instancesAt(address));
  }

  @Test
  void anInstanceThatMovesToAnotherContainerLeavesTheFirst() {
    Instance one = moved(WEB, WEB.service(), WEB.address(), "one");
    Instance two = moved(WEB, WEB.service(), WEB.address(), "two");

    Snapshot next = after(of(one), 2, two);

    assertEquals(List.of(), next.container("one"));
    assertEquals(List.of(two), next.container("two"));
  }

  @Test
  void aContainerIsFoundInAnyCase() {
    Instance web = moved(WEB, WEB.service(), WEB.address(), "Shop-Web");

    assertEquals(List.of(web), of(web).container("sHOP-wEB"));
    assertEquals(List.of(), without(of(web), 2, web).container("shop-web"));
  }

  @Test
  void instancesShareAnAddress() {
    Instance beside = Samples.instance("metrics", "10.0.0.1", 9090);

    Snapshot both = of(WEB, beside);

    assertEquals(List.of(beside, WEB), both.instancesAt(WEB.address()));
    assertEquals(List.of(beside), without(both, 2, WEB).instancesAt(WEB.address()));
  }

  @Test
  void anEndIsToldByItsRevisionUntilTheServiceIsBack() {
    Snapshot ended = without(of(WEB, DB), 2, WEB);
    Snapshot back = after(ended, 3, WEB);

    assertEquals(at(2), ended.modified(WEB.service()));
    assertEquals(at(3), back.modified(WEB.service()));
  }

  @Test
  void removingWhatIsNotThereChangesNothing() {
    Snapshot next = without(of(WEB), 2, DB);

    assertEquals(Revision.ZERO, next.modified(DB.service()));
    assertEquals(1, next.instanceCount());
  }

  @Test
  void replacingKeepsTheRevisionOfWhatIsEqual() {
    Snapshot before = after(of(WEB), 2, DB);

    Snapshot next =
        before.replacedBy(
            at(9),
            List.of(Samples.instance("db", "10.0.0.3", 5432), WEB_TWO, WEB),
            List.of(Samples.node("host1", "192.0.2.1")));

    assertEquals(at(9), next.modified(WEB.service()));
    assertEquals(at(2), next.modified(DB.service()));
    assertSame(before.service(DB.service()), next.service(DB.service()));
  }

  @Test
  void replacingTakesAwayWhatIsNotNamed() {
    Snapshot before =
        of(WEB, DB).with(at(2), List.of(new Change.PutNode(Samples.node("old", "192.0.2.9"))));

    Snapshot next = before.replacedBy(at(9), List.of(WEB), List.of());

    assertNull(next.service(DB.service()));
    assertEquals(at(9), next.modified(DB.service()));
    assertEquals(List.of(), next.instancesAt(DB.address()));
    assertNull(next.node("old"));
    assertEquals(at(1), next.modified(WEB.service()));
  }

  @Test
  void nodesComeAndGo() {
    Node node = Samples.node("host1", "192.0.2.1");
    Snapshot with = Snapshot.empty().with(at(1), List.of(new Change.PutNode(node)));

    assertEquals(node, with.node("host1"));
    assertNull(with.with(at(2), List.of(new Change.RemoveNode("host1"))).node("host1"));
    assertEquals(node, with.node("host1"), "the one before is as it was");
  }

  @Test
  void aNamespaceIsThereWhileItHasAService() {
    Instance shop = Samples.instance("host1", new ServiceKey("shop", "0"), "10.0.0.1", 80);
    Snapshot with = of(shop);

    assertTrue(with.hasNamespace("shop"));
    assertFalse(with.hasNamespace("sho"));
    assertFalse(with.hasNamespace("shop-2"));
    assertFalse(with.hasNamespace("Not A Label"));
    assertFalse(without(with, 2, shop).hasNamespace("shop"));
  }

  private static List<Instance> members(Snapshot snapshot, ServiceKey key) {
    Service service = snapshot.service(key);
    return service == null ? List.of() : service.instances();
  }

  private static Instance moved(
      Instance from, ServiceKey service, IpAddress address, String container) {
    return new Instance(
        new InstanceId(from.id().node(), from.id().id()),
        from.source(),
        service,
        container,
        from.port(),
        address,
        from.endpoints(),
        from.tags(),
        from.meta(),
        from.weight(),
        from.draining(),
        from.checks(),
        from.states(),
        from.cause());
  }
}
