package io.fairlead.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.nft.Nft;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.reconcile.Differences;
import io.fairlead.reconcile.Reconciler;
import io.fairlead.spi.kernel.AddressState;
import io.fairlead.spi.kernel.ForwardingState;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.HostItem.Kind;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.NeighbourState;
import io.fairlead.spi.kernel.NftTable;
import io.fairlead.spi.kernel.OffloadState;
import io.fairlead.spi.kernel.Op;
import io.fairlead.spi.kernel.RouteState;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.Scope;
import io.fairlead.testkit.time.MachineTime;
import io.fairlead.testkit.time.Patience;
import io.fairlead.wire.netlink.HardwareAddress;
import io.fairlead.wire.netlink.LinkKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A reconciler on a real kernel, and people with ip, bridge and nft who break things. */
@SuppressWarnings("NullAway.Init") // set before each test
class SelfHealingIT {
  private static final HardwareAddress FAR = HardwareAddress.parse("02:42:0a:07:01:00");

  private Ground ground;
  private Path host;
  private LinuxKernel kernel;
  private volatile HostState wanted = HostState.EMPTY;

  @BeforeEach
  void open() {
    ground = new Ground();
    host = ground.pin();
    kernel = new LinuxKernel(NetworkNamespace.open(host));
  }

  @AfterEach
  void close() {
    kernel.close();
    ground.close();
  }

  @Test
  void checksumsOfAVxlanAreLeftOrFilledInAsWanted() {
    LinkState vxlan =
        LinkState.of(Sandbox.HOST, "flx9", new LinkKind.Vxlan(9, null, 4789, false, false));
    for (boolean left : new boolean[] {true, false, true}) {
      OffloadState checksums = new OffloadState(Sandbox.HOST, "flx9", left);
      HostState both = HostState.of(vxlan, checksums);
      Scope scope = Scope.of(both);
      kernel.apply(Differences.between(kernel.observe(scope), both));
      assertEquals(List.of(checksums), kernel.observe(scope).all(OffloadState.class));
      assertEquals(List.of(), Differences.between(kernel.observe(scope), both));
    }
  }

  @Test
  void whatPeopleBreakIsMended() throws InterruptedException {
    wanted = network(1, 4).and(HostState.of(table()));
    Reconciler reconciler =
        new Reconciler(kernel, List.of(() -> wanted), new MachineTime(), new Random(20261106));
    Thread thread = run(reconciler);
    try (Nft nft = Nft.open(ground.open(host))) {
      assertTrue(reconciler.await(reconciler.wake(), Duration.ofMinutes(1)));
      assertTrue(reconciler.status().inSync(), reconciler.status().toString());

      Ground.ip(host, "link", "del", "flx7");
      untilRepaired(reconciler, Kind.LINK, 1);
      untilRepaired(reconciler, Kind.FORWARDING, 4);
      Ground.ip(host, "route", "flush", "proto", "102");
      untilRepaired(reconciler, Kind.ROUTE, 1);
      Ground.inside(
          host, "bridge", "fdb", "del", FAR.toString(), "dev", "flx7", "dst", "192.0.2.2");
      untilRepaired(reconciler, Kind.FORWARDING, 5);

      nft.run("delete element inet fairlead-test allowed { 10.7.0.2 }");
      untilRepaired(reconciler, Kind.NFT, 1);
      nft.run("flush ruleset");
      untilRepaired(reconciler, Kind.NFT, 2);
      assertTrue(nft.run("list set inet fairlead-test allowed").contains("10.7.0.2"));
    } finally {
      thread.interrupt();
      thread.join();
    }
  }

  @Test
  void aTableThatNobodyTouchedIsLeftAloneAndElementsAreChangedInPlace() {
    wanted = HostState.of(table());
    bring();
    try (Nft nft = Nft.open(ground.open(host))) {
      String handles = nft.run("list table inet fairlead-test");
      bring();
      assertEquals(handles, nft.run("list table inet fairlead-test"));
      // A new element does not make the chain anew: its rule keeps its handle.
      wanted = HostState.of(table().with("allowed", List.of("10.7.0.2", "10.7.0.9")));
      bring();
      assertEquals(handleOfRule(handles), handleOfRule(nft.run("list table inet fairlead-test")));
    }
  }

  @Test
  void anAgentThatStartsAgainTakesOverWhatIsThere() {
    wanted = network(2, 8).and(HostState.of(table()));
    bring();
    try (LinuxKernel again = new LinuxKernel(NetworkNamespace.open(host))) {
      List<Op> ops = Differences.between(again.observe(Scope.of(wanted)), wanted);
      assertEquals(
          List.of(Kind.NFT),
          ops.stream().map(op -> op.item().key().kind()).distinct().toList(),
          "only the table, whose listing the agent before knew: " + ops);
      again.apply(ops);
      assertEquals(List.of(), Differences.between(again.observe(Scope.of(wanted)), wanted));
    }
  }

