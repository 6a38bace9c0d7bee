package io.fairlead.ipam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.ipam.IpamHost.World;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.Pool;
import io.fairlead.spi.Holdings.Absence;
import io.fairlead.spi.NetworkKeys;
import io.fairlead.testkit.catalog.NetworkSamples;
import io.fairlead.testkit.catalog.Samples;
import io.fairlead.testkit.store.MemoryStore;
import io.fairlead.testkit.time.ManualTime;
import io.fairlead.testkit.time.Patience;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a host's blocks when it goes, and of the host when it comes back. */
class FenceTest {
  private static final Network NETWORK =
      new Network(
          "backend",
          7,
          Network.AUTO,
          List.of(
              new Pool(
                  IpPrefix.parse("10.1.0.0/28"), IpAddress.parse("10.1.0.1"), null, Map.of(), 28)),
          Network.Options.USUAL,
          Map.of(),
          Samples.CAUSE);

  private static final long HOUR = IpamHost.FENCE.toNanos();

  private final ManualTime time = new ManualTime();
  private final MemoryStore store = new MemoryStore(time);
  private final World world;

  FenceTest(@TempDir Path folder) {
    world = new World(store, time, folder);
    world.put(NETWORK);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aDeadHostsBlockComesBackAfterTheFenceAndNoSooner() throws InterruptedException {
    IpamHost dead = world.host("host1");
    IpAddress web = dead.any(NETWORK);
    world.put(NetworkSamples.endpoint("host1", "web", "backend", web + "/28"));
    dead.close();
    try (IpamHost other = world.host("host2").tended()) {
      awaitTidying();
      pass(IpamHost.FENCE.minusSeconds(60));
      assertThrows(Refused.class, () -> other.any(NETWORK), "it may be back");
      assertEquals(1, store.read(NetworkKeys.BLOCKS, null).entries().size());
      Absence away = other.ipam.absences().getFirst();
      assertEquals("host1", away.node());
      assertEquals(IpamHost.FENCE, Duration.between(away.since(), away.until()));
      assertFalse(away.givenUp());
      pass(Duration.ofMinutes(2));
      Patience.until(() -> store.read(NetworkKeys.BLOCKS, null).entries().isEmpty());
      assertEquals(List.of(), store.read(NetworkKeys.ENDPOINTS, null).entries());
      Patience.until(() -> other.ipam.absences().getFirst().givenUp());
      other.any(NETWORK);
      world.present.add("host1");
      pass(Duration.ofSeconds(11));
      Patience.until(() -> other.ipam.absences().isEmpty());
    }
  }

  @Test
  void aHostThatCameBackInTimeKeepsItsBlock() throws InterruptedException {
    IpamHost one = world.host("host1");
    IpAddress web = one.any(NETWORK);
    one.close();
    try (IpamHost other = world.host("host2").tended()) {
      awaitTidying();
      pass(IpamHost.FENCE.minusSeconds(60));
      world.host("host1").tended().close();
      world.present.add("host1");
      pass(Duration.ofSeconds(30));
      world.present.remove("host1");
      pass(Duration.ofSeconds(30));
      pass(IpamHost.FENCE.minusSeconds(60));
      Refused away = assertThrows(Refused.class, () -> other.fixed(NETWORK, web.toString()));
      assertEquals(Refused.Reason.AWAY, away.reason(), "counted anew");
      assertEquals(1, store.read(NetworkKeys.BLOCKS, null).entries().size());
    }
  }

  @Test
  void aHostThatFindsItsBlockTakenSaysSoAndNeverUsesTheAddressAgain() throws InterruptedException {
    IpamHost one = world.host("host1");
    IpAddress web = one.any(NETWORK);
    one.close();
    try (IpamHost other = world.host("host2").tended()) {
      assertTrue(other.ipam.reclaim("host1") > 0);
      other.any(NETWORK);
      try (IpamHost back = world.host("host1").tended()) {
        Patience.until(() -> back.ipam.conflicts().size() == 1);
        assertEquals(web, back.ipam.conflicts().getFirst().address());
        back.ipam.giveBack("backend", web);
        pass(Duration.ofSeconds(11));
        Patience.until(() -> back.ipam.conflicts().isEmpty());
        assertTrue(
            back.ipam.entries().stream().noneMatch(entry -> entry.address().equals(web)),
            "it is host2's to give");
      }
    }
  }

  @Test
  void withoutAFenceADeadHostsBlockIsTakenByNobodyButAPerson() throws InterruptedException {
    IpamHost dead = world.patient("host1");
    dead.any(NETWORK);
    dead.close();
    try (IpamHost other = world.patient("host2").tended()) {
      awaitTidying();
      pass(Duration.ofDays(400));
      Refused away = assertThrows(Refused.class, () -> other.any(NETWORK));
      assertTrue(away.why().contains("Node host1 does not answer"), away.why());
      Absence absence = other.ipam.absences().getFirst();
      assertEquals("host1", absence.node());
      assertNull(absence.until());
      assertFalse(absence.givenUp());
      assertEquals(1, other.ipam.reclaim("host1"));
      other.any(NETWORK);
    }
  }

  @Test
  void withoutAFenceAHostGivesFromItsBlocksHoweverLongTheStoreIsAway() throws InterruptedException {
    try (IpamHost one = world.patient("host1")) {
      one.any(NETWORK);
      store.goAway();
      time.advance(Duration.ofDays(2));
      one.any(NETWORK);
      assertFalse(one.ipam.isCutOff());
      store.comeBack();
    }
  }

  /** So that it can close its endpoints while their addresses are still its own. */
  @Test
  void aHostThatDoesNotHearTheStoreKnowsItBeforeOthersTakeItsBlocks() throws InterruptedException {
    IpamHost one = world.host("host1");
    one.any(NETWORK);
    time.advance(Duration.ofMinutes(44));
    assertFalse(one.ipam.isCutOff());
    time.advance(Duration.ofMinutes(2));
    assertTrue(one.ipam.isCutOff());
    one.close();
    try (IpamHost next = world.host("host1")) {
      assertTrue(next.ipam.isCutOff(), "the agent before heard it then");
      next.any(NETWORK);
      assertFalse(next.ipam.isCutOff());
    }
  }

  @Test
  void aHostWhoseBlockWasTakenBorrowsWhatNobodyHasThere() throws InterruptedException {
    IpamHost one = world.host("host1");
    IpAddress web = one.any(NETWORK);
    IpAddress db = one.any(NETWORK);
    one.close();
    try (IpamHost other = world.host("host2").tended()) {
      other.ipam.reclaim("host1");
      assertEquals(web, other.any(NETWORK));
      try (IpamHost back = world.host("host1").tended()) {
        Patience.until(() -> back.ipam.isTaken("backend", web));
        assertFalse(back.ipam.isTaken("backend", db), "host2 lends it");
        assertThrows(Refused.class, () -> other.fixed(NETWORK, db.toString()));
        other.ipam.giveBack("backend", web);
        pass(Duration.ofSeconds(11));
        Patience.until(() -> !back.ipam.isTaken("backend", web));
      }
    }
  }

  /** It may be taken for dead in the middle of it. */
  @Test
  void aHostThatTheStoreDoesNotKnowGivesNothing() throws InterruptedException {
    try (IpamHost one = world.patient("host1")) {
      world.delete(NetworkKeys.node("host1"));
      CompletableFuture<IpAddress> given = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  given.complete(one.any(NETWORK));
                } catch (Refused | InterruptedException e) {
                  given.completeExceptionally(e);
                }
              });
      Patience.until(
          () -> {
            time.advance(Duration.ofMillis(50));
            return given.isDone();
          });
      ExecutionException none = assertThrows(ExecutionException.class, given::get);
      Refused away = assertInstanceOf(Refused.class, none.getCause());
      assertEquals(Refused.Reason.AWAY, away.reason());
      assertTrue(away.why().contains("is not in the store now"), away.why());
      world.put(NetworkKeys.node("host1"), new byte[] {1});
      one.any(NETWORK);
    }
  }

  @Test
  void aHostWhoseLeaseEndedLooksBeforeItGivesAgain() throws InterruptedException {
    try (IpamHost one = world.patient("host1").tended()) {
      one.any(NETWORK);
      world.delete(NetworkKeys.node("host1"));
      world.delete(NetworkKeys.block("backend", IpPrefix.parse("10.1.0.0/28")));
      world.put(block("host2"));
      world.put(NetworkKeys.node("host1"), new byte[] {1});
      pass(Duration.ofMillis(1));
      Refused away = assertThrows(Refused.class, () -> one.any(NETWORK));
      assertTrue(away.why().contains("host2 holds 10.1.0.0/28"), away.why());
    }
  }

  @Test
  void theFenceCountsFromTheLastTimeThatTheNodeStirred() {
    Fence fence = fence();
    assertEquals(List.of(), fence.look(Set.of("host1"), 0));
    fence.stirred("host1");
    assertEquals(List.of(), fence.look(Set.of("host1"), HOUR));
    assertEquals(List.of("host1"), fence.look(Set.of("host1"), 2 * HOUR));
  }

  @Test
  void theFenceCountsAnewWhereNobodySawWhoCame() {
    Fence fence = fence();
    assertEquals(List.of(), fence.look(Set.of("host1", "host3"), 0));
    fence.blinked();
    assertEquals(List.of(), fence.look(Set.of("host1", "host3"), HOUR));
    assertEquals(2, fence.look(Set.of("host1", "host3"), 2 * HOUR).size());
  }

  private static Fence fence() {
    return new Fence(
        new Options(
            "host2",
            Path.of("none"),
            IpamHost.COOLING,
            IpamHost.COOLING,
            IpamHost.FENCE,
            IpamHost.COOLING,
            node -> false,
            new Random()));
  }

  private static Block block(String node) {
    return new Block("backend", NETWORK.id(), IpPrefix.parse("10.1.0.0/28"), node, Samples.CAUSE);
  }

  @Test
  void aHostWhoseBlockWasTakenAndIsFreeStillClaimsItAgain() throws InterruptedException {
    IpamHost one = world.host("host1");
    one.any(NETWORK);
    one.close();
    try (IpamHost other = world.host("host2")) {
      assertEquals(1, other.ipam.reclaim("host1"));
    }
    try (IpamHost back = world.host("host1").tended()) {
      Patience.until(() -> !store.read(NetworkKeys.BLOCKS, null).entries().isEmpty());
      assertEquals(List.of(), back.ipam.conflicts());
    }
  }

  @Test
  void aNodeThatIsThereIsNotReclaimed() throws InterruptedException {
    try (IpamHost one = world.host("host1");
        IpamHost two = world.host("host2")) {
      one.any(NETWORK);
      world.put(NetworkKeys.node("host1"), new byte[] {1});
      Refused there = assertThrows(Refused.class, () -> two.ipam.reclaim("host1"));
      assertEquals(Refused.Reason.TAKEN, there.reason());
      assertEquals(1, store.read(NetworkKeys.BLOCKS, null).entries().size());
    }
  }

  @Test
  void whatADeadHostBorrowedComesBackToItsLender() throws InterruptedException {
    try (IpamHost lender = world.host("host1").tended()) {
      lender.any(NETWORK);
      IpamHost dead = world.host("host2");
      IpAddress lent = dead.any(NETWORK);
      dead.close();
      assertEquals(1, lender.ipam.reclaim("host2"));
      Patience.until(
          () ->
              lender.ipam.entries().stream()
                  .anyMatch(
                      entry -> entry.address().equals(lent) && entry.use() == Entry.Use.RESTING));
    }
  }

  /** A machine that slept for longer than the fence wakes before it hears of anything. */
  @Test
  void aHostThatHeardNothingForLongLooksBeforeItGives() throws InterruptedException {
    try (IpamHost one = world.host("host1")) {
      one.any(NETWORK);
      world.delete(NetworkKeys.block("backend", IpPrefix.parse("10.1.0.0/28")));
      try (IpamHost two = world.host("host2")) {
        two.any(NETWORK);
        world.present.remove("host2");
        time.advance(IpamHost.FENCE);
        Refused gone = assertThrows(Refused.class, () -> one.any(NETWORK));
        assertTrue(gone.why().contains("host2 holds 10.1.0.0/28"), gone.why());
        assertTrue(gone.why().contains("Node host2 does not answer"), gone.why());
      }
    }
  }

  /** So that the fence counts from now on. */
  private void awaitTidying() throws InterruptedException {
    pass(Duration.ofSeconds(11));
  }

  /** Lets time pass in steps, so that what is done every few seconds is done. */
  private void pass(Duration duration) throws InterruptedException {
    time.advance(duration);
    for (IpamHost host : world.tended) {
      long before = host.ipam.tender().looks();
      Patience.until(
          () -> {
            world.put("tick", new byte[] {1}); // so that it looks now
            return host.ipam.tender().looks() >= before + 2 || !host.isTended();
          });
    }
  }
}
