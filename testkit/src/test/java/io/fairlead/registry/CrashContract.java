package io.fairlead.registry;

import static io.fairlead.registry.StoreHost.cause;
import static io.fairlead.registry.StoreHost.check;
import static io.fairlead.registry.StoreHost.verdict;
import static io.fairlead.registry.StoreHost.web;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Health;
import io.fairlead.model.Registration;
import io.fairlead.model.RegistrationId;
import io.fairlead.registry.FaultyStore.Fault;
import io.fairlead.spi.Sink;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.testkit.catalog.Samples;
import io.fairlead.testkit.lab.Together;
import io.fairlead.testkit.store.StoreFixture;
import io.fairlead.testkit.time.ManualTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * An agent is killed at each call that it makes to its store: before the call does anything, or
 * once it is done and its answer on the way. Another takes over, at once or when the lease is over.
 */
public abstract class CrashContract {
  /** Looks for a lease that should end, each a third of its time after the one before. */
  private static final int LOOKS = 30;

  /** A fresh, empty store. */
  protected abstract StoreFixture open();

  /** One death: at which call, how, and how long nobody renews. */
  private record Death(int call, Fault how, boolean longDown) {}

  @Test
  void whoeverTakesOverLeavesNoGhostNoLossNoDuplicateAndNoLease() {
    List<Death> deaths = new ArrayList<>();
    int calls = callsOfALife();
    assertTrue(calls > 10, () -> "the story is too short: " + calls + " calls");
    for (int call = 0; call < calls; call++) {
      for (Fault how : List.of(Fault.BEFORE, Fault.AFTER)) {
        deaths.add(new Death(call, how, false));
        deaths.add(new Death(call, how, true));
      }
    }
    Together.each(deaths, this::dieAndTakeOver);
  }

  private int callsOfALife() {
    int[] calls = {0};
    try (StoreFixture fixture = open()) {
      FaultyStore.Faults count =
          () -> {
            calls[0]++;
            return Fault.NONE;
          };
      live(host(new FaultyStore(fixture.store(), count), fixture, new StoreHost.Codec()));
    }
    return calls[0];
  }

  private void dieAndTakeOver(Death death) {
    try (StoreFixture fixture = open()) {
      StoreHost.Codec codec = new StoreHost.Codec();
      FaultyStore.Faults faults = FaultyStore.dying(death.call(), death.how());
      FaultyStore dying = new FaultyStore(fixture.store(), faults);
      Map<String, Registration> running = live(host(dying, fixture, codec));
      if (death.longDown()) {
        fixture.pass(fixture.ttl().plusSeconds(1));
      }
      FaultyStore store = new FaultyStore(fixture.restart(), () -> Fault.NONE);
      StoreHost next = host(store, fixture, codec);
      next.source("docker").reset(List.copyOf(running.values()), cause("after the restart"));
      next.settle();
      compare(next, running.keySet(), death.toString());
      Set<String> leases = new HashSet<>(dying.granted());
      leases.addAll(store.granted());
      awaitNoOtherLease(leases, next, fixture, death.toString());
      compare(next, running.keySet(), death + ", when all leases but one were over");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static StoreHost host(Store store, StoreFixture fixture, StoreHost.Codec codec) {
    return new StoreHost(store, new ManualTime(), fixture.ttl(), codec);
  }

  /**
   * An agent's life; what happens after its death happens to the containers alone.
   *
   * @return what runs in the end
   */
  private static Map<String, Registration> live(StoreHost host) {
    Map<String, Registration> running = new LinkedHashMap<>();
    Sink docker = host.source("docker");
    docker.reset(List.of(), cause("list"));
    work(host);
    start(docker, running, web("docker", "a", List.of(check("http")), "start"));
    work(host);
    start(docker, running, web("docker", "b"));
    start(docker, running, web("docker", "c"));
    work(host);
    host.registry.changed(new RegistrationId("docker", "a"), verdict("http", Health.PASSING));
    work(host);
    host.registry.drain("b", true, cause("drained"));
    work(host);
    running.remove("c");
    docker.remove(new RegistrationId("docker", "c"), cause("die"));
    host.registry.renewalDue();
    work(host);
    running.remove("b");
    docker.remove(new RegistrationId("docker", "b"), cause("die"));
    start(docker, running, web("docker", "c", List.of(), "start again"));
    work(host);
    running.remove("a");
    docker.reset(List.copyOf(running.values()), cause("list"));
    work(host);
    start(docker, running, web("docker", "d"));
    work(host);
    return running;
  }

  private static void start(Sink sink, Map<String, Registration> running, Registration next) {
    running.put(next.id().id(), next);
    sink.upsert(next);
  }

  private static void work(StoreHost host) {
    try {
      host.settle();
    } catch (StoreException e) {
      assertTrue(e.retryable());
    }
  }

  private static void compare(StoreHost host, Set<String> running, String when) {
    assertEquals(running, host.stored().keySet(), when);
    Store.Entry node = host.entries(Keys.node(Samples.NODE)).getFirst();
    for (Store.Entry entry : host.entries(Keys.INSTANCES)) {
      assertEquals(node.lease(), entry.lease(), when);
    }
    for (Store.Entry mark : host.entries(Keys.DRAINS)) {
      assertTrue(running.contains(Keys.instanceOf(mark.key()).id()), when);
    }
  }

  /** All leases that were ever begun end, but for the one that the agent renews. */
  private static void awaitNoOtherLease(
      Set<String> leases, StoreHost host, StoreFixture fixture, String when)
      throws InterruptedException {
    Store store = fixture.store();
    for (int look = 0; look < LOOKS; look++) {
      String held = host.entries(Keys.node(Samples.NODE)).getFirst().lease();
      leases.removeIf(lease -> !lease.equals(held) && store.adopt(lease) == null);
      if (leases.equals(Set.of(held))) {
        return;
      }
      fixture.pass(fixture.ttl().dividedBy(3));
      host.registry.renewalDue();
      host.settle();
    }
    throw new AssertionError(when + ": these leases live on: " + leases);
  }
}