  /** Says how long it takes. */
  @Test
  void manyLinksEndTogetherAndNobodyElsesWithThem() {
    Ground.ip(host, "link", "add", "theirs", "type", "bridge");
    for (boolean inOurGroup : new boolean[] {false, true}) {
      if (inOurGroup) {
        Ground.ip(host, "link", "set", "theirs", "group", String.valueOf(LinksEnd.GROUP));
      }
      wanted = network(20, 0);
      bring();
      wanted = HostState.EMPTY;
      long start = System.nanoTime();
      bring();
      System.out.println(
          "22 links end "
              + (inOurGroup ? "one by one: " : "together: ")
              + (System.nanoTime() - start) / 1_000_000
              + " ms");
      assertEquals(
          List.of("lo", "theirs"),
          Ground.show("ip", host, "link", "show").stream()
              .map(link -> link.get("ifname"))
              .toList());
    }
  }

  /** Says what a look costs; asserts only that nothing differs. */
  @Test
  void aLookAtManyEndpointsWithNothingToDo() {
    wanted = network(10, 490);
    bring();
    long[] micros = new long[60];
    for (int i = 0; i < micros.length; i++) {
      long start = System.nanoTime();
      List<Op> ops = Differences.between(kernel.observe(Scope.of(wanted)), wanted);
      micros[i] = (System.nanoTime() - start) / 1000;
      assertEquals(List.of(), ops);
    }
    Arrays.sort(micros, 30, 60);
    System.out.println(
        "look at 10 endpoints here and 490 elsewhere: first "
            + micros[0]
            + " us, then p50 "
            + micros[45]
            + " us");
  }

  /** Says what attaching one more costs through plan, difference and kernel. */
  @Test
  void oneMoreEndpoint() {
    wanted = network(0, 490);
    bring();
    long[] micros = new long[60];
    for (int i = 0; i < micros.length; i++) {
      HostState more = wanted.and(container(i, ground.pin()));
      long start = System.nanoTime();
      kernel.apply(Differences.between(kernel.observe(Scope.of(more)), more));
      micros[i] = (System.nanoTime() - start) / 1000;
      bring();
    }
    Arrays.sort(micros, 30, 60);
    System.out.println(
        "one more endpoint: first " + micros[0] + " us, then p50 " + micros[45] + " us");
    assertEquals(List.of(), Differences.between(kernel.observe(Scope.of(wanted)), wanted));
  }

  private static String handleOfRule(String listing) {
    String rule = listing.substring(listing.indexOf("\"rule\""));
    String handle = rule.substring(rule.indexOf("\"handle\""));
    return handle.substring(0, handle.indexOf(','));
  }

  private static void untilRepaired(Reconciler reconciler, Kind kind, long times)
      throws InterruptedException {
    Patience.until(() -> reconciler.status().repairs().getOrDefault(kind, 0L) >= times);
  }

  private static Thread run(Reconciler reconciler) {
    return Thread.ofPlatform()
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

  private void bring() {
    kernel.apply(Differences.between(kernel.observe(Scope.of(wanted)), wanted));
    kernel.apply(Differences.between(kernel.observe(Scope.of(wanted)), wanted));
  }

  private HostState network(int here, int elsewhere) {
    List<HostItem> items = new ArrayList<>();
    items.add(LinkState.of(Sandbox.HOST, "flb1", new LinkKind.Bridge()));
    items.add(
        LinkState.of(
                Sandbox.HOST,
                "flx7",
                new LinkKind.Vxlan(7, IpAddress.parse("192.0.2.1"), 4789, false, true))
            .under("flb1"));
    items.add(new AddressState(Sandbox.HOST, "flb1", IpPrefix.parse("10.7.0.1/16"), false));
    items.add(
        RouteState.to(
            Sandbox.HOST, IpPrefix.parse("10.8.0.0/16"), IpAddress.parse("10.7.0.3"), "flb1"));
    for (int i = 0; i < elsewhere; i++) {
      HardwareAddress mac = new HardwareAddress(FAR.bits() + i);
      IpAddress address = IpAddress.v4(0x0a07_0100 + i);
      items.add(new NeighbourState(Sandbox.HOST, "flx7", address, mac));
      items.add(new ForwardingState(Sandbox.HOST, "flx7", mac, IpAddress.parse("192.0.2.2")));
    }
    HostState all = HostState.of(items);
    for (int i = 0; i < here; i++) {
      all = all.and(container(i, ground.pin()));
    }
    return all;
  }

  private static HostState container(int number, Path pin) {
    Sandbox sandbox = new Sandbox(pin.toString());
    HardwareAddress mac = new HardwareAddress(0x02_42_0a_07_00_02L + number);
    return HostState.of(
        LinkState.of(Sandbox.HOST, "flv" + number, new LinkKind.Veth())
            .withMtu(1450)
            .under("flb1")
            .pairedWith(new LinkState.Peer(sandbox, "eth0", mac)),
        LinkState.of(sandbox, "eth0", new LinkKind.Veth()).withMtu(1450).withMac(mac),
        new AddressState(
            sandbox, "eth0", new IpPrefix(IpAddress.v4(0x0a07_0002 + number), 16), false),
        RouteState.to(sandbox, IpPrefix.parse("0.0.0.0/0"), IpAddress.parse("10.7.0.1"), "eth0"));
  }

  private static NftTable table() {
    return NftTable.of(
            Sandbox.HOST,
            "inet",
            "fairlead-test",
            """
            set allowed { type ipv4_addr; }
            chain forward { type filter hook forward priority 0; ip saddr @allowed counter accept; }
            """)
        .with("allowed", List.of("10.7.0.2", "10.7.0.3"));
  }
}
