package io.fairlead.testkit.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.reconcile.Differences;
import io.fairlead.spi.kernel.AddressState;
import io.fairlead.spi.kernel.ForwardingState;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.Kernel;
import io.fairlead.spi.kernel.KernelException;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.NeighbourState;
import io.fairlead.spi.kernel.NftTable;
import io.fairlead.spi.kernel.Op;
import io.fairlead.spi.kernel.PassState;
import io.fairlead.spi.kernel.RouteState;
import io.fairlead.spi.kernel.RuleState;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.Scope;
import io.fairlead.spi.kernel.ShortLink;
import io.fairlead.spi.kernel.ShortWay;
import io.fairlead.spi.kernel.SysctlState;
import io.fairlead.testkit.time.Patience;
import io.fairlead.wire.netlink.HardwareAddress;
import io.fairlead.wire.netlink.LinkKind;
import io.fairlead.wire.netlink.PortOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Kernel} must do. A test class extends this and says what to test. */
@SuppressWarnings("NullAway.Init") // set before each test
public abstract class KernelContract {
  private static final HardwareAddress MAC = HardwareAddress.parse("02:42:0a:07:00:02");
  private static final HardwareAddress FAR = HardwareAddress.parse("02:42:0a:07:00:03");

  private KernelFixture fixture;
  private Kernel kernel;
  private Sandbox sandbox;

  /** A fresh host. */
  protected abstract KernelFixture open() throws Exception;

  @BeforeEach
  final void openKernel() throws Exception {
    fixture = open();
    kernel = fixture.kernel();
    sandbox = fixture.sandbox();
  }

  @AfterEach
  final void closeKernel() {
    fixture.close();
  }

  @Test
  void whatIsAppliedIsThereAndNothingIsLeftToDo() {
    HostState network = network();
    bring(network);
    for (HostItem item : network.items()) {
      HostItem seen = kernel.observe(Scope.of(network)).get(item.key());
      assertNotNull(seen, item.key().toString());
      assertTrue(item.satisfiedBy(seen), item + " but seen " + seen);
    }
    assertEquals(List.of(), differences(network));
  }

  @Test
  void whatIsNoLongerWantedGoesAway() {
    HostState network = network();
    bring(network);
    bring(HostState.EMPTY);
    assertEquals(
        List.of(),
        kernel.observe(Scope.of(HostState.EMPTY)).items().stream()
            .filter(item -> !item.unasked())
            .toList());
    // Nothing is left in the sandbox either, but for what is never put back.
    List<HostItem> left =
        kernel.observe(Scope.of(network)).items().stream()
            .filter(item -> !(item instanceof SysctlState || item instanceof PassState))
            .filter(item -> item.sandbox().equals(Sandbox.HOST) || item instanceof LinkState)
            .toList();
    assertEquals(List.of(), left);
  }

  @Test
  void eachItemThatSomebodyRemovesIsPutBack() {
    HostState network = network();
    bring(network);
    for (HostItem item : network.items()) {
      if (!(item instanceof SysctlState)) {
        kernel.apply(List.of(new Op.Delete(item)));
        bring(network);
      }
    }
    assertEquals(List.of(), differences(network));
  }

  @Test
  void eachItemAloneCanBeTakenOutAndIn() {
    long seed = 20261103;
    Random random = new Random(seed);
    List<HostItem> all = List.copyOf(network().items());
    for (int round = 0; round < 20; round++) {
      // What hangs on a link is only wanted together with it, and a next hop with an address.
      List<HostItem> some = new ArrayList<>();
      for (HostItem item : all) {
        if (item instanceof LinkState || item instanceof AddressState || random.nextBoolean()) {
          some.add(item);
        }
      }
      HostState wanted = HostState.of(some);
      bring(wanted);
      assertEquals(List.of(), differences(wanted), "seed " + seed + " round " + round);
    }
  }

