package io.fairlead.dataplane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.dataplane.auto.AutoDataplane;
import io.fairlead.dataplane.bridge.BridgeDataplane;
import io.fairlead.spi.dataplane.Peer;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.testkit.kernel.HostText;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a host should have for a network whose way is found for each pair of nodes. */
class AutoPlanTest {
  private static final Peer H1 = SiteSamples.peer("h1", "192.0.2.1", "192.0.2.0/24", 1500);
  private static final Peer H2 = SiteSamples.peer("h2", "192.0.2.2", "192.0.2.0/24", 1500);
  private static final Peer H3 = SiteSamples.peer("h3", "198.51.100.3", "198.51.100.0/24", 1500);

  private final AutoDataplane auto = new AutoDataplane();

  @Test
  void aRouteToEachEndpointByItsNodeOrIntoTheLinkInUdp() {
    Site site =
        SiteSamples.of("10.7.0.0/24")
            .beside("h2", "192.0.2.2", "192.0.2.0/24", 1500)
            .beside("h3", "198.51.100.3", "198.51.100.0/24", 1500)
            .plainly("h2")
            .own("web", "10.7.0.2/24")
            .other("h2", "db", "10.7.0.9/24")
            .other("h3", "db", "10.7.0.10/24")
            .site("auto");
    assertEquals(
        """
        link bridge flb7 mtu 1450 mac 02:66:6c:00:00:07 up
        address 10.7.0.1/24 on flb7
        sysctl net/ipv4/ip_forward=1
        link veth fle2f0039cd241d mtu 1450 in flb7 up port learn flood, pair flp2f0039cd241d mac 02:42:0a:07:00:02
        sysctl net/ipv4/conf/flb7/proxy_arp=1
        sysctl net/ipv4/neigh/flb7/proxy_delay=0
        sysctl net/ipv4/conf/flb7/send_redirects=0
        route 10.7.0.9/32 via 192.0.2.2 by eth0
        route 10.7.0.10/32 via 198.51.100.3 by flo33112ee14ee4
        """,
        HostText.of(auto.plan(site)));
    assertEquals(1450, auto.face(site, site.own().getFirst()).mtu());
  }

  @Test
  void ofBothFamiliesThatOfTheNodesGoesPlainlyAndTheOtherInUdp() {
    Site site =
        SiteSamples.of("10.7.0.0/24", "fd00:7::/64")
            .beside("h2", "192.0.2.2", "192.0.2.0/24", 1500)
            .plainly("h2")
            .other("h2", "db", "10.7.0.9/24", "fd00:7::9/64")
            .site("auto");
    assertEquals(
        """
        route 10.7.0.9/32 via 192.0.2.2 by eth0
        route fd00:7::9/128 via fe80::c000:202 by flo33112ee14ee4
        """,
        HostText.of(auto.plan(site))
            .lines()
            .filter(line -> line.startsWith("route"))
            .reduce("", (all, line) -> all + line + "\n"));
  }

  @Test
  void whatMustBeEncryptedIsNotCarriedAtAll() {
    Site site =
        SiteSamples.of("10.7.0.0/24")
            .options(true, false, true, false)
            .beside("h2", "192.0.2.2", "192.0.2.0/24", 1500)
            .own("web", "10.7.0.2/24")
            .site("auto");
    assertEquals(HostState.EMPTY, auto.plan(site));
  }

  @Test
  void aNodeThatIsAloneHasTheMtuThatItKeepsWhenOthersCome() {
    Site alone = SiteSamples.of("10.7.0.0/24").own("web", "10.7.0.2/24").site("auto");
    assertEquals(1450, new BridgeDataplane().face(alone, alone.own().getFirst()).mtu());
    Site secret =
        SiteSamples.of("10.7.0.0/24")
            .options(true, false, true, false)
            .own("web", "10.7.0.2/24")
            .site("auto");
    assertEquals(1420, new BridgeDataplane().face(secret, secret.own().getFirst()).mtu());
  }

  @Test
  void nodesAskEachOtherAtAddressesThatAreNotTheirOwn() {
    assertEquals(
        """
        link vxlan flo33112ee14ee4 mtu 1450 mac 02:66:c0:00:02:01 up id 0 from 192.0.2.1:4789
        sysctl net/ipv4/conf/flo33112ee14ee4/rp_filter=2
        forwarding 02:66:c0:00:02:02 to 192.0.2.2 by flo33112ee14ee4
        forwarding 02:66:c6:33:64:03 to 198.51.100.3 by flo33112ee14ee4
        neighbour 192.0.2.2 at 02:66:c0:00:02:02 on flo33112ee14ee4
        neighbour 198.51.100.3 at 02:66:c6:33:64:03 on flo33112ee14ee4
        address 198.18.2.1/32 on flo33112ee14ee4
        address 240.0.2.1/32 on flo33112ee14ee4
        route 198.18.2.2/32 via 192.0.2.2 by eth0
        route 240.0.2.2/32 via 192.0.2.2 by flo33112ee14ee4
        route 246.51.100.3/32 via 198.51.100.3 by flo33112ee14ee4
        """,
        HostText.of(new Asking(H1, "eth0", false, List.of(H2, H3), 1500, 1450, false).plan()));
  }

  @Test
  void twoNodesOfOneAddressForBeingAskedAreNotAsked() {
    Peer twin = SiteSamples.peer("h4", "16.0.2.2", "16.0.2.0/24", 1500); // 240.0.2.2 as h2
    Asking asking = new Asking(H1, "eth0", false, List.of(H2, twin), 1500, 1450, false);
    assertEquals(
        List.of(true, true),
        asking.targets().stream().map(one -> one.byOverlay() == null).toList());
    assertEquals(
        1, HostText.of(asking.plan()).lines().filter(line -> line.startsWith("route")).count());
  }

  @Test
  void aLinkThatTakesPacketsFromItsOwnSideOnlyIsMadeLooser() {
    assertEquals(
        true,
        HostText.of(new Asking(H1, "eth0", true, List.of(H2), 1500, 1450, false).plan())
            .contains("sysctl net/ipv4/conf/eth0/rp_filter=2"));
  }

  @Test
  void aloneNodesAskNobody() {
    assertEquals(
        HostState.EMPTY, new Asking(H1, "eth0", true, List.of(), 1500, 1450, false).plan());
  }

  @Test
  void overIpv6NodesAskEachOtherInIpv6AndCarryBoth() {
    Peer one = SiteSamples.peer("h1", "2001:db8::1", "2001:db8::/64", 1500);
    Peer other = SiteSamples.peer("h2", "2001:db8::2", "2001:db8::/64", 1500);
    String plan =
        HostText.of(new Asking(one, "eth0", false, List.of(other), 1500, 1430, false).plan());
    assertEquals(
        true,
        plan.contains("route fd66:6c00:0:1::2/128 via 2001:db8::2 by eth0\n")
            && plan.contains("via 2001:db8::2 by flo33112ee14ee4\n"),
        plan);
    assertEquals(2, plan.lines().filter(line -> line.startsWith("neighbour")).count(), plan);
  }
}
