package io.fairlead.registry;

import static io.fairlead.registry.Host.cause;
import static io.fairlead.registry.Host.web;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.RegistrationId;
import io.fairlead.model.Revision;
import io.fairlead.spi.Sink;
import io.fairlead.spi.Store;
import io.fairlead.testkit.store.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A second store that this node is written to. */
class MirroringTest {
  private final Host host = new Host();
  private final MemoryStore other = new MemoryStore(host.time);
  private final Sink docker = host.source("docker");
  private final Mirroring mirroring =
      new Mirroring(
          "other", host.registry, LeasedMirror.same(other, Host.LEASE), Host.LEASE, new Random(1));

  @AfterEach
  void close() {
    other.close();
    host.close();
  }

  @Test
  void itHoldsTheSameEntriesUnderALeaseOfItsOwn() {
    docker.reset(List.of(web("docker", "a"), web("docker", "b")), cause("list"));
    host.settle();
    assertTrue(mirroring.step());
    assertEquals(in(host.store), in(other));
    assertTrue(mirroring.stats().current());
    assertTrue(entries(other).stream().allMatch(entry -> entry.lease() != null));
  }

  @Test
  void theSameTwiceWritesNothingTheSecondTime() {
    docker.reset(List.of(web("docker", "a")), cause("list"));
    host.settle();
    mirroring.step();
    Revision before = other.read("", null).revision();
    mirroring.step();
    assertEquals(before, other.read("", null).revision());
    assertEquals(2, mirroring.stats().writes());
  }

  @Test
  void aDrainMarkGoesThereAndOutlivesTheAgent() throws InterruptedException {
    docker.reset(List.of(web("docker", "a")), cause("list"));
    host.settle();
    host.registry.drain("a", true, cause("drained"));
    host.settle();
    mirroring.step();
    assertEquals(in(host.store), in(other));
    host.time.advance(Host.LEASE.plusSeconds(1));
    awaitKeys(List.of("drains/" + Host.SELF.name() + "/a"));
  }

  @Test
  void whileItIsAwayTheMainStoreGoesOnAndItCatchesUpAfterwards() {
    docker.reset(List.of(web("docker", "a"), web("docker", "b")), cause("list"));
    host.settle();
    mirroring.step();
    other.goAway();
    docker.remove(new RegistrationId("docker", "a"), cause("die"));
    docker.upsert(web("docker", "c"));
    host.settle();
    assertFalse(mirroring.step());
    assertFalse(mirroring.stats().current());
    assertTrue(mirroring.stats().problem().contains("away"));
    assertEquals(List.of("b", "c"), List.copyOf(host.stored().keySet()));
    other.comeBack();
    assertTrue(mirroring.step());
    assertEquals(in(host.store), in(other));
    assertEquals("", mirroring.stats().problem());
  }

  @Test
  void whatWasLostThereIsWrittenAgain() {
    docker.reset(List.of(web("docker", "a")), cause("list"));
    host.settle();
    mirroring.step();
    other.wipe();
    assertTrue(mirroring.step());
    assertEquals(in(host.store), in(other));
  }

  @Test
  void anAgentThatSaysNothingIsGoneWithTheLease() throws InterruptedException {
    docker.reset(List.of(web("docker", "a")), cause("list"));
    host.settle();
    mirroring.step();
    host.time.advance(Host.LEASE.plusSeconds(1));
    awaitKeys(List.of());
  }

  @Test
  void aNodeThatLeavesTakesItsEntriesOut() {
    docker.reset(List.of(web("docker", "a")), cause("list"));
    host.settle();
    host.registry.drain("a", true, cause("drained"));
    host.settle();
    mirroring.step();
    mirroring.withdraw();
    assertEquals(List.of(), List.copyOf(in(other).keySet()));
  }

  @Test
  void aChangeAfterTheLastLookIsNotCurrent() {
    docker.reset(List.of(web("docker", "a")), cause("list"));
    host.settle();
    mirroring.step();
    docker.upsert(web("docker", "b"));
    assertFalse(mirroring.stats().current());
  }

  private void awaitKeys(List<String> keys) throws InterruptedException {
    for (int i = 0; i < 1000 && !List.copyOf(in(other).keySet()).equals(keys); i++) {
      Thread.sleep(10); // the store's own thread removes what expired
    }
    assertEquals(keys, List.copyOf(in(other).keySet()));
  }

  private static Map<String, String> in(Store store) {
    Map<String, String> all = new TreeMap<>();
    entries(store).forEach(entry -> all.put(entry.key(), new String(entry.value(), UTF_8)));
    return all;
  }

  private static List<Store.Entry> entries(Store store) {
    List<Store.Entry> all = new ArrayList<>();
    for (String prefix : List.of("instances/", "nodes/", "drains/")) {
      all.addAll(store.read(prefix, null).entries());
    }
    return all;
  }
}
