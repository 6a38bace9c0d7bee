package io.fairlead.registry;

import static io.fairlead.registry.Host.cause;
import static io.fairlead.registry.Host.check;
import static io.fairlead.registry.Host.verdict;
import static io.fairlead.registry.Host.web;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Check;
import io.fairlead.model.CheckState;
import io.fairlead.model.Health;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.Registration;
import io.fairlead.model.RegistrationId;
import io.fairlead.model.Revision;
import io.fairlead.spi.Commit;
import io.fairlead.spi.Sink;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import io.fairlead.testkit.catalog.Samples;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryRestartTest {
  private final Host host = new Host();
  private Sink docker = host.source("docker");
  private Sink file = host.source("file");
  private Sink api = host.source("api");

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void aDrainMarkOutlivesTheAgentAndItsLease() {
    docker.upsert(web("docker", "a"));
    host.settle();
    host.registry.drain("a", true, cause("drained"));
    host.settle();
    restart();
    host.time.advance(Host.LEASE.plusSeconds(1));
    docker.reset(List.of(web("docker", "a")), cause("list"));
    host.settle();
    assertTrue(host.stored("a").draining());
  }

  @Test
  void aDrainMarkGoesWithItsInstance() {
    docker.upsert(web("docker", "a"));
    host.registry.drain("a", true, cause("drained"));
    host.settle();
    restart();
    host.settle();
    assertEquals(1, host.entries("drains/").size());
    docker.reset(List.of(), cause("list"));
    host.settle();
    assertEquals(List.of(), host.entries("drains/"));
    docker.upsert(web("docker", "a"));
    host.settle();
    assertFalse(host.stored("a").draining());
  }

  @Test
  void aDrainedNodeDrainsWhatComesLaterAndSaysSoItself() {
    docker.reset(List.of(web("docker", "a")), cause("list"));
    host.registry.drainNode(true, cause("a new disk"));
    docker.upsert(web("docker", "b"));
    host.settle();
    assertTrue(host.stored("a").draining() && host.stored("b").draining());
    assertTrue(host.node().meta().containsKey(Registry.DRAINED));
    host.registry.drainNode(false, cause("it works again"));
    host.settle();
    assertFalse(host.stored("a").draining() || host.stored("b").draining());
    assertFalse(host.node().meta().containsKey(Registry.DRAINED));
  }

  @Test
  void whatWasMarkedAloneStaysSoWhenTheNodeWorksAgain() {
    docker.reset(List.of(web("docker", "a"), web("docker", "b")), cause("list"));
    host.settle();
    host.registry.drain("a", true, cause("drained"));
    host.registry.drainNode(true, cause("a new disk"));
    host.registry.drainNode(false, cause("it works again"));
    host.settle();
    assertTrue(host.stored("a").draining());
    assertFalse(host.stored("b").draining());
  }

  @Test
  void aRestartBlanksNothingAndItsUnchangedListWritesNothing() {
    docker.reset(List.of(web("docker", "a")), cause("list"));
    host.settle();
    Revision before = revision();
    restart();
    host.settle();
    assertEquals(Set.of("a"), host.stored().keySet());
    docker.reset(List.of(web("docker", "a", List.of(), "another list")), cause("another list"));
    host.settle();
    assertEquals(before, revision());
  }

  @Test
  void whatStoppedWhileTheAgentWasDownGoesWithTheFirstList() {
    docker.reset(List.of(web("docker", "a"), web("docker", "b")), cause("list"));
    host.settle();
    restart();
    docker.reset(List.of(web("docker", "b")), cause("not in the list after a restart"));
    host.settle();
    assertEquals(Set.of("b"), host.stored().keySet());
    assertTrue(host.journal.about("a").getLast().cause().what().contains("not in the list after"));
  }

  @Test
  void whatASourceHasNotSpokenOfYetStaysWhileAnotherResets() {
    docker.reset(List.of(web("docker", "a")), cause("list"));
    host.settle();
    restart();
    file.reset(List.of(web("file", "f")), cause("read"));
    host.settle();
    assertEquals(Set.of("a", "f"), host.stored().keySet());
  }

  @Test
  void whatASourceSaysBeforeTheStoreIsReadGoesBeforeWhatTheStoreHolds() {
    docker.reset(List.of(web("docker", "a")), cause("list"));
    host.settle();
    restart();
    docker.upsert(web("docker", "a", List.of(check("tcp")), "docker event update"));
    host.settle();
    assertEquals("docker event update", host.stored("a").cause().what());
  }

  @Test
  void entriesOfASourceThatIsNoLongerThereGo() {
    host.source("marathon").upsert(web("marathon", "m"));
    host.settle();
    restart();
    host.settle();
    assertEquals(Map.of(), host.stored());
  }

  @Test
  void entriesOnALeaseThatCannotBeTakenOverAreMoved() {
    docker.reset(List.of(web("docker", "a")), cause("list"));
    host.settle();
    restart();
    host.time.advance(Host.LEASE.plusSeconds(1));
    host.settle();
    docker.reset(List.of(web("docker", "a")), cause("list"));
    host.settle();
    assertEquals(Set.of("a"), host.stored().keySet());
  }

  @Test
  void anEntryThatCannotBeReadAnyMoreIsRemovedAndWrittenByItsSourceAgain() {
    host.store.commit(Txn.of(null, new Txn.Op.Put("instances/host1/a", new byte[] {'?'})));
    host.settle();
    assertEquals(List.of(), host.entries("instances/"));
    docker.upsert(web("docker", "a"));
    host.settle();
    assertEquals(Set.of("a"), host.stored().keySet());
  }

  @Test
  void anotherNodesEntriesAreLeftAlone() {
    host.store.commit(
        Txn.of(
            null,
            new Txn.Op.Put("instances/host10/x", new byte[] {'?'}),
            new Txn.Op.Put("nodes/host10", new byte[] {'?'})));
    docker.reset(List.of(), cause("list"));
    host.settle();
    assertEquals(1, host.entries("instances/host10/").size());
    assertEquals(1, host.entries("nodes/host10").size());
  }

  @Test
  void aVerdictOutlivesTheAgentWhereTheCheckIsTheSame() {
    List<Check> checks = List.of(check("http"), check("tcp"));
    RegistrationId id = new RegistrationId("docker", "a");
    docker.upsert(web("docker", "a", checks, "start"));
    host.settle();
    host.registry.changed(id, verdict("http", Health.PASSING));
    host.registry.changed(id, verdict("tcp", Health.FAILING));
    host.settle();
    Instance before = host.stored("a");
    restart();
    docker.reset(List.of(web("docker", "a", checks, "list")), cause("list"));
    host.settle();
    assertEquals(before, host.stored("a"));
    assertEquals(checks, host.followed.get(id));
  }

  @Test
  void aVerdictThatIsTheSameAfterARestartIsNoNews() {
    RegistrationId id = new RegistrationId("docker", "a");
    docker.reset(List.of(web("docker", "a", List.of(check("http")), "start")), cause("list"));
    host.settle();
    host.registry.changed(id, verdict("http", Health.PASSING));
    host.settle();
    Instance before = host.stored("a");
    restart();
    docker.reset(List.of(web("docker", "a", List.of(check("http")), "list")), cause("list"));
    host.settle();
    CheckState later =
        new CheckState("http", "tcp", Health.PASSING, Samples.AT.plusSeconds(60), "open");
    host.registry.changed(id, later);
    host.settle();
    assertEquals(before, host.stored("a"));
  }

  @Test
  void anEntryThatSomebodyElseRemovedIsPutBack() {
    docker.upsert(web("docker", "a"));
    host.settle();
    String key = Keys.instance(new InstanceId(Samples.NODE, "a"));
    Commit.Done done = (Commit.Done) host.store.commit(Txn.of(null, new Txn.Op.Delete(key)));
    host.registry.gone(key, done.revision());
    host.settle();
    assertEquals(Set.of("a"), host.stored().keySet());
  }

  @Test
  void anEntryThatThisNodeRemovedItselfStaysAway() {
    docker.upsert(web("docker", "a"));
    host.settle();
    docker.remove(new RegistrationId("docker", "a"), cause("stop"));
    host.settle();
    Revision before = revision();
    host.registry.gone(Keys.instance(new InstanceId(Samples.NODE, "a")), before);
    host.settle();
    assertEquals(before, revision());
  }

  @Test
  void aStoreThatLostEverythingHasItAllAgainOnANewLease() {
    docker.reset(List.of(web("docker", "a"), web("docker", "b")), cause("list"));
    host.settle();
    host.store.wipe();
    host.registry.storeReplaced();
    host.settle();
    assertEquals(Set.of("a", "b"), host.stored().keySet());
    assertEquals(1, host.entries(Keys.NODES).size());
  }

  @Test
  void ofTwoAgentsOfOneNameTheLaterOneWaitsForTheOthersLeaseToEnd() {
    docker.upsert(web("docker", "a"));
    host.settle();
    host.restartAs("another");
    StoreException refusal = assertThrows(StoreException.class, host::settle);
    assertTrue(refusal.retryable());
    assertTrue(String.valueOf(refusal.getMessage()).contains("--node"));
    assertEquals(Set.of("a"), host.stored().keySet());
    host.time.advance(Host.LEASE.plusSeconds(1));
    host.settle();
    assertEquals(Set.of(), host.stored().keySet());
    assertEquals(1, host.entries(Keys.NODES).size());
  }

  @Test
  void whatNoSourceKeepsIsTakenFromBesideTheStoreWhereTheLeaseEnded() {
    api.upsert(web("api", "a"));
    api.upsert(web("api", "b"));
    host.settle();
    List<Instance> kept = List.copyOf(host.stored().values());
    host.time.advance(Host.LEASE.plusSeconds(1));
    restart();
    host.registry.remember(kept);
    host.settle();
    assertEquals(Set.of("a", "b"), host.stored().keySet());
    assertEquals(2, host.registry.stats().ops() - 1); // and the node
  }

  @Test
  void whatIsKeptBesideTheStoreDoesNotCountWhereTheStoreKnowsTheNode() {
    api.upsert(web("api", "a"));
    host.settle();
    List<Instance> kept = List.copyOf(host.stored().values());
    api.remove(new RegistrationId("api", "a"), cause("deregistered"));
    host.settle();
    restart();
    host.registry.remember(kept);
    host.settle();
    assertEquals(Set.of(), host.stored().keySet());
  }

  @Test
  void theApiTakesItsOwnBack() throws InterruptedException {
    Registration registration = web("api", "a", List.of(check("ttl")), "registered");
    api.upsert(registration);
    host.registry.drain("a", true, cause("drained"));
    host.settle();
    restart();
    host.settle();
    List<Registration> recovered = host.registry.recovered("api");
    assertEquals(List.of(registration.id()), recovered.stream().map(Registration::id).toList());
    assertFalse(recovered.getFirst().draining());
    api.reset(recovered, cause("recovered"));
    host.settle();
    assertTrue(host.stored("a").draining());
  }

  private void restart() {
    host.restart();
    docker = host.source("docker");
    file = host.source("file");
    api = host.source("api");
  }

  private Revision revision() {
    return host.store.read("", null).revision();
  }
}
