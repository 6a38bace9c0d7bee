package io.fairlead.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.registry.FaultyStore.Fault;
import io.fairlead.registry.move.Conductor;
import io.fairlead.registry.move.Phase;
import io.fairlead.registry.move.Plan;
import io.fairlead.registry.move.Progress;
import io.fairlead.spi.Lease;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import io.fairlead.testkit.store.MemoryStore;
import io.fairlead.testkit.time.ManualTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The steps of a move between two stores, taken by whoever comes, killed anywhere. */
class ConductorTest {
  private static final String TO = "etcd://h1:2379/fairlead";

  private final ManualTime time = new ManualTime();
  private final MemoryStore from = new MemoryStore(time);
  private final MemoryStore to = new MemoryStore(time);
  private final Lease here = from.grant(Duration.ofHours(1));
  private final Lease there = to.grant(Duration.ofHours(1));

  ConductorTest() {
    for (String node : List.of("n1", "n2")) {
      put(from, here, "nodes/" + node, node);
      put(from, here, "instances/" + node + "/web", "web on " + node);
    }
    put(from, null, "drains/n3/web", "marked by a node that is down");
  }

  @AfterEach
  void close() {
    from.close();
    to.close();
  }

  @Test
  void itWaitsForEveryNodeInEveryPhaseAndNamesThoseThatItWaitsFor() {
    assertEquals(Phase.DUAL, phase(step(false)));
    for (Phase phase : List.of(Phase.DUAL, Phase.CUTOVER)) {
      agent("n1");
      Progress waits = step(false);
      assertEquals(phase, phase(waits));
      assertEquals(List.of("n2"), waits.waiting());
      agent("n2");
      step(false);
      step(false); // the first one may have copied what hangs on no lease
    }
    assertEquals(Phase.DONE, phase(status()));
    assertFalse(status().finished());
    agent("n1");
    agent("n2");
    assertTrue(status().finished());
    assertEquals(contents(from), contents(to));
  }

  @Test
  void aProblemOfANodeIsTold() {
    step(false);
    put(from, null, Plan.ackOf("n1"), plan().id() + " dual the new store needs a password");
    assertEquals("the new store needs a password", status().problems().get("n1"));
    assertEquals(List.of("n1", "n2"), status().waiting());
  }

  @Test
  void withForceItGoesOnWithoutANode() {
    step(false);
    agent("n1");
    step(true);
    assertEquals(Phase.CUTOVER, phase(step(true)));
  }

  @Test
  void aDifferenceBetweenTheStoresStopsIt() {
    step(false);
    agent("n1");
    agent("n2");
    put(from, here, "instances/n1/late", "not there yet");
    step(false);
    Progress differs = step(false);
    assertEquals(Phase.DUAL, phase(differs));
    assertEquals(List.of("instances/n1/late"), differs.differing());
    agent("n1");
    assertEquals(Phase.CUTOVER, phase(step(false)));
  }

  @Test
  void backIsPossibleUntilItIsDone() {
    step(false);
    assertEquals(Phase.BACK, phase(new Conductor(from).back(false)));
    assertEquals(List.of("n1", "n2"), new Conductor(from).back(false).waiting());
    agent("n1");
    agent("n2");
    assertNull(new Conductor(from).back(false).plan());
    assertTrue(new Conductor(from).back(false).finished());
    finish();
    assertThrows(StoreException.class, () -> new Conductor(from).back(false));
  }

  @Test
  void anotherTargetIsRefusedWhileOneIsUnderWay() {
    step(false);
    StoreException refused =
        assertThrows(
            StoreException.class,
            () -> new Conductor(from).forward("consul://h2:8500/x", to, "2", false));
    assertTrue(String.valueOf(refused.getMessage()).contains(TO));
  }

  @Test
  void aNodeOfTheSameNameThereIsRefusedBeforeAnythingIsWritten() {
    put(to, there, "nodes/n1", "somebody else");
    assertThrows(StoreException.class, () -> step(false));
    assertNull(Plan.of(from));
  }

  @Test
  void killedAtEachCallOfEitherStoreTheNextOneGoesOnAndNothingIsLost() {
    for (Fault how : List.of(Fault.BEFORE, Fault.AFTER)) {
      for (int call = 0; call < 60; call++) {
        try (MemoryStore a = new MemoryStore(time);
            MemoryStore b = new MemoryStore(time)) {
          Lease lease = a.grant(Duration.ofHours(1));
          put(a, lease, "nodes/n1", "n1");
          put(a, lease, "instances/n1/web", "web");
          put(a, null, "drains/n1/web", "mark");
          FaultyStore.Faults faults = FaultyStore.dying(call, how);
          Conductor killed = new Conductor(new FaultyStore(a, faults));
          drive(a, b, killed, new FaultyStore(b, faults));
          drive(a, b, new Conductor(a), b);
          assertEquals(contents(a), contents(b), "killed " + how + " call " + call);
          Plan end = Plan.of(a);
          assertTrue(end != null && end.phase() == Phase.DONE, "killed " + how + " call " + call);
        }
      }
    }
  }

  /** Steps until it is done or dies; one agent follows. */
  private static void drive(Store a, Store b, Conductor conductor, Store target) {
    try {
      for (int i = 0; i < 20; i++) {
        Progress progress = conductor.forward(TO, target, "1", false);
        follow(a, b, b.grant(Duration.ofHours(1)), "n1");
        if (progress.finished()) {
          return;
        }
      }
    } catch (StoreException e) {
      follow(a, b, b.grant(Duration.ofHours(1)), "n1");
    }
  }

  private Progress step(boolean force) {
    return new Conductor(from).forward(TO, to, "1", force);
  }

  private Progress status() {
    return new Conductor(from).status();
  }

  private void finish() {
    for (int i = 0; i < 10; i++) {
      step(false);
      agent("n1");
      agent("n2");
    }
  }

  private Plan plan() {
    Plan plan = Plan.of(from);
    if (plan == null) {
      throw new AssertionError("there is no plan");
    }
    return plan;
  }

  private static Phase phase(Progress progress) {
    Plan plan = progress.plan();
    if (plan == null) {
      throw new AssertionError("there is no plan");
    }
    return plan.phase();
  }

  private void agent(String node) {
    follow(from, to, there, node);
  }

  /** What an agent does: writes its entries to both, and says so. */
  private static void follow(Store from, Store to, Lease lease, String node) {
    Plan plan = Plan.of(from);
    if (plan != null) {
      for (String prefix : List.of("nodes/" + node, "instances/" + node + "/")) {
        for (Store.Entry entry : from.read(prefix, null).entries()) {
          to.commit(Txn.of(lease.id(), new Txn.Op.Put(entry.key(), entry.value())));
        }
      }
      put(from, null, Plan.ackOf(node), plan.id() + " " + plan.phase().text() + " ");
    }
  }

  private static void put(Store store, @Nullable Lease lease, String key, String value) {
    store.commit(
        Txn.of(
            lease == null ? null : lease.id(),
            new Txn.Op.Put(key, value.getBytes(StandardCharsets.UTF_8))));
  }

  private static Map<String, String> contents(Store store) {
    Map<String, String> all = new TreeMap<>();
    for (String prefix : List.of("instances/", "nodes/", "drains/")) {
      for (Store.Entry entry : store.read(prefix, null).entries()) {
        all.put(entry.key(), new String(entry.value(), StandardCharsets.UTF_8));
      }
    }
    return all;
  }
}
