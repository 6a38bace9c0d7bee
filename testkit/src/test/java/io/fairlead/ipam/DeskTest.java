package io.fairlead.ipam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.Pool;
import io.fairlead.testkit.catalog.Samples;
import io.fairlead.testkit.time.ManualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one node decides with what it knows: no store, no other node. */
class DeskTest {
  private static final Duration COOLING = Duration.ofSeconds(60);
  private static final Duration KEEP = Duration.ofMinutes(10);

  @TempDir Path folder;
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final ManualTime time = new ManualTime();
  private @Nullable Desk desk;

  @AfterEach
  void close() {
    if (desk != null) {
      desk.close();
    }
  }

  private Desk open() {
    close();
    Desk opened =
        new Desk(
            new Options(
                "host1",
                folder.resolve("addresses"),
                COOLING,
                KEEP,
                Duration.ofHours(1),
                Duration.ofSeconds(2),
                node -> true,
                random),
            time);
    desk = opened;
    return opened;
  }

  @Test
  void noAddressIsGivenTwiceAndEachRestsUntilItIsCool() {
    System.out.println("seed " + seed);
    Network network = network(pool("10.1.0.0/26", null, 28));
    Desk book = open();
    book.put(block(network, "10.1.0.0/28", "host1"));
    book.put(block(network, "10.1.0.16/28", "host2"));
    book.put(block(network, "10.1.0.32/28", "host1"));
    book.put(block(network, "10.1.0.48/28", "host2"));
    Map<IpAddress, String> given = new HashMap<>();
    Map<IpAddress, Instant> freed = new HashMap<>();
    int exhausted = 0;
    for (int step = 0; step < 20_000; step++) {
      if (random.nextInt(500) == 0) {
        List<Block> known = book.blocks();
        book = open();
        known.forEach(book::put);
      }
      if (random.nextInt(2) == 0 && !given.isEmpty()) {
        List<IpAddress> all = new ArrayList<>(given.keySet());
        IpAddress address = all.get(random.nextInt(all.size()));
        given.remove(address);
        freed.put(address, book.now());
        book.back(network.name(), address, true);
      } else {
        Choice.Step next = book.next(network, Request.any(false, "e" + step), Set.of());
        if (next instanceof Choice.Step.Give(IpAddress address)) {
          String message = address + " at step " + step + ", seed " + seed;
          assertNull(given.put(address, "e" + step), message);
          Instant since = freed.get(address);
          assertTrue(since == null || !book.now().isBefore(since.plus(COOLING)), message);
          assertTrue(network.pools().getFirst().mayChoose(address), message);
          assertTrue(address.low() % 32 < 16, message + " is in a block of this node");
        } else {
          exhausted++;
          assertInstanceOf(Choice.Step.Ask.class, next, "the rest is host2's");
          Instant now = book.now();
          long resting =
              freed.entrySet().stream()
                  .filter(one -> !given.containsKey(one.getKey()))
                  .filter(one -> now.isBefore(one.getValue().plus(COOLING)))
                  .count();
          // 32, but for the network's own, the gateway and no broadcast address of this pool.
          assertEquals(30, given.size() + resting, "all others are given, seed " + seed);
        }
      }
      time.advance(Duration.ofMillis(random.nextInt(8000)));
    }
    assertTrue(exhausted > 0, "seed " + seed);
  }

  /** An agent that began while the store is away knows no blocks yet. */
  @Test
  void whatComesBackBeforeAnyBlockIsKnownRestsAllTheSame() {
    Network network = network(pool("10.1.0.0/28", null, 28));
    Block block = block(network, "10.1.0.0/28", "host1");
    Desk book = open();
    book.put(block);
    IpAddress web =
        assertInstanceOf(
                Choice.Step.Give.class, book.next(network, Request.any(false, "web"), Set.of()))
            .address();
    book = open();
    book.back(network.name(), web, true);
    book.put(block);
    for (int i = 0; i < 12; i++) {
      Choice.Step next = book.next(network, Request.any(false, "other" + i), Set.of());
      assertNotEquals(new Choice.Step.Give(web), next);
    }
  }

