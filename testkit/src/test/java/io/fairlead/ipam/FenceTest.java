package io.fairlead.ipam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.ipam.IpamHost.World;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
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
