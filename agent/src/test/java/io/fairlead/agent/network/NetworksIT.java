package io.fairlead.agent.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.agent.network.NetworkLab.Container;
import io.fairlead.agent.network.NetworkLab.Member;
import io.fairlead.catalog.Change;
import io.fairlead.model.net.Network;
import io.fairlead.testkit.lab.Await;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real packets between containers on real hosts. */
@SuppressWarnings("NullAway.Init") // opened before all tests
class NetworksIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Network.Options USUAL = Network.Options.USUAL;

  private static NetworkLab lab;

  @BeforeAll
  static void open() {
    lab = new NetworkLab();
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @Test
  void onOneHostContainersReachEachOtherAndTheOutside() {
    Member h1 = lab.member("h1");
    Network network = lab.network("one", "bridge", "10.71.0.0/24", USUAL);
    Container web = h1.join(network, "web", "10.71.0.2/24");
    Container db = h1.join(network, "db", "10.71.0.3/24");
    assertTrue(web.reaches(db), "by address");
    assertEquals(1500, web.mtu());
    // The lab's bridge has no way back to 10.71/24: only with the host's address it answers.
    Await.until("the outside is reached", SOON, () -> ping(web, "10.77.0.254"));
    assertTrue(
        h1.machine.succeeds("busybox", "ping", "-c", "1", "-W", "2", web.address()),
        "from its host");
    lab.leave(web);
    lab.leave(db);
    nothingIsLeft(h1);
  }

  @Test
  void withoutIccContainersReachTheOutsideOnly() {
    Member h1 = lab.member("h1");
    Network network =
        lab.network(
            "apart",
            "bridge",
            "10.72.0.0/24",
            new Network.Options(0, false, false, false, false, Map.of()));
    Container web = h1.join(network, "web", "10.72.0.2/24");
    Container db = h1.join(network, "db", "10.72.0.3/24");
    Await.until("the outside is reached", SOON, () -> ping(web, "10.77.0.254"));
    assertFalse(web.reaches(db));
    lab.leave(web);
    lab.leave(db);
    nothingIsLeft(h1);
  }

  @Test
  void networksAreClosedToEachOtherAndInternalOnesToTheOutside() {
    Member h1 = lab.member("h1");
    Network one = lab.network("left", "bridge", "10.73.1.0/24", USUAL);
    Network other =
        lab.network(
            "inner",
            "bridge",
            "10.73.2.0/24",
            new Network.Options(0, false, true, true, false, Map.of()));
    Container web = h1.join(one, "web", "10.73.1.2/24");
    Container db = h1.join(other, "db", "10.73.2.2/24");
    Shell.ip("-n", db.sandbox(), "route", "add", "default", "via", "10.73.2.1");
    assertFalse(web.reaches(db));
    assertFalse(db.reaches(web));
    assertFalse(ping(db, "10.77.0.254"));
    Await.until("the outside is reached", SOON, () -> ping(web, "10.77.0.254"));
    lab.leave(web);
    lab.leave(db);
    nothingIsLeft(h1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vxlan", "host-gw"})
  void containersOnTwoHostsReachEachOtherAndLeaveNothing(String dataplane) {
    Member h1 = lab.member("h1");
    Member h2 = lab.member("h2");
    Network network = lab.network("two" + dataplane, dataplane, "10.74.0.0/24", USUAL);
    Container web = h1.join(network, "web", "10.74.0.2/24");
    Container near = h1.join(network, "near", "10.74.0.3/24");
    Container far = h2.join(network, "far", "10.74.0.4/24");
    Await.until("the other host is reached", SOON, () -> web.reaches(far));
    assertTrue(far.reaches(near), "and back");
    assertTrue(web.reaches(near), "and on the same host");
    assertEquals(dataplane.equals("vxlan") ? 1450 : 1500, web.mtu());
    lab.leave(far);
    Await.quiet(
        "no entry for what left", SOON, () -> h1.left().contains("10.74.0.4") ? h1.left() : "");
    assertFalse(web.reaches(far));
    lab.leave(web);
    lab.leave(near);
    nothingIsLeft(h1);
    nothingIsLeft(h2);
    lab.tell(new Change.RemoveNetwork(network.name()));
  }

  private static boolean ping(Container from, String address) {
    return from.pings(address, 56);
  }

  private static void nothingIsLeft(Member member) {
    Await.quiet("nothing is left", SOON, member::left);
  }
}
