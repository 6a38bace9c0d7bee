package io.fairlead.dataplane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.dataplane.openvpn.OpenvpnDataplane;
import io.fairlead.model.net.LinkNames;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.NftTable;
import io.fairlead.spi.kernel.Requirement;
import io.fairlead.spi.kernel.TunnelState;
import io.fairlead.testkit.kernel.HostText;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a host should have for a network that OpenVPN carries. */
class OpenvpnPlanTest {
  private final OpenvpnDataplane openvpn = new OpenvpnDataplane();

  private static SiteSamples three(String subnet) {
    return SiteSamples.of(subnet)
        .beside("h0", "192.0.2.9", "192.0.2.0/24", 1500)
        .beside("h2", "192.0.2.2", "192.0.2.0/24", 1500)
        .withKeys();
  }

  @Test
  void aLinkForEachNodeWithEndpointsWhoseNameSaysWhoListens() {
    Site site =
        three("10.7.0.0/24")
            .beside("h4", "192.0.2.4", "192.0.2.0/24", 1500)
            .withKeys()
            .own("web", "10.7.0.2/24")
            .other("h2", "db", "10.7.0.9/24")
            .other("h2", "cache", "10.7.0.8/24")
            .other("h0", "far", "10.7.0.7/24")
            .site("openvpn");
    assertEquals(
        """
        link bridge flb7 mtu 1444 mac 02:66:6c:00:00:07 up
        address 10.7.0.1/24 on flb7
        sysctl net/ipv4/ip_forward=1
        link veth fle2f0039cd241d mtu 1444 in flb7 up port learn flood, pair flp2f0039cd241d mac 02:42:0a:07:00:02
        sysctl net/ipv4/conf/flb7/proxy_arp=1
        sysctl net/ipv4/neigh/flb7/proxy_delay=0
        sysctl net/ipv4/conf/flb7/send_redirects=0
        link tunnel TO-H0 mtu 1444 up port 0, AgICAgIC at 192.0.2.9:20000 []
        link tunnel TO-H2 mtu 1444 up port 20000, AwMDAwMD at 192.0.2.2:0 []
        route 10.7.0.9/32 by TO-H2
        route 10.7.0.8/32 by TO-H2
        route 10.7.0.7/32 by TO-H0
        """,
        HostText.of(openvpn.plan(site))
            .replace(LinkNames.pair("h2"), "TO-H2")
            .replace(LinkNames.pair("h0"), "TO-H0")
            .replaceAll("2[0-3][0-9]{3}", "20000"));
    assertEquals(List.of(), openvpn.doubts(site));
  }

  @Test
  void bothNodesOfAPairMeanOnePort() {
    SiteSamples here = three("10.7.0.0/24");
    TunnelState listening =
        openvpn
            .plan(here.other("h2", "db", "10.7.0.9/24").site("openvpn"))
            .all(TunnelState.class)
            .getFirst();
    Site there =
        SiteSamples.of("10.7.0.0/24")
            .at(SiteSamples.peer("h2", "192.0.2.2", "192.0.2.0/24", 1500))
            .beside("h0", "192.0.2.9", "192.0.2.0/24", 1500)
            .beside("h1", "192.0.2.1", "192.0.2.0/24", 1500)
            .withKeys()
            .other("h1", "web", "10.7.0.2/24")
            .site("openvpn");
    TunnelState calling = openvpn.plan(there).all(TunnelState.class).getFirst();
    assertEquals(0, calling.port());
    assertEquals(listening.port(), calling.peers().firstEntry().getValue().port());
  }

  @Test
  void networksShareTheLinksAndTheirTable() {
    HostState one =
        openvpn.plan(three("10.7.0.0/24").other("h2", "db", "10.7.0.9/24").site("openvpn"));
    HostState other =
        openvpn.plan(three("10.8.0.0/24").other("h2", "till", "10.8.0.9/24").site("openvpn"));
    // The samples' networks have one bridge, so of the second only what is shared is looked at.
    HostState shared =
        HostState.of(
            other.items().stream()
                .filter(item -> item instanceof TunnelState || item instanceof NftTable)
                .toList());
    assertEquals(one, one.and(shared));
  }

  @Test
  void overIpv6ThereIsRoomForItsHead() {
    Site site =
        SiteSamples.of("10.7.0.0/24")
            .at(SiteSamples.peer("h1", "2001:db8::1", "2001:db8::/64", 1500))
            .beside("h2", "2001:db8::2", "2001:db8::/64", 9000)
            .withKeys()
            .other("h2", "db", "10.7.0.9/24")
            .site("openvpn");
    assertEquals(1424, openvpn.plan(site).all(TunnelState.class).getFirst().mtu());
  }

  @Test
  void aNodeWithoutACertificateGetsNothingAndIsNamed() {
    Site site =
        SiteSamples.of("10.7.0.0/24")
            .withKeys()
            .beside("h2", "192.0.2.2", "192.0.2.0/24", 1500)
            .other("h2", "db", "10.7.0.9/24")
            .site("openvpn");
    assertEquals(List.of(), openvpn.plan(site).all(TunnelState.class));
    assertEquals(
        List.of(
            "h2 has told no certificate for openvpn, so nothing goes there; its agent must be of"
                + " this version and its engine's driver"),
        openvpn.doubts(site));
  }

  @Test
  void withoutACertificateOfItsOwnANodeCarriesNothing() {
    Site site = SiteSamples.of("10.7.0.0/24").own("web", "10.7.0.2/24").site("openvpn");
    assertEquals(HostState.EMPTY, openvpn.plan(site));
  }

  @Test
  void aHostThatLacksSomethingIsToldWhatToInstall() {
    assertEquals(
        "apt-get install openvpn",
        openvpn.requires().stream()
            .filter(one -> one.need() == Requirement.Need.PROGRAM)
            .map(Requirement::remedy)
            .collect(Collectors.joining()));
    assertEquals(
        "/dev/net/tun",
        openvpn.requires().stream()
            .filter(one -> one.need() == Requirement.Need.FILE)
            .map(Requirement::name)
            .collect(Collectors.joining()));
  }
}
