package io.fairlead.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.spi.kernel.AddressState;
import io.fairlead.spi.kernel.ForwardingState;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.NeighbourState;
import io.fairlead.spi.kernel.NftTable;
import io.fairlead.spi.kernel.Op;
import io.fairlead.spi.kernel.RouteState;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.SysctlState;
import io.fairlead.wire.netlink.HardwareAddress;
import io.fairlead.wire.netlink.LinkKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Steps as people would write them down. */
class DifferencesTest {
  private static final Sandbox WEB = new Sandbox("/run/netns/web");
  private static final HardwareAddress MAC = HardwareAddress.parse("02:42:0a:07:00:02");
  private static final LinkState BRIDGE = LinkState.of(Sandbox.HOST, "flb1", new LinkKind.Bridge());
  private static final LinkState VXLAN =
      LinkState.of(Sandbox.HOST, "flx7", new LinkKind.Vxlan(7, null, 4789, false, true))
          .under("flb1");
  private static final LinkState PORT =
      LinkState.of(Sandbox.HOST, "flv1", new LinkKind.Veth())
          .withMtu(1400)
          .under("flb1")
          .pairedWith(new LinkState.Peer(WEB, "eth0", MAC));
  private static final LinkState INSIDE =
      LinkState.of(WEB, "eth0", new LinkKind.Veth()).withMtu(1400).withMac(MAC);
  private static final AddressState ADDRESS =
      new AddressState(WEB, "eth0", IpPrefix.parse("10.7.0.2/24"), false);
  private static final RouteState DEFAULT =
      RouteState.to(WEB, IpPrefix.parse("0.0.0.0/0"), IpAddress.parse("10.7.0.1"), "eth0");
  private static final NeighbourState NEIGHBOUR =
      new NeighbourState(Sandbox.HOST, "flx7", IpAddress.parse("10.7.0.3"), MAC);
  private static final ForwardingState FORWARDING =
      new ForwardingState(Sandbox.HOST, "flx7", MAC, IpAddress.parse("192.0.2.2"));
  private static final NftTable TABLE =
      NftTable.of(Sandbox.HOST, "inet", "fairlead", "chain c { }");
  private static final SysctlState PROXY =
      new SysctlState(Sandbox.HOST, "net/ipv4/conf/flb1/proxy_arp", "1");

  /** In an order that would not work. */
  private static final List<HostItem> NETWORK =
      List.of(FORWARDING, NEIGHBOUR, DEFAULT, ADDRESS, PROXY, INSIDE, PORT, VXLAN, BRIDGE, TABLE);

  @Test
  void whatHangsOnALinkComesAfterIt() {
    long seed = 20261104;
    Random random = new Random(seed);
    List<HostItem> shuffled = new ArrayList<>(NETWORK);
    for (int round = 0; round < 20; round++) {
      Collections.shuffle(shuffled, random);
      List<String> steps = steps(HostState.EMPTY, HostState.of(shuffled));
      List<String> sorted = new ArrayList<>(steps);
      Collections.sort(sorted.subList(2, 4)); // two ports: either may be first
      assertEquals(
          List.of(
              "make nft table inet fairlead",
              "make link bridge flb1 up",
              "make link veth flv1 mtu 1400 in flb1 up",
              "make link vxlan flx7 in flb1 up",
              "change link veth eth0 mtu 1400 mac 02:42:0a:07:00:02 down to"
                  + " veth eth0 mtu 1400 mac 02:42:0a:07:00:02 up",
              "make sysctl net/ipv4/conf/flb1/proxy_arp=1",
              "make address 10.7.0.2/24 on eth0",
              "make route 0.0.0.0/0 via 10.7.0.1 by eth0",
              "make forwarding 02:42:0a:07:00:02 to 192.0.2.2 by flx7",
              "make neighbour 10.7.0.3 at 02:42:0a:07:00:02 on flx7"),
          sorted,
          "seed " + seed + " round " + round);
    }
  }

  @Test
  void whatIsTheSameNeedsNothing() {
    HostState network = HostState.of(NETWORK);
    assertEquals(List.of(), steps(network, network));
  }

  @Test
  void whatIsLeftOpenIsNotCompared() {
    LinkState seen = BRIDGE.withMtu(1500).withMac(MAC).called("somebody's");
    assertEquals(List.of(), steps(HostState.of(seen), HostState.of(BRIDGE)));
  }