  @Test
  void aWallClockThatJumpsCoolsNothing() {
    Network network = network(pool("10.1.0.0/29", null, 29));
    Desk book = open();
    book.put(block(network, "10.1.0.0/29", "host1"));
    for (int i = 0; i < 5; i++) {
      book.next(network, Request.any(false, "e" + i), Set.of());
    }
    book.back(network.name(), IpAddress.parse("10.1.0.3"), true);
    time.jumpWallClock(Duration.ofDays(1));
    assertInstanceOf(
        Choice.Step.Refuse.class, book.next(network, Request.any(false, "e9"), Set.of()));
    time.advance(COOLING);
    assertEquals(
        new Choice.Step.Give(IpAddress.parse("10.1.0.3")),
        book.next(network, Request.any(false, "e9"), Set.of()));
  }

  @Test
  void aNameGetsItsAddressBackAndNobodyElseDoesMeanwhile() {
    Network network = network(pool("10.1.0.0/29", null, 29));
    Desk book = open();
    book.put(block(network, "10.1.0.0/29", "host1"));
    IpAddress first = given(book.next(network, Request.named(false, "e1", "web"), Set.of()));
    book.back(network.name(), first, true);
    time.advance(COOLING.plusSeconds(1));
    for (int i = 0; i < 4; i++) {
      IpAddress other = given(book.next(network, Request.any(false, "x" + i), Set.of()));
      assertNotEquals(first, other, "it is kept for its name");
    }
    assertInstanceOf(
        Choice.Step.Refuse.class, book.next(network, Request.any(false, "x9"), Set.of()));
    assertEquals(first, given(book.next(network, Request.named(false, "e2", "web"), Set.of())));
    book.back(network.name(), first, true);
    time.advance(KEEP);
    assertEquals(first, given(book.next(network, Request.any(false, "x9"), Set.of())));
  }

  @Test
  void aFixedAddressNeedsNotCool() {
    Network network = network(pool("10.1.0.0/29", null, 29));
    Desk book = open();
    book.put(block(network, "10.1.0.0/29", "host1"));
    Request fixed = Request.of(IpAddress.parse("10.1.0.5"), "db");
    given(book.next(network, fixed, Set.of()));
    given(book.next(network, fixed, Set.of())); // its holder asks again
    Request other = Request.of(IpAddress.parse("10.1.0.5"), "other");
    Choice.Step.Refuse taken =
        assertInstanceOf(Choice.Step.Refuse.class, book.next(network, other, Set.of()));
    assertEquals(Refused.Reason.TAKEN, taken.reason());
    assertTrue(taken.why().contains("10.1.0.5 is taken on node host1 (db)"), taken.why());
    book.back(network.name(), IpAddress.parse("10.1.0.5"), true);
    given(book.next(network, fixed, Set.of()));
  }

  @Test
  void whatThePoolKeepsIsGivenToNobody() {
    IpPrefix subnet = IpPrefix.parse("10.1.0.0/29");
    Pool pool =
        new Pool(
            subnet,
            IpAddress.parse("10.1.0.1"),
            null,
            Map.of("router", IpAddress.parse("10.1.0.2")),
            29);
    Network network = network(pool);
    Desk book = open();
    book.put(block(network, "10.1.0.0/29", "host1"));
    for (String kept : List.of("10.1.0.0", "10.1.0.1", "10.1.0.2", "10.1.0.7", "10.9.0.1")) {
      Choice.Step.Refuse no =
          assertInstanceOf(
              Choice.Step.Refuse.class,
              book.next(network, Request.of(IpAddress.parse(kept), "e"), Set.of()));
      assertEquals(Refused.Reason.NOT_ALLOWED, no.reason(), kept);
    }
    for (String next : List.of("10.1.0.3", "10.1.0.4", "10.1.0.5", "10.1.0.6")) {
      assertEquals(
          IpAddress.parse(next), given(book.next(network, Request.any(false, "e"), Set.of())));
    }
  }

