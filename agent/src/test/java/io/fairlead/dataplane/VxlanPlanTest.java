package io.fairlead.dataplane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.dataplane.vxlan.VxlanDataplane;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.testkit.kernel.HostText;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a host should have for a network in UDP. */
class VxlanPlanTest {
  private final VxlanDataplane vxlan = new VxlanDataplane();

  @Test
  void eachEndpointElsewhereIsKnownByItsHardwareAddressAndItsAddress() {
    Site site =
        SiteSamples.of("10.7.0.0/24")
            .beside("h2", "198.51.100.2", "198.51.100.0/24", 1500)
            .own("web", "10.7.0.2/24")
            .other("h2", "db", "10.7.0.9/24")
            .other("nobody-knows-it", "db", "10.7.0.10/24")
            .site("vxlan");
    assertEquals(
        """
        link bridge flb7 mtu 1450 mac 02:66:6c:00:00:07 up
        address 10.7.0.1/24 on flb7
        sysctl net/ipv4/ip_forward=1
        link veth fle2f0039cd241d mtu 1450 in flb7 up port learn flood, pair flp2f0039cd241d mac 02:42:0a:07:00:02
        link vxlan flx7 mtu 1450 in flb7 up id 7 from 192.0.2.1:4789 port suppress
        forwarding 02:42:0a:07:00:09 to 198.51.100.2 by flx7
        forwarding 02:42:0a:07:00:09 behind flx7
        neighbour 10.7.0.9 at 02:42:0a:07:00:09 on flb7
        """,
        HostText.of(vxlan.plan(site)));
  }

  @Test
  void multicastGoesToEachNodeOnceWhereItIsAskedFor() {
    Site site =
        SiteSamples.of("10.7.0.0/24", "fd00:7::/64")
            .options(false, false, false, true)
            .beside("h2", "198.51.100.2", "198.51.100.0/24", 1500)
            .beside("h3", "198.51.100.3", "198.51.100.0/24", 1500)
            .other("h2", "db", "10.7.0.9/24", "fd00:7::9/64")
            .other("h2", "db2", "10.7.0.10/24", "fd00:7::a/64")
            .site("vxlan");
    assertEquals(
        """
        link bridge flb7 mtu 1450 mac 02:66:6c:00:00:07 up
        address 10.7.0.1/24 on flb7
        address fd00:7::1/64 on flb7
        sysctl net/ipv4/ip_forward=1
        sysctl net/ipv6/conf/all/forwarding=1
        link vxlan flx7 mtu 1450 in flb7 up id 7 from 192.0.2.1:4789 port isolated suppress
        forwarding 02:42:0a:07:00:09 to 198.51.100.2 by flx7
        forwarding 02:42:0a:07:00:09 behind flx7
        neighbour 10.7.0.9 at 02:42:0a:07:00:09 on flb7
        neighbour fd00:7::9 at 02:42:0a:07:00:09 on flb7
        forwarding 02:42:0a:07:00:0a to 198.51.100.2 by flx7
        forwarding 02:42:0a:07:00:0a behind flx7
        neighbour 10.7.0.10 at 02:42:0a:07:00:0a on flb7
        neighbour fd00:7::a at 02:42:0a:07:00:0a on flb7
        forwarding 00:00:00:00:00:00 to 198.51.100.2 by flx7
        """,
        HostText.of(vxlan.plan(site)));
  }

  @Test
  void overIpv6TwentyOctetsLessAreLeft() {
    Site site =
        SiteSamples.of("10.7.0.0/24")
            .at(SiteSamples.peer("h1", "2001:db8::1", "2001:db8::/64", 9000))
            .beside("h2", "2001:db8::2", "2001:db8::/64", 1500)
            .own("web", "10.7.0.2/24")
            .site("vxlan");
    assertEquals(1430, vxlan.face(site, site.own().getFirst()).mtu());
  }

  @Test
  void whatMustBeEncryptedIsNotCarriedAtAll() {
    Site site =
        SiteSamples.of("10.7.0.0/24")
            .options(true, false, true, false)
            .own("web", "10.7.0.2/24")
            .site("vxlan");
    assertEquals(HostState.EMPTY, vxlan.plan(site));
    assertEquals(
        List.of(
            "backend must be encrypted and vxlan does not encrypt, so nothing of it is carried;"
                + " create it without --encrypted or with a dataplane that does"),
        vxlan.doubts(site));
  }

  @Test
  void nodesOfTwoFamiliesDoNotReachEachOther() {
    Site site =
        SiteSamples.of("10.7.0.0/24")
            .beside("h2", "2001:db8::2", "2001:db8::/64", 1500)
            .other("h2", "db", "10.7.0.9/24")
            .site("vxlan");
    assertEquals(
        List.of(
            "h2 is at 2001:db8::2 and this node at 192.0.2.1; give both an address of the same"
                + " family with --advertise"),
        vxlan.doubts(site));
    assertEquals(4, vxlan.plan(site).items().size(), "and nothing is planned for it");
  }
}