  @Test
  void whatALinksEndTakesAlongIsNotRemovedBefore() {
    assertEquals(
        List.of(
            "remove link flv1",
            "remove link flx7",
            "remove link flb1",
            "remove nft table inet fairlead"),
        steps(
            HostState.of(FORWARDING, NEIGHBOUR, PROXY, PORT, VXLAN, BRIDGE, TABLE),
            HostState.EMPTY));
  }

  @Test
  void aLinkOfAnotherKindIsMadeAnewWithAllThatHangsOnIt() {
    LinkState other =
        LinkState.of(Sandbox.HOST, "flx7", new LinkKind.Vxlan(8, null, 4789, false, true))
            .under("flb1");
    assertEquals(
        List.of(
            "remove link flx7",
            "make link vxlan flx7 in flb1 up",
            "make forwarding 02:42:0a:07:00:02 to 192.0.2.2 by flx7",
            "make neighbour 10.7.0.3 at 02:42:0a:07:00:02 on flx7"),
        steps(
            HostState.of(BRIDGE, VXLAN, NEIGHBOUR, FORWARDING),
            HostState.of(BRIDGE, other, NEIGHBOUR, FORWARDING)));
  }

  @Test
  void portsOfABridgeThatIsMadeAnewAreItsPortsAgain() {
    LinkState impostor = LinkState.of(Sandbox.HOST, "flb1", new LinkKind.Veth());
    assertEquals(
        List.of(
            "remove link flb1",
            "make link bridge flb1 up",
            "change link vxlan flx7 up to vxlan flx7 in flb1 up"),
        steps(HostState.of(impostor, VXLAN), HostState.of(BRIDGE, VXLAN)));
  }

  @Test
  void linksAndAddressesOfOthersAreLeftAlone() {
    LinkState eth0 = LinkState.of(WEB, "eth0", new LinkKind.Veth());
    LinkState uplink = LinkState.of(Sandbox.HOST, "ens3", new LinkKind.Other(""));
    AddressState own = new AddressState(Sandbox.HOST, "flb1", IpPrefix.parse("fe80::1/64"), false);
    AddressState theirs =
        new AddressState(Sandbox.HOST, "ens3", IpPrefix.parse("192.0.2.1/24"), false);
    NeighbourState known =
        new NeighbourState(Sandbox.HOST, "ens3", IpAddress.parse("192.0.2.9"), MAC);
    LinkState flannel =
        LinkState.of(Sandbox.HOST, "flannel.1", new LinkKind.Vxlan(1, null, 8472, false, false));
    NftTable names = NftTable.of(WEB, "ip", "fairlead-names", "");
    assertEquals(
        List.of(),
        steps(
            HostState.of(BRIDGE, eth0, ADDRESS, uplink, own, theirs, known, flannel, names),
            HostState.of(BRIDGE)));
  }

  @Test
  void aPairOnTheHostIsNotTornApart() {
    LinkState pair =
        LinkState.of(Sandbox.HOST, "flv1", new LinkKind.Veth())
            .pairedWith(new LinkState.Peer(Sandbox.HOST, "flp1", null));
    LinkState other = LinkState.of(Sandbox.HOST, "flp1", new LinkKind.Veth()).down();
    assertEquals(List.of(), steps(HostState.of(pair, other), HostState.of(pair)));
  }

  @Test
  void changesNameBothSides() {
    RouteState other =
        RouteState.to(WEB, IpPrefix.parse("0.0.0.0/0"), IpAddress.parse("10.7.0.9"), "eth0");
    assertEquals(
        List.of("change route 0.0.0.0/0 via 10.7.0.9 by eth0 to 0.0.0.0/0 via 10.7.0.1 by eth0"),
        steps(HostState.of(INSIDE, other), HostState.of(INSIDE, DEFAULT)));
  }

  @Test
  void twoWhoWantOneThingDifferentlyAreToldSo() {
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> HostState.of(BRIDGE).and(HostState.of(BRIDGE.withMtu(1400))));
    assertEquals(
        "link flb1 is wanted twice: as bridge flb1 up and as bridge flb1 mtu 1400 up",
        thrown.getMessage());
    assertEquals(HostState.of(BRIDGE), HostState.of(BRIDGE).and(HostState.of(BRIDGE)));
  }

  @Test
  void theUsualMetricOfIpv6IsThatOfTheKernel() {
    RouteState wanted = RouteState.to(WEB, IpPrefix.parse("fd01::/64"), null, "eth0");
    assertEquals(
        List.of(),
        steps(HostState.of(INSIDE, wanted.withMetric(1024)), HostState.of(INSIDE, wanted)));
  }

  private static List<String> steps(HostState seen, HostState desired) {
    return Differences.between(seen, desired).stream().map(Op::text).toList();
  }
}
