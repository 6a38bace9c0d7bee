package io.fairlead.ipam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.ipam.IpamHost.World;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.Pool;
import io.fairlead.spi.Addresses;
import io.fairlead.spi.NetworkKeys;
import io.fairlead.spi.StoreException;
import io.fairlead.testkit.catalog.NetworkSamples;
import io.fairlead.testkit.catalog.Samples;
import io.fairlead.testkit.store.MemoryStore;
import io.fairlead.testkit.time.MachineTime;
import io.fairlead.testkit.time.Patience;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hosts and one network of two blocks, 10.1.0.0/28 and 10.1.0.16/28. */
class IpamTest {
  private static final Network NETWORK =
      new Network(
          "backend",
          7,
          Network.AUTO,
          List.of(
              new Pool(
                  IpPrefix.parse("10.1.0.0/27"), IpAddress.parse("10.1.0.1"), null, Map.of(), 28)),
          Network.Options.USUAL,
          Map.of(),
          Samples.CAUSE);

  private final MemoryStore store = new MemoryStore(new MachineTime());
  private final Path folder;
  private final World shared;

  IpamTest(@TempDir Path folder) {
    this.folder = folder;
    this.shared = new World(store, new MachineTime(), folder);
    shared.put(NETWORK);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void withinItsBlockAHostNeedsNoStore() throws InterruptedException {
    try (IpamHost one = shared.host("host1")) {
      IpAddress first = one.any(NETWORK);
      store.goAway();
      assertNotEquals(first, one.any(NETWORK));
      one.ipam.giveBack("backend", first);
      store.comeBack();
    }
  }

  @Test
  void addressesThatNothingWasSentFromNeverRunOut() throws InterruptedException {
    try (IpamHost one = shared.host("host1")) {
      for (int i = 0; i < 1000; i++) {
        one.ipam.giveBackUnused("backend", one.any(NETWORK));
      }
      assertEquals(1, ranges().size(), "one block was enough");
      assertEquals(List.of(), one.ipam.entries());
    }
  }

  @Test
  void withoutABlockAStoreThatIsAwayIsSaid() {
    try (IpamHost one = shared.host("host1")) {
      store.goAway();
      StoreException e = assertThrows(StoreException.class, () -> one.any(NETWORK));
      assertTrue(e.retryable());
      store.comeBack();
    }
  }

  @Test
  void eachHostHasABlockOfItsOwn() throws InterruptedException {
    try (IpamHost one = shared.host("host1");
        IpamHost two = shared.host("host2")) {
      Pool pool = NETWORK.pools().getFirst();
      assertNotEquals(pool.blockOf(one.any(NETWORK)), pool.blockOf(two.any(NETWORK)));
      assertEquals(Set.of("host1", "host2"), owners());
    }
  }

  @Test
  void aFixedAddressInARangeOfNobodyBringsItsBlock() throws InterruptedException {
    try (IpamHost one = shared.host("host1")) {
      one.fixed(NETWORK, "10.1.0.20");
      assertEquals(List.of(IpPrefix.parse("10.1.0.16/28")), ranges());
      assertEquals(IpPrefix.parse("10.1.0.16/28"), pool().blockOf(one.any(NETWORK)));
    }
  }

  @Test
  void aFixedAddressInAnothersBlockIsLentAndComesBack() throws InterruptedException {
    try (IpamHost one = shared.host("host1").tended();
        IpamHost two = shared.host("host2").tended()) {
      one.fixed(NETWORK, "10.1.0.20");
      assertEquals(IpAddress.parse("10.1.0.21"), two.fixed(NETWORK, "10.1.0.21"));
      assertEquals(Entry.Use.LENT, use(one, "10.1.0.21"));
      Refused taken = assertThrows(Refused.class, () -> one.fixed(NETWORK, "10.1.0.21"));
      assertTrue(taken.why().contains("lent to node host2"), taken.why());
      two.ipam.giveBack("backend", IpAddress.parse("10.1.0.21"));
      Patience.until(() -> use(one, "10.1.0.21") == Entry.Use.RESTING);
      one.fixed(NETWORK, "10.1.0.21");
      Refused theirs = assertThrows(Refused.class, () -> two.fixed(NETWORK, "10.1.0.21"));
      assertEquals(Refused.Reason.TAKEN, theirs.reason());
      assertTrue(theirs.why().contains("taken on node host1"), theirs.why());
    }
  }

  @Test
  void aFixedAddressInTheBlockOfAHostThatIsAwayIsRefusedByItsName() throws InterruptedException {
    IpamHost one = shared.host("host1");
    one.fixed(NETWORK, "10.1.0.20");
    one.close();
    try (IpamHost two = shared.host("host2").tended()) {
      Refused away = assertThrows(Refused.class, () -> two.fixed(NETWORK, "10.1.0.21"));
      assertEquals(Refused.Reason.AWAY, away.reason());
      assertTrue(away.why().contains("node host1"), away.why());
      assertTrue(away.why().contains("node remove host1"), away.why());
    }
  }

  @Test
  void aHostThatDoesNotAnswerIsAwayAfterAWhileAndItsAskIsTakenBack() throws InterruptedException {
    try (IpamHost one = shared.host("host1"); // not tended: it hears nothing
        IpamHost two = shared.host("host2").tended()) {
      one.fixed(NETWORK, "10.1.0.20");
      Refused away = assertThrows(Refused.class, () -> two.fixed(NETWORK, "10.1.0.21"));
      assertEquals(Refused.Reason.AWAY, away.reason());
      assertEquals(List.of(), store.read("ipam/asks/", null).entries());
      one.tended();
      two.fixed(NETWORK, "10.1.0.21");
    }
  }

  @Test
  void aHostWithoutAFreeBlockBorrowsUntilAllIsGivenAndThenSaysWhoHoldsWhat()
      throws InterruptedException {
    try (IpamHost one = shared.host("host1").tended();
        IpamHost two = shared.host("host2").tended();
        IpamHost three = shared.host("host3").tended()) {
      one.any(NETWORK);
      two.any(NETWORK);
      Set<IpAddress> borrowed = new HashSet<>();
      // 32 without the network's own, the broadcast address, the gateway, and the two above.
      for (int i = 0; i < 27; i++) {
        assertTrue(borrowed.add(three.any(NETWORK)));
      }
      Refused full = assertThrows(Refused.class, () -> three.any(NETWORK));
      assertEquals(Refused.Reason.FULL, full.reason());
      assertTrue(full.why().contains("host1 holds 10.1.0."), full.why());
      assertTrue(full.why().contains("host2 holds 10.1.0."), full.why());
      assertThrows(Refused.class, () -> one.any(NETWORK));
    }
  }

  @Test
  void anAddressFollowsItsNameFromHostToHost() throws InterruptedException {
    try (IpamHost one = shared.host("host1").tended();
        IpamHost two = shared.host("host2").tended()) {
      IpAddress web = one.named(NETWORK, "web");
      assertNotEquals(web, two.named(NETWORK, "web"), "it is in use: this is another container");
      one.ipam.giveBack("backend", web);
      Patience.until(() -> !store.read("ipam/names/", null).entries().isEmpty());
      assertEquals(web, two.ipam.give(NETWORK, Request.named(false, "w", "web")).address());
      two.ipam.giveBack("backend", web);
      Patience.until(() -> use(one, web.toString()) == Entry.Use.RESTING);
      assertEquals(web, one.named(NETWORK, "web"), "and back");
    }
  }

  @Test
  void afterARestartAllIsKnownAgain() throws InterruptedException {
    IpamHost one = shared.host("host1").tended();
    IpAddress web = one.any(NETWORK);
    IpAddress db = one.any(NETWORK);
    one.ipam.giveBack("backend", db);
    one.close();
    try (IpamHost again = shared.host("host1").tended()) {
      assertEquals(Entry.Use.GIVEN, use(again, web.toString()));
      assertEquals(Entry.Use.RESTING, use(again, db.toString()));
      IpAddress next = again.any(NETWORK);
      assertFalse(Set.of(web, db).contains(next));
      assertEquals(1, ranges().size(), "in the same block");
    }
  }

  @Test
  void aLostJournalIsMadeAnewFromTheEndpointsInTheStore() throws Exception {
    IpamHost one = shared.host("host1").tended();
    IpAddress web = one.any(NETWORK);
    shared.put(NetworkSamples.endpoint("host1", "web", "backend", web + "/27"));
    one.close();
    Files.delete(folder.resolve("host1"));
    try (IpamHost again = shared.host("host1").tended()) {
      Patience.until(() -> use(again, web.toString()) == Entry.Use.GIVEN);
    }
  }

  @Test
  void whatIsNotInUseComesBackWhenAllIsSaid() throws InterruptedException {
    try (IpamHost one = shared.host("host1").tended()) {
      IpAddress web = one.any(NETWORK);
      IpAddress db = one.any(NETWORK);
      one.ipam.settle(List.of(new Addresses.InUse("backend", web, "e1", "web")));
      assertEquals(Entry.Use.GIVEN, use(one, web.toString()));
      assertEquals(Entry.Use.RESTING, use(one, db.toString()));
    }
  }

  @Test
  void aLoanThatNobodyTookNoteOfIsGivenBack() throws InterruptedException {
    shared.put(
        "ipam/loans/backend/10.1.0.21",
        new Loan("backend", IpAddress.parse("10.1.0.21"), "host2", "", Samples.AT).encode());
    try (IpamHost one = shared.host("host1").tended()) {
      one.fixed(NETWORK, "10.1.0.20");
      assertEquals(Entry.Use.LENT, use(one, "10.1.0.21"), "it came with the block");
      try (IpamHost two = shared.host("host2").tended()) {
        Patience.until(() -> store.read("ipam/loans/", null).entries().isEmpty());
        Patience.until(() -> use(one, "10.1.0.21") == Entry.Use.RESTING);
        assertEquals("host2", two.name);
      }
    }
  }

  @Test
  void aBlockOfANetworkThatWasRemovedIsNobodys() throws InterruptedException {
    shared.put(new Block("backend", 6, IpPrefix.parse("10.1.0.0/28"), "host9", Samples.CAUSE));
    shared.put(new Block("backend", 6, IpPrefix.parse("10.1.0.16/28"), "host9", Samples.CAUSE));
    try (IpamHost one = shared.host("host1")) {
      one.any(NETWORK);
      assertTrue(owners().contains("host1"));
    }
  }

  @Test
  void aNetworkThatWasRemovedGivesNoBlock() {
    shared.delete(NetworkKeys.network("backend"));
    try (IpamHost one = shared.host("host1")) {
      Refused no = assertThrows(Refused.class, () -> one.any(NETWORK));
      assertEquals(Refused.Reason.NOT_ALLOWED, no.reason());
    }
  }

  @Test
  void whileTheAgentsMoveToAnotherStoreNoBlockIsClaimed() throws InterruptedException {
    shared.put("migration/plan", new byte[] {1});
    try (IpamHost one = shared.host("host1")) {
      Refused moving = assertThrows(Refused.class, () -> one.any(NETWORK));
      assertTrue(moving.retryable());
      shared.delete("migration/plan");
      one.any(NETWORK);
    }
  }

  @Test
  void bothFamiliesAreGiven() throws InterruptedException {
    Network dual = NetworkSamples.network("dual", "10.2.0.0/24", "fd00:2::/64");
    shared.put(dual);
    try (IpamHost one = shared.host("host1")) {
      assertEquals(24, one.ipam.give(dual, Request.any(false, "e1")).length());
      IpPrefix six = one.ipam.give(dual, Request.any(true, "e1"));
      assertTrue(IpPrefix.parse("fd00:2::/64").contains(six.address()));
      assertEquals(64, six.length());
    }
  }

  private static Pool pool() {
    return NETWORK.pools().getFirst();
  }

  private static Entry.Use use(IpamHost host, String address) {
    return host.ipam.entries().stream()
        .filter(entry -> entry.address().equals(IpAddress.parse(address)))
        .map(Entry::use)
        .findFirst()
        .orElse(Entry.Use.FREE);
  }

  private List<Block> blocks() {
    return store.read(NetworkKeys.BLOCKS, null).entries().stream()
        .map(entry -> shared.blocks.decode(entry.value()))
        .toList();
  }

  private Set<String> owners() {
    Set<String> owners = new HashSet<>();
    blocks().forEach(block -> owners.add(block.node()));
    return owners;
  }

  private List<IpPrefix> ranges() {
    return blocks().stream().map(Block::range).toList();
  }
}
