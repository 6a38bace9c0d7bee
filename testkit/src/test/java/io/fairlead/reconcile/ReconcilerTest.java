package io.fairlead.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.spi.kernel.AddressState;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.HostItem.Kind;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.NeighbourState;
import io.fairlead.spi.kernel.Op;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.Scope;
import io.fairlead.spi.kernel.ShortLink;
import io.fairlead.testkit.kernel.MemoryKernel;
import io.fairlead.testkit.time.ManualTime;
import io.fairlead.testkit.time.Patience;
import io.fairlead.wire.netlink.HardwareAddress;
import io.fairlead.wire.netlink.LinkKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A host is kept as it should be, and says what keeps it from being so. */
@SuppressWarnings("NullAway.Init") // set before each test
class ReconcilerTest {
  private static final LinkState BRIDGE = LinkState.of(Sandbox.HOST, "flb1", new LinkKind.Bridge());
  private static final AddressState ADDRESS =
      new AddressState(Sandbox.HOST, "flb1", IpPrefix.parse("10.7.0.1/24"), false);
  private static final NeighbourState NEIGHBOUR =
      new NeighbourState(
          Sandbox.HOST,
          "flb1",
          IpAddress.parse("10.7.0.3"),
          new HardwareAddress(0x0242_0a07_0003L));
  private static final Duration LONG = Duration.ofHours(1);

  private final ManualTime time = new ManualTime();
  private final MemoryKernel kernel = new MemoryKernel();
  private volatile HostState wanted = HostState.EMPTY;
  private Reconciler reconciler;
  private Thread thread;

