package io.fairlead.dataplane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.dataplane.hostgw.HostGwDataplane;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.testkit.kernel.HostText;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a host should have for a network of plain routes. */
class HostGwPlanTest {
  private final HostGwDataplane hostGw = new HostGwDataplane();

  @Test
  void aRouteToEachEndpointElsewhere() {
    Site site =
        SiteSamples.of("10.7.0.0/24")
            .beside("h2", "192.0.2.2", "192.0.2.0/24", 1500)
            .own("web", "10.7.0.2/24")
            .other("h2", "db", "10.7.0.9/24")
            .site("host-gw");
    assertEquals(
        """
        link bridge flb7 mtu 1500 mac 02:66:6c:00:00:07 up
        address 10.7.0.1/24 on flb7
        sysctl net/ipv4/ip_forward=1
        link veth fle2f0039cd241d mtu 1500 in flb7 up port learn flood, pair flp2f0039cd241d mac 02:42:0a:07:00:02
        sysctl net/ipv4/conf/flb7/proxy_arp=1
        sysctl net/ipv4/neigh/flb7/proxy_delay=0
        sysctl net/ipv4/conf/flb7/send_redirects=0
        route 10.7.0.9/32 via 192.0.2.2 by eth0
        """,
        HostText.of(hostGw.plan(site)));
    assertEquals(List.of(), hostGw.doubts(site));
  }

  @Test
  void overIpv6TheHostAnswersForEachAddress() {
    Site site =
        SiteSamples.of("fd00:7::/64")
            .at(SiteSamples.peer("h1", "2001:db8::1", "2001:db8::/64", 1500))
            .beside("h2", "2001:db8::2", "2001:db8::/64", 1500)
            .other("h2", "db", "fd00:7::9/64")
            .site("host-gw");
    assertEquals(
        """
        link bridge flb7 mtu 1500 mac 02:66:6c:00:00:07 up
        address fd00:7::1/64 on flb7
        sysctl net/ipv6/conf/all/forwarding=1
        sysctl net/ipv6/conf/flb7/proxy_ndp=1
        sysctl net/ipv6/neigh/flb7/proxy_delay=0
        route fd00:7::9/128 via 2001:db8::2 by eth0
        neighbour fd00:7::9 answered for on flb7
        """,
        HostText.of(hostGw.plan(site)));
  }

  @Test
  void aNodeInAnotherSubnetIsNotReached() {
    Site site =
        SiteSamples.of("10.7.0.0/24")
            .beside("h2", "198.51.100.2", "198.51.100.0/24", 1500)
            .other("h2", "db", "10.7.0.9/24")
            .site("host-gw");
    assertEquals(
        List.of(
            "h2 (198.51.100.2) is not in this node's subnet 192.0.2.0/24, so host-gw does not reach"
                + " it; use --dataplane vxlan"),
        hostGw.doubts(site));
    assertEquals(false, HostText.of(hostGw.plan(site)).contains("route"));
  }

  @Test
  void whereRoutersAreToldTheyTellTheWayAndTheHostOnlyAnswers() {
    Site site =
        SiteSamples.of("10.7.0.0/24", "fd00:7::/64")
            .on(Map.of("bgp", "true"))
            .beside("h2", "198.51.100.2", "198.51.100.0/24", 1500)
            .other("h2", "db", "10.7.0.9/24", "fd00:7::9/64")
            .site("host-gw");
    assertEquals(List.of(), hostGw.doubts(site));
    String plan = HostText.of(hostGw.plan(site));
    assertEquals(false, plan.contains("route "));
    assertEquals(true, plan.endsWith("neighbour fd00:7::9 answered for on flb7\n"), plan);
  }

  @Test
  void aWordThatIsNeitherTrueNorFalseIsDoubted() {
    Site site = SiteSamples.of("10.7.0.0/24").on(Map.of("bgp", "yes")).site("host-gw");
    assertEquals(
        List.of("bgp is true or false, and 'yes' is neither; use -o bgp=true"),
        hostGw.doubts(site));
  }

  @Test
  void theOtherFamilyIsNotCarriedAndItSaysSo() {
    Site site = SiteSamples.of("10.7.0.0/24", "fd00:7::/64").site("host-gw");
    assertEquals(
        List.of(
            "the nodes' addresses are IPv4, so IPv6 of backend reaches no other host by host-gw;"
                + " use --dataplane vxlan"),
        hostGw.doubts(site));
  }
}
