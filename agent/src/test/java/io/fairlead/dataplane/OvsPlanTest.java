package io.fairlead.dataplane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.dataplane.ovs.OvsDataplane;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.testkit.kernel.HostText;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a host should have for a network on a switch of its own. */
class OvsPlanTest {
  private final OvsDataplane ovs = new OvsDataplane();

  @Test
  void ownContainersAreSwitchedAndThoseElsewhereRouted() {
    Site site =
        SiteSamples.of("10.7.0.0/24")
            .beside("h2", "198.51.100.2", "198.51.100.0/24", 1500)
            .own("web", "10.7.0.2/24")
            .other("h2", "db", "10.7.0.9/24")
            .other("nobody-knows-it", "db", "10.7.0.10/24")
            .site("ovs");
    assertEquals(
        """
        link switch flb7 mtu 1450 mac 02:66:6c:00:00:07 up
        address 10.7.0.1/24 on flb7
        sysctl net/ipv4/ip_forward=1
        link veth fle2f0039cd241d mtu 1450 up, pair flp2f0039cd241d mac 02:42:0a:07:00:02 with checksums
        port fle2f0039cd241d of flb7
        sysctl net/ipv4/conf/flb7/proxy_arp=1
        sysctl net/ipv4/neigh/flb7/proxy_delay=0
        sysctl net/ipv4/conf/flb7/send_redirects=0
        flow 300 of flb7: asking any v4 -> host
        flow 100 of flb7: to 02:66:6c:00:00:07 -> host
        flow 400 of flb7: asking 10.7.0.2 -> fle2f0039cd241d
        flow 100 of flb7: to 02:42:0a:07:00:02 -> fle2f0039cd241d
        link vxlan flx7 mtu 1450 mac 02:66:c0:00:02:01 up id 7 from 192.0.2.1:4789
        forwarding 02:66:c6:33:64:02 to 198.51.100.2 by flx7
        route 10.7.0.9/32 by flx7
        neighbour 10.7.0.9 at 02:66:c6:33:64:02 on flx7
        """,
        HostText.of(ovs.plan(site)));
  }

  @Test
  void ofBothFamiliesNeighboursAreAskedForAndAnswered() {
    Site site =
        SiteSamples.of("10.7.0.0/24", "fd00:7::/64")
            .own("web", "10.7.0.2/24", "fd00:7::2/64")
            .site("ovs");
    assertEquals(
        """
        flow 300 of flb7: asking any v4 -> host
        flow 300 of flb7: asking any v6 -> host
        flow 100 of flb7: to 02:66:6c:00:00:07 -> host
        flow 400 of flb7: asking 10.7.0.2 -> fle2f0039cd241d
        flow 400 of flb7: asking fd00:7::2 -> fle2f0039cd241d
        flow 350 of flb7: answer to 02:42:0a:07:00:02 -> fle2f0039cd241d
        flow 100 of flb7: to 02:42:0a:07:00:02 -> fle2f0039cd241d
        """,
        flows(site));
  }

  @Test
  void withoutIccOnlyTheHostReachesContainers() {
    Site site =
        SiteSamples.of("10.7.0.0/24")
            .options(false, false, false, true)
            .own("web", "10.7.0.2/24")
            .site("ovs");
    assertEquals(
        """
        flow 300 of flb7: asking any v4 -> host
        flow 100 of flb7: to 02:66:6c:00:00:07 -> host
        flow 400 of flb7: from host asking 10.7.0.2 -> fle2f0039cd241d
        flow 100 of flb7: from host to 02:42:0a:07:00:02 -> fle2f0039cd241d
        """,
        flows(site));
  }

  @Test
  void whatGoesToAndFromAGuardedContainerPassesTheHost() {
    Site site =
        SiteSamples.of("10.7.0.0/24")
            .own("web", Map.of("fairlead.allow", "from:db"), "10.7.0.2/24")
            .site("ovs");
    assertEquals(
        """
        flow 300 of flb7: asking any v4 -> host
        flow 100 of flb7: to 02:66:6c:00:00:07 -> host
        flow 400 of flb7: asking 10.7.0.2 -> fle2f0039cd241d
        flow 100 of flb7: to 02:42:0a:07:00:02 -> fle2f0039cd241d
        flow 250 of flb7: from host to 02:42:0a:07:00:02 -> fle2f0039cd241d
        flow 200 of flb7: ipv4 to 02:42:0a:07:00:02 -> the host, routed by 02:66:6c:00:00:07
        flow 200 of flb7: from fle2f0039cd241d ipv4 -> the host, routed by 02:66:6c:00:00:07
        """,
        flows(site));
  }

  @Test
  void overIpv6TwentyOctetsLessAreLeft() {
    Site site =
        SiteSamples.of("10.7.0.0/24")
            .at(SiteSamples.peer("h1", "2001:db8::1", "2001:db8::/64", 9000))
            .beside("h2", "2001:db8::2", "2001:db8::/64", 1500)
            .own("web", "10.7.0.2/24")
            .site("ovs");
    assertEquals(1430, ovs.face(site, site.own().getFirst()).mtu());
  }

  @Test
  void whatMustBeEncryptedIsNotCarriedAtAll() {
    Site site =
        SiteSamples.of("10.7.0.0/24")
            .options(true, false, true, false)
            .own("web", "10.7.0.2/24")
            .site("ovs");
    assertEquals(HostState.EMPTY, ovs.plan(site));
  }

  @Test
  void multicastStaysOnItsHostAndTheStatusSaysSo() {
    Site site =
        SiteSamples.of("10.7.0.0/24")
            .options(false, false, true, true)
            .beside("h2", "198.51.100.2", "198.51.100.0/24", 1500)
            .site("ovs");
    assertEquals(
        List.of(
            "ovs carries multicast to the containers of the same host only; use --dataplane vxlan"),
        ovs.doubts(site));
  }

  private String flows(Site site) {
    return HostText.of(ovs.plan(site))
        .lines()
        .filter(line -> line.startsWith("flow "))
        .reduce("", (all, line) -> all + line + "\n");
  }
}