  @BeforeEach
  void start() {
    reconciler = new Reconciler(kernel, List.of(() -> wanted), time, new Random(20261105));
    thread =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    reconciler.run();
                  } catch (InterruptedException e) {
                    // the end of the test
                  }
                });
  }

  @AfterEach
  void stop() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }

  @Test
  void whatIsWantedIsThereWhenTheWaitEnds() throws InterruptedException {
    want(BRIDGE, ADDRESS);
    assertNotNull(seen().get(ADDRESS.key()));
    assertTrue(reconciler.status().inSync());
    assertEquals(Map.of(Kind.LINK, 1L, Kind.ADDRESS, 1L), reconciler.status().changes());
    want();
    assertEquals(HostState.EMPTY, seen());
    assertEquals(Map.of(), reconciler.status().repairs());
  }

  @Test
  void whatSomebodyBreaksIsMendedAndCounted() throws InterruptedException {
    want(BRIDGE, ADDRESS);
    kernel.apply(List.of(new Op.Delete(BRIDGE)));
    untilThere();
    Patience.until(() -> !reconciler.status().repairs().isEmpty());
    assertEquals(Map.of(Kind.LINK, 1L, Kind.ADDRESS, 1L), reconciler.status().repairs());
    assertEquals(Map.of(Kind.LINK, 1L, Kind.ADDRESS, 1L), reconciler.status().changes());
  }

  @Test
  void itIsLookedAtEachMinuteThoughNothingWasHeard() throws InterruptedException {
    want(BRIDGE);
    settle();
    long before = kernel.observed();
    Patience.until(
        () -> {
          time.advance(Duration.ofSeconds(1));
          return kernel.observed() > before;
        });
  }

  @Test
  void whatHoldsUpOthersIsDoneOnceNothingElseIs() throws InterruptedException {
    ShortLink costly = ShortLink.of(Sandbox.HOST, "flb1", 7);
    want(BRIDGE, ADDRESS, costly);
    assertEquals(null, seen().get(costly.key()), "nobody waited for it");
    assertTrue(reconciler.status().inSync(), "and nothing is wrong");
    untilDone(costly);
    Patience.until(() -> reconciler.status().changes().containsKey(Kind.SHORT));
    kernel.apply(List.of(new Op.Delete(costly)));
    untilDone(costly);
    Patience.until(() -> reconciler.status().repairs().equals(Map.of(Kind.SHORT, 1L)));
  }

  private void untilDone(HostItem item) throws InterruptedException {
    Patience.until(
        () -> {
          time.advance(Duration.ofMillis(50));
          return seen().get(item.key()) != null;
        });
  }

  @Test
  void whatCannotBeMendedIsSaidAndTriedAgain() throws InterruptedException {
    AddressState lost =
        new AddressState(Sandbox.HOST, "ens9", IpPrefix.parse("10.7.0.1/24"), false);
    want(BRIDGE, lost);
    ReconcileStatus status = reconciler.status();
    assertFalse(status.inSync());
    assertEquals(
        List.of("make address 10.7.0.1/24 on ens9: there is no link ens9"),
        status.open().stream().map(ReconcileStatus.Open::toString).toList());
    assertNotNull(seen().get(BRIDGE.key()), "the rest is done");

    // Somebody makes the link: the next try succeeds.
    kernel.apply(List.of(new Op.Create(LinkState.of(Sandbox.HOST, "ens9", new LinkKind.Bridge()))));
    Patience.until(
        () -> {
          time.advance(Duration.ofSeconds(1));
          return reconciler.status().inSync();
        });
  }

  @Test
  void aHostThatCannotBeSeenIsSaidAndTriedAgain() throws InterruptedException {
    kernel.refuse("the kernel says nothing");
    want(BRIDGE);
    assertEquals("the kernel says nothing", reconciler.status().trouble());
    assertFalse(reconciler.status().inSync());
    kernel.refuse(null);
    Patience.until(
        () -> {
          time.advance(Duration.ofSeconds(1));
          return reconciler.status().inSync();
        });
  }

  @Test
  void aPlanThatContradictsItselfChangesNothing() throws InterruptedException {
    want(BRIDGE);
    Reconciler two =
        new Reconciler(
            kernel,
            List.of(() -> HostState.of(BRIDGE), () -> HostState.of(BRIDGE.withMtu(9000))),
            time,
            new Random(1));
    Thread second =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    two.run();
                  } catch (InterruptedException e) {
                    // the end of the test
                  }
                });
    assertTrue(two.await(two.wake(), LONG));
    assertTrue(two.status().trouble().contains("wanted twice"), two.status().trouble());
    assertNotNull(seen().get(BRIDGE.key()));
    second.interrupt();
    second.join();
  }

  @Test
  void whoWaitsTooLongIsToldSo() throws InterruptedException {
    stop();
    long ticket = reconciler.wake();
    Thread mover =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    time.awaitSleepers(1);
                  } catch (InterruptedException e) {
                    return;
                  }
                  time.advance(LONG);
                });
    assertFalse(reconciler.await(ticket, Duration.ofSeconds(1)));
    mover.join();
  }

  @Test
  void aQuietHostIsLeftInPeace() throws InterruptedException {
    want(BRIDGE, ADDRESS);
    settle();
    long before = kernel.observed();
    time.advance(Duration.ofSeconds(30));
    settle();
    assertEquals(before + 1, kernel.observed(), "only the round that was asked for");
  }

  @Test
  void aRoundThatNobodyAwaitsWaitsForAPauseBetweenSteps() throws InterruptedException {
    want(BRIDGE, ADDRESS);
    settle();
    long before = kernel.observed();
    reconciler.step(List.of());
    reconciler.wake();
    for (int i = 0; i < 6; i++) {
      time.advance(Duration.ofMillis(20));
      reconciler.step(List.of());
    }
    assertEquals(before, kernel.observed(), "steps follow each other");
    Patience.until(
        () -> {
          time.advance(Duration.ofMillis(20));
          return kernel.observed() > before;
        });
  }

  @Test
  void stepsThatNeverPauseKeepNoRoundAway() throws InterruptedException {
    want(BRIDGE, ADDRESS);
    settle();
    long before = kernel.observed();
    reconciler.wake();
    Patience.until(
        () -> {
          reconciler.step(List.of());
          time.advance(Duration.ofMillis(5));
          return kernel.observed() > before;
        });
  }

  @Test
  void aWayToAnotherNodesEndpointIsThereBeforeTheHostIsLookedAt() throws InterruptedException {
    want(BRIDGE);
    kernel.refuse("the kernel shows nothing");
    want(BRIDGE, NEIGHBOUR);
    assertEquals("the kernel shows nothing", reconciler.status().trouble());
    kernel.refuse(null);
    assertNotNull(seen().get(NEIGHBOUR.key()));
    want(BRIDGE);
    assertEquals(Set.of(BRIDGE.key()), seen().byKey().keySet());
    assertEquals(
        Map.of(Kind.LINK, 1L, Kind.NEIGHBOUR, 2L),
        reconciler.status().changes(),
        "each step is counted once");
    assertEquals(Map.of(), reconciler.status().repairs());
  }

  @Test
  void aWayThatCannotBeMadeBeforeTheLookIsMadeByIt() throws InterruptedException {
    want(BRIDGE);
    kernel.apply(List.of(new Op.Delete(BRIDGE)));
    want(BRIDGE, NEIGHBOUR);
    assertEquals(Set.of(BRIDGE.key(), NEIGHBOUR.key()), seen().byKey().keySet());
    assertTrue(reconciler.status().inSync());
  }

  private void want(HostItem... items) throws InterruptedException {
    wanted = HostState.of(items);
    assertTrue(reconciler.await(reconciler.wake(), LONG), "no round in an hour");
  }

  private HostState seen() {
    return kernel.observe(Scope.of(wanted));
  }

  private void untilThere() throws InterruptedException {
    Patience.until(
        () -> {
          time.advance(Duration.ofMillis(100));
          return seen().get(ADDRESS.key()) != null;
        });
  }

  /** A round that changes nothing, after which nothing is left to be heard of. */
  private void settle() throws InterruptedException {
    assertTrue(reconciler.await(reconciler.wake(), LONG), "no round in an hour");
  }
}
