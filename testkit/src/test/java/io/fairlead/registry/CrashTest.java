package io.fairlead.registry;

import static io.fairlead.registry.Host.cause;
import static io.fairlead.registry.Host.check;
import static io.fairlead.registry.Host.verdict;
import static io.fairlead.registry.Host.web;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Health;
import io.fairlead.model.Registration;
import io.fairlead.model.RegistrationId;
import io.fairlead.spi.Sink;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.testkit.catalog.Samples;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The agent is killed at each call that it makes to the store, and another takes over. */
class CrashTest {
  /** More calls than the story below makes. */
  private static final int CALLS = 40;

  @ParameterizedTest(name = "the call that dies is lost {0} it is done")
  @EnumSource(
      value = FaultyStore.Fault.class,
      names = {"BEFORE", "AFTER"})
  void whoeverTakesOverLeavesNoGhostNoLossAndNoDuplicate(FaultyStore.Fault how) {
    for (int at = 0; at < CALLS; at++) {
      for (Duration down : List.of(Duration.ofSeconds(1), Host.LEASE.plusSeconds(1))) {
        try (Host host = new Host()) {
          Map<String, Registration> running = new LinkedHashMap<>();
          FaultyStore.Faults faults = FaultyStore.dying(at, how);
          host.restart(store -> new FaultyStore(store, faults));
          live(host, running);
          host.restart();
          host.time.advance(down);
          host.source("docker").reset(List.copyOf(running.values()), cause("after the restart"));
          host.settle();
          compare(host, running.keySet(), "killed at call " + at + ", down " + down);
        }
      }
    }
  }

  @Test
  void theStoryIsOverBeforeTheLastCallThatIsTried() {
    try (Host host = new Host()) {
      int[] calls = {0};
      host.restart(
          store ->
              new FaultyStore(
                  store,
                  () -> {
                    calls[0]++;
                    return FaultyStore.Fault.NONE;
                  }));
      live(host, new LinkedHashMap<>());
      assertTrue(calls[0] > 10 && calls[0] < CALLS, () -> calls[0] + " calls");
    }
  }

  /** An agent's life; what happens after its death happens to the containers alone. */
  private static void live(Host host, Map<String, Registration> running) {
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
  }

  private static void start(Sink sink, Map<String, Registration> running, Registration next) {
    running.put(next.id().id(), next);
    sink.upsert(next);
  }

  private static void work(Host host) {
    try {
      host.settle();
    } catch (StoreException e) {
      assertTrue(e.retryable());
    }
  }

  private static void compare(Host host, Set<String> running, String when) {
    assertEquals(running, host.stored().keySet(), when);
    Store.Entry node = host.entries(Keys.node(Samples.NODE)).getFirst();
    for (Store.Entry entry : host.entries(Keys.INSTANCES)) {
      assertEquals(node.lease(), entry.lease(), when);
    }
    for (Store.Entry mark : host.entries(Keys.DRAINS)) {
      assertTrue(running.contains(Keys.instanceOf(mark.key()).id()), when);
    }
  }
}