  @Test
  void valuesChangeInPlace() {
    bring(network());
    RouteState route = RouteState.to(Sandbox.HOST, net("10.8.0.0/16"), ip("10.7.0.4"), "flb1");
    HostState changed =
        HostState.of(
            bridge().withMtu(1300).called("another text"),
            port().asPort(new PortOptions(false, true, true, true, true)).withMtu(1300),
            vxlan(),
            new AddressState(Sandbox.HOST, "flb1", net("10.7.0.1/24"), false),
            route,
            new NeighbourState(Sandbox.HOST, "flx7", ip("10.7.0.3"), MAC),
            new ForwardingState(Sandbox.HOST, "flx7", FAR, ip("192.0.2.9")),
            table(List.of("10.7.0.2", "10.7.0.9")),
            new SysctlState(Sandbox.HOST, "net/ipv4/ip_forward", "0"),
            way("10.7.0.2", ShortWay.Reach.ROUTED, "flb1", ip("10.7.0.3")),
            ShortLink.of(Sandbox.HOST, "flb1", 7),
            ShortLink.of(Sandbox.HOST, "flx7", 7));
    bring(changed);
    assertEquals(List.of(), differences(changed));
  }

  @Test
  void aLinkOfAnotherKindIsMadeAnewWithAllThatHangsOnIt() {
    HostState before = HostState.of(vxlan().under(null).asPort(PortOptions.DEFAULT), far());
    bring(HostState.of(vxlan().under(null), far()));
    LinkState other =
        LinkState.of(
            Sandbox.HOST, "flx7", new LinkKind.Vxlan(8, ip("192.0.2.1"), 4789, false, true));
    HostState wanted = HostState.of(other, far());
    bring(wanted);
    assertEquals(List.of(), differences(wanted));
    assertTrue(!differences(before).isEmpty());
  }

  @Test
  void aStepThatFailsKeepsNoOtherFromBeingDone() {
    AddressState lost = new AddressState(Sandbox.HOST, "flnone", net("10.1.0.1/24"), false);
    Sandbox gone = new Sandbox("/run/netns/flnone");
    AddressState nowhere = new AddressState(gone, "eth0", net("10.1.0.2/24"), false);
    KernelException thrown =
        assertThrows(
            KernelException.class,
            () ->
                kernel.apply(
                    List.of(new Op.Create(lost), new Op.Create(nowhere), new Op.Create(bridge()))));
    assertEquals(
        List.of(lost, nowhere),
        thrown.failures().stream().map(failure -> failure.op().item()).toList());
    assertTrue(thrown.failures().getFirst().why().contains("no link flnone"));
    assertTrue(thrown.failures().getLast().why().contains("/run/netns/flnone is not there"));
    assertNotNull(kernel.observe(Scope.of(HostState.EMPTY)).get(bridge().key()));
  }

  @Test
  void whatIsGoneAlreadyIsRemovedWithoutComplaint() {
    for (HostItem item : network().items()) {
      if (!(item instanceof SysctlState)) {
        kernel.apply(List.of(new Op.Delete(item)));
      }
    }
  }

  @Test
  void aSandboxThatEndsTakesTheHostsEndAlong() throws InterruptedException {
    HostState network = network();
    bring(network);
    fixture.endSandbox();
    Patience.until(() -> kernel.observe(Scope.of(network)).get(port().key()) == null);
    assertNull(kernel.observe(Scope.of(network)).get(LinkState.key(sandbox, "eth0")));
  }

  @Test
  void changesAreToldUntilTheWatchIsClosed() throws InterruptedException {
    AtomicInteger told = new AtomicInteger();
    try (Kernel.Watching _ = kernel.watch(told::incrementAndGet)) {
      kernel.apply(List.of(new Op.Create(bridge())));
      Patience.until(() -> told.get() > 0);
    }
    int atEnd = told.get();
    kernel.apply(List.of(new Op.Delete(bridge())));
    assertEquals(atEnd, told.get());
  }

  private List<Op> differences(HostState wanted) {
    return Differences.between(kernel.observe(Scope.of(wanted)), wanted);
  }

  /** Applies what differs; a second time where what was done undid something else. */
  private void bring(HostState wanted) {
    kernel.apply(differences(wanted));
    kernel.apply(differences(wanted));
  }