  @Test
  void anAddressIsChosenInTheRangeAndFixedAnywhere() {
    Network network = network(pool("10.1.0.0/24", "10.1.0.128/29", 28));
    Desk book = open();
    Choice.Step.Claim claim =
        assertInstanceOf(
            Choice.Step.Claim.class, book.next(network, Request.any(false, "e"), Set.of()));
    assertEquals(IpPrefix.parse("10.1.0.128/28"), claim.block(), "the only block of the range");
    book.put(block(network, "10.1.0.128/28", "host1"));
    for (int i = 0; i < 8; i++) {
      IpAddress address = given(book.next(network, Request.any(false, "e" + i), Set.of()));
      assertTrue(IpPrefix.parse("10.1.0.128/29").contains(address));
    }
    assertInstanceOf(
        Choice.Step.Refuse.class, book.next(network, Request.any(false, "e9"), Set.of()));
    given(book.next(network, Request.of(IpAddress.parse("10.1.0.140"), "e"), Set.of()));
  }

  @Test
  void aFullPoolSaysWhoHoldsWhat() {
    Network network = network(pool("10.1.0.0/28", null, 29));
    Desk book = open();
    book.put(block(network, "10.1.0.0/29", "host2"));
    book.put(block(network, "10.1.0.8/29", "host3"));
    Choice.Step.Refuse full =
        assertInstanceOf(
            Choice.Step.Refuse.class,
            book.next(network, Request.any(false, "e"), Set.of("host2", "host3")));
    assertEquals(Refused.Reason.FULL, full.reason());
    assertTrue(full.why().contains("host2 holds 10.1.0.0/29; host3 holds 10.1.0.8/29"), full.why());
  }

  @Test
  void aHugePoolOfIpv6IsNotCountedThrough() {
    Network network = network(pool("fd00::/48", null, 120));
    Desk book = open();
    Set<IpAddress> given = new HashSet<>();
    for (int i = 0; i < 3000; i++) {
      Choice.Step step = book.next(network, Request.any(true, "e" + i), Set.of());
      while (step instanceof Choice.Step.Claim(IpPrefix range)) {
        book.put(block(network, range.toString(), "host1"));
        step = book.next(network, Request.any(true, "e" + i), Set.of());
      }
      assertTrue(given.add(given(step)));
    }
    assertTrue(book.blocks().size() <= 13, book.blocks().size() + " blocks of 256");
  }

  @Test
  void theSecondPoolIsUsedWhenTheFirstIsFull() {
    Network network = network(pool("10.1.0.0/30", null, 30), pool("10.2.0.0/30", null, 30));
    Desk book = open();
    book.put(block(network, "10.1.0.0/30", "host1"));
    assertEquals(
        IpAddress.parse("10.1.0.2"),
        given(book.next(network, Request.any(false, "e"), Set.of())),
        "the only one beside the gateway");
    Choice.Step.Claim second =
        assertInstanceOf(
            Choice.Step.Claim.class, book.next(network, Request.any(false, "e"), Set.of()));
    assertEquals(IpPrefix.parse("10.2.0.0/30"), second.block());
  }

  @Test
  void aNodeThatHeardNothingOfTheStoreForLongIsNotSureOfItsBlocks() {
    Desk book = open();
    assertFalse(book.isSure(), "it has heard nothing yet");
    book.heard(Duration.ZERO);
    assertFalse(book.isSure(), "the store does not know this node");
    book.isThere(true);
    book.heard(Duration.ZERO);
    assertTrue(book.isSure());
    time.advance(Duration.ofMinutes(31));
    assertFalse(book.isSure(), "half of the fence is over");
    book.heard(Duration.ZERO);
    time.jumpWallClock(Duration.ofHours(2));
    assertFalse(book.isSure(), "the machine may have slept");
  }

  private static IpAddress given(Choice.Step step) {
    return assertInstanceOf(Choice.Step.Give.class, step).address();
  }

  private static Pool pool(String subnet, @Nullable String range, int block) {
    IpPrefix prefix = IpPrefix.parse(subnet);
    return new Pool(
        prefix,
        prefix.first().plus(1),
        range == null ? null : IpPrefix.parse(range),
        Map.of(),
        block);
  }

  private static Network network(Pool... pools) {
    return new Network(
        "backend", 7, Network.AUTO, List.of(pools), Network.Options.USUAL, Map.of(), Samples.CAUSE);
  }

  private static Block block(Network network, String range, String node) {
    return new Block(network.name(), network.id(), IpPrefix.parse(range), node, Samples.CAUSE);
  }
}
