package io.fairlead.registry;

import static io.fairlead.registry.Host.cause;
import static io.fairlead.registry.Host.check;
import static io.fairlead.registry.Host.verdict;
import static io.fairlead.registry.Host.web;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Health;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.RegistrationId;
import io.fairlead.model.Revision;
import io.fairlead.spi.Probe;
import io.fairlead.spi.Sink;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.testkit.catalog.Samples;
import io.fairlead.testkit.time.Patience;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryTest {
  private final Host host = new Host();
  private Sink docker = host.source("docker");
  private Sink file = host.source("file");
  private Sink api = host.source("api");

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void aRegistrationIsInTheStoreUnderTheNodesLease() {
    docker.reset(List.of(web("docker", "web-1")), cause("list"));
    host.settle();
    assertEquals(Set.of("web-1"), host.stored().keySet());
    String lease = host.entries("nodes/").getFirst().lease();
    assertEquals(lease, host.entries("instances/").getFirst().lease());
  }

  @Test
  void aRemovalIsWrittenAndItsReasonKept() {
    docker.upsert(web("docker", "web-1"));
    host.settle();
    docker.remove(new RegistrationId("docker", "web-1"), cause("docker event die"));
    host.settle();
    assertEquals(Map.of(), host.stored());
    for (String subject : List.of("web", "WEB-1")) {
      assertEquals(
          "web-1 of default/web is gone: docker event die",
          host.journal.about(subject).getLast().cause().what());
    }
  }

  @Test
  void anUnchangedResetWritesNothingAndKeepsTheOldCause() {
    docker.reset(List.of(web("docker", "a"), web("docker", "b")), cause("first list"));
    host.settle();
    Revision before = revision();
    docker.reset(
        List.of(
            web("docker", "a", List.of(), "second list"),
            web("docker", "b", List.of(), "second list")),
        cause("second list"));
    host.settle();
    assertEquals(before, revision());
    assertEquals("docker event start", host.stored("a").cause().what());
  }

  @Test
  void aResetWritesOnlyWhatDiffers() {
    docker.reset(List.of(web("docker", "a"), web("docker", "b")), cause("list"));
    host.settle();
    long ops = host.registry.stats().ops();
    docker.reset(List.of(web("docker", "b"), web("docker", "c")), cause("list"));
    host.settle();
    assertEquals(Set.of("b", "c"), host.stored().keySet());
    assertEquals(ops + 2, host.registry.stats().ops());
  }

  @Test
  void whatASourceSaysWhileTheStoreIsAwayCostsOneWriteEach() {
    host.settle();
    host.store.goAway();
    for (int i = 0; i < 1000; i++) {
      docker.upsert(web("docker", "a", List.of(check("c" + i)), "change " + i));
      assertThrows(StoreException.class, host::settle);
    }
    assertEquals(1, host.registry.stats().pending());
    long ops = host.registry.stats().ops();
    host.store.comeBack();
    host.settle();
    assertEquals(ops + 1, host.registry.stats().ops());
    assertEquals("change 999", host.stored("a").cause().what());
  }

  @Test
  void aStoreThatIsAwayAtTheStartLosesNothing() {
    host.store.goAway();
    docker.reset(List.of(web("docker", "a")), cause("list"));
    assertThrows(StoreException.class, host::settle);
    docker.upsert(web("docker", "b"));
    host.store.comeBack();
    host.settle();
    assertEquals(Set.of("a", "b"), host.stored().keySet());
  }

  @Test
  void aLostLeaseIsReplacedAndEverythingWrittenAgain() {
    docker.upsert(web("docker", "a"));
    host.settle();
    host.time.advance(Host.LEASE.plusSeconds(1));
    host.registry.renewalDue();
    host.settle();
    assertEquals(Set.of("a"), host.stored().keySet());
    assertEquals(1, host.entries("nodes/").size());
  }

  @Test
  void aLeaseThatEndsBetweenRenewalsIsNoticedByTheNextWrite() {
    docker.upsert(web("docker", "a"));
    host.settle();
    host.time.advance(Host.LEASE.plusSeconds(1));
    docker.upsert(web("docker", "b"));
    host.settle();
    assertEquals(Set.of("a", "b"), host.stored().keySet());
  }

  @Test
  void renewalsKeepEverythingAlive() {
    docker.upsert(web("docker", "a"));
    host.settle();
    for (int i = 0; i < 10; i++) {
      host.time.advance(Host.LEASE.dividedBy(3));
      host.registry.renewalDue();
      host.settle();
    }
    assertEquals(Set.of("a"), host.stored().keySet());
    assertEquals(10, host.registry.stats().renewals());
  }

  @Test
  void aCheckCountsAsItsInitialVerdictUntilItSpeaks() {
    docker.upsert(web("docker", "a", List.of(check("http")), "start"));
    host.settle();
    assertEquals(Health.UNKNOWN, host.stored("a").health());
    host.registry.changed(new RegistrationId("docker", "a"), verdict("http", Health.PASSING));
    host.settle();
    Instance instance = host.stored("a");
    assertEquals(Health.PASSING, instance.health());
    assertEquals("check http passes: said so", instance.cause().what());
  }

  @Test
  void verdictsOnUnknownRegistrationsAndChecksAreIgnored() {
    docker.upsert(web("docker", "a", List.of(check("http")), "start"));
    host.settle();
    Revision before = revision();
    host.registry.changed(new RegistrationId("docker", "b"), verdict("http", Health.PASSING));
    host.registry.changed(new RegistrationId("file", "a"), verdict("http", Health.PASSING));
    host.registry.changed(new RegistrationId("docker", "a"), verdict("tcp", Health.PASSING));
    host.settle();
    assertEquals(before, revision());
  }

  @Test
  void anOverdueInstanceGoesAndComesBackWhenItPasses() {
    RegistrationId id = new RegistrationId("docker", "a");
    docker.upsert(web("docker", "a", List.of(check("http")), "start"));
    host.settle();
    host.registry.overdue(id, true, cause("check http has failed for 1m"));
    host.settle();
    assertEquals(Map.of(), host.stored());
    assertEquals(Set.of(id), host.followed.keySet());
    host.registry.overdue(id, false, cause("check http passes"));
    host.settle();
    assertEquals("check http passes", host.stored("a").cause().what());
  }

  @Test
  void aDrainMarkShowsAtOnceAndNamesItsReason() {
    docker.upsert(web("docker", "a"));
    host.settle();
    assertTrue(host.registry.drain("a", true, cause("drained by a person")));
    host.settle();
    assertTrue(host.stored("a").draining());
    assertEquals("drained by a person", host.stored("a").cause().what());
    assertTrue(host.registry.drain("a", false, cause("back by a person")));
    host.settle();
    assertFalse(host.stored("a").draining());
    assertEquals(List.of(), host.entries("drains/"));
  }

  @Test
  void whatDoesNotExistCannotBeDrainedOrRenewed() {
    host.settle();
    assertFalse(host.registry.drain("a", true, cause("drained")));
    assertFalse(host.registry.renew("a", "", new Probe.Verdict(true, "")));
  }

  @Test
  void aWriteWhoseAnswerWasLostIsTakenBackWhereItsReasonIsGone() {
    boolean[] lost = {false};
    host.restart(
        store ->
            new FaultyStore(
                store, () -> lost[0] ? FaultyStore.Fault.AFTER : FaultyStore.Fault.NONE));
    docker = host.source("docker");
    host.settle();
    lost[0] = true;
    docker.upsert(web("docker", "a"));
    assertThrows(StoreException.class, host::settle);
    lost[0] = false;
    docker.remove(new RegistrationId("docker", "a"), cause("die"));
    host.settle();
    assertEquals(Map.of(), host.stored());
  }

  @Test
  void ofTwoSourcesThatClaimOneIdTheFirstInOrderWinsAndItIsRemarked() {
    api.upsert(web("api", "a"));
    docker.upsert(web("docker", "a"));
    file.upsert(web("file", "a"));
    host.settle();
    assertEquals("docker", host.stored("a").source());
    assertTrue(host.journal.about("a").getLast().cause().what().contains("docker is used"));
    docker.remove(new RegistrationId("docker", "a"), cause("docker event die"));
    host.settle();
    assertEquals("file", host.stored("a").source());
  }

  @Test
  void checksAreRunForTheClaimThatCountsOnly() {
    docker.upsert(web("docker", "a", List.of(check("http")), "start"));
    file.upsert(web("file", "a", List.of(check("tcp")), "read"));
    host.settle();
    assertEquals(Set.of(new RegistrationId("docker", "a")), host.followed.keySet());
    docker.remove(new RegistrationId("docker", "a"), cause("die"));
    host.settle();
    assertEquals(Set.of(new RegistrationId("file", "a")), host.followed.keySet());
  }

  @Test
  void whatTheStoreWillNeverTakeIsToldAndHoldsUpNobody() {
    host.restart(store -> new RefusingStore(store, "/bad"));
    docker = host.source("docker");
    docker.upsert(web("docker", "a"));
    docker.upsert(web("docker", "bad"));
    docker.upsert(web("docker", "c"));
    host.settle();
    assertEquals(Set.of("a", "c"), host.stored().keySet());
    assertTrue(host.journal.about("bad").getLast().cause().what().startsWith("not stored:"));
    assertEquals(0, host.registry.stats().pending());
  }

  @Test
  void anIdThatNoInstanceCanHaveIsToldAndHoldsUpNobody() {
    docker.upsert(web("docker", "a b"));
    docker.upsert(web("docker", "c"));
    host.settle();
    assertEquals(Set.of("c"), host.stored().keySet());
    assertTrue(host.journal.about("a b").getLast().cause().what().startsWith("not registered:"));
  }

  @Test
  void aNodeThatLeavesForGoodTakesEverythingWithIt() {
    docker.upsert(web("docker", "a"));
    host.settle();
    host.registry.withdraw();
    assertEquals(Map.of(), host.stored());
    assertEquals(List.of(), host.entries("nodes/"));
  }

  @Test
  void thousandsOfRegistrationsTakeFewTransactions() {
    docker.reset(
        IntStream.range(0, 3000).mapToObj(i -> web("docker", "web-" + i)).toList(), cause("list"));
    host.settle();
    assertEquals(3000, host.stored().size());
    assertEquals(Math.ceilDiv(3001, Store.MAX_OPS), host.registry.stats().commits());
  }

  @Test
  void theRunningRegistryWritesByItselfAndRenewsInTime() throws InterruptedException {
    Thread engine = Thread.ofPlatform().start(this::run);
    try {
      docker.upsert(web("docker", "a"));
      Patience.until(() -> host.stored().containsKey("a"));
      for (int i = 1; i <= 6; i++) {
        int renewals = i;
        host.time.awaitSleepers(2); // the store's and the registry's clock
        host.time.advance(Host.LEASE.dividedBy(3));
        Patience.until(() -> host.registry.stats().renewals() >= renewals);
      }
      assertTrue(host.stored().containsKey("a"));
    } finally {
      engine.interrupt();
      engine.join();
    }
  }

  @Test
  void theRunningRegistryComesBackWithTheStore() throws InterruptedException {
    host.store.goAway();
    Thread engine = Thread.ofPlatform().start(this::run);
    try {
      docker.upsert(web("docker", "a"));
      Patience.until(() -> host.registry.stats().retries() > 0);
      host.store.comeBack();
      host.time.awaitSleepers(3);
      host.time.advance(Duration.ofMillis(100));
      Patience.until(() -> host.stored().containsKey("a"));
      assertEquals(List.of(new InstanceId(Samples.NODE, "a")), host.registry.instances());
    } finally {
      engine.interrupt();
      engine.join();
    }
  }

  private void run() {
    try {
      host.registry.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Revision revision() {
    return host.store.read("", null).revision();
  }
}