  private HostState network() {
    LinkState inside =
        LinkState.of(sandbox, "eth0", new LinkKind.Veth()).withMtu(1400).withMac(MAC);
    return HostState.of(
        bridge(),
        port(),
        vxlan(),
        inside,
        new AddressState(Sandbox.HOST, "flb1", net("10.7.0.1/24"), false),
        new AddressState(sandbox, "eth0", net("10.7.0.2/24"), false),
        new AddressState(sandbox, "eth0", net("fd00::2/64"), true),
        RouteState.to(sandbox, net("0.0.0.0/0"), ip("10.7.0.1"), "eth0"),
        RouteState.to(sandbox, net("fd01::/64"), ip("fd00::1"), "eth0"),
        RouteState.to(Sandbox.HOST, net("10.8.0.0/16"), ip("10.7.0.3"), "flb1").withMtu(1300),
        RouteState.to(Sandbox.HOST, net("10.9.0.0/16"), ip("192.0.2.7"), "flb1")
            .withOnlink()
            .inTable(1000),
        RouteState.blackhole(Sandbox.HOST, net("10.10.0.0/16")).withMetric(9),
        new RuleState(
            Sandbox.HOST, false, 1000, net("10.7.0.0/24"), null, 1, 255, null, null, 1000),
        new NeighbourState(Sandbox.HOST, "flx7", ip("10.7.0.3"), FAR),
        new NeighbourState(Sandbox.HOST, "flb1", ip("10.7.0.77"), null),
        far(),
        new ForwardingState(Sandbox.HOST, "flx7", HardwareAddress.ZERO, ip("192.0.2.2")),
        new ForwardingState(Sandbox.HOST, "flx7", HardwareAddress.ZERO, ip("192.0.2.3")),
        new ForwardingState(Sandbox.HOST, "flx7", FAR, null),
        table(List.of("10.7.0.2", "10.7.0.3")),
        new SysctlState(Sandbox.HOST, "net/ipv4/ip_forward", "1"),
        new SysctlState(Sandbox.HOST, "net/ipv4/conf/flb1/proxy_arp", "1"),
        way("10.7.0.2", ShortWay.Reach.HERE, "flv1", null),
        way("10.7.0.2", ShortWay.Reach.HERE, "flv1", null).fromOutside(),
        way("fd00::2", ShortWay.Reach.HERE, "flv1", null),
        way("10.7.0.3", ShortWay.Reach.TUNNELLED, "flx7", null),
        way("10.8.0.1", ShortWay.Reach.ROUTED, "flb1", ip("10.7.0.3")),
        way("fd00::8", ShortWay.Reach.ROUTED, "flb1", ip("fd00::3")),
        ShortLink.of(Sandbox.HOST, "flv1", 7),
        ShortLink.of(Sandbox.HOST, "flb1", 0));
  }

  private static ShortWay way(
      String address, ShortWay.Reach reach, String link, @Nullable IpAddress via) {
    return new ShortWay(Sandbox.HOST, 7, ip(address), 7, reach, link, MAC, FAR, via);
  }

  private static LinkState bridge() {
    return LinkState.of(Sandbox.HOST, "flb1", new LinkKind.Bridge())
        .withMac(HardwareAddress.parse("02:42:0a:07:00:01"))
        .called("network back");
  }

  private LinkState port() {
    return LinkState.of(Sandbox.HOST, "flv1", new LinkKind.Veth())
        .withMtu(1400)
        .under("flb1")
        .asPort(new PortOptions(true, false, true, true, false))
        .pairedWith(new LinkState.Peer(sandbox, "eth0", MAC));
  }

  private static LinkState vxlan() {
    return LinkState.of(
            Sandbox.HOST,
            "flx7",
            new LinkKind.Vxlan(7, IpAddress.parse("192.0.2.1"), 4789, false, true))
        .under("flb1");
  }

  private static ForwardingState far() {
    return new ForwardingState(Sandbox.HOST, "flx7", FAR, ip("192.0.2.2"));
  }

  private static NftTable table(List<String> allowed) {
    return NftTable.of(
            Sandbox.HOST,
            "inet",
            "fairlead-test",
            """
            set allowed { type ipv4_addr; }
            chain forward { type filter hook forward priority 0; ip saddr @allowed counter accept; }
            """)
        .with("allowed", allowed);
  }

  private static IpPrefix net(String text) {
    return IpPrefix.parse(text);
  }

  private static IpAddress ip(String text) {
    return IpAddress.parse(text);
  }
}
