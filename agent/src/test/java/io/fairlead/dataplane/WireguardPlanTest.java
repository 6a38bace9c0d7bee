package io.fairlead.dataplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fairlead.dataplane.wireguard.WireguardDataplane;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.TunnelState;
import io.fairlead.testkit.kernel.HostText;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a host should have for an encrypted network. */
class WireguardPlanTest {
  private final WireguardDataplane wireguard = new WireguardDataplane();

  private static SiteSamples three(String subnet) {
    return SiteSamples.of(subnet)
        .beside("h2", "192.0.2.2", "192.0.2.0/24", 1500)
        .beside("h3", "198.51.100.3", "198.51.100.0/24", 1500)
        .withKeys();
  }

  @Test
  void aWayIntoTheTunnelForEachEndpointElsewhere() {
    Site site =
        three("10.7.0.0/24")
            .own("web", "10.7.0.2/24")
            .other("h2", "db", "10.7.0.9/24")
            .other("h2", "cache", "10.7.0.8/24")
            .other("h3", "far", "10.7.0.7/24")
            .site("wireguard");
    assertEquals(
        """
        link bridge flb7 mtu 1420 mac 02:66:6c:00:00:07 up
        address 10.7.0.1/24 on flb7
        sysctl net/ipv4/ip_forward=1
        link veth fle2f0039cd241d mtu 1420 in flb7 up port learn flood, pair flp2f0039cd241d mac 02:42:0a:07:00:02
        sysctl net/ipv4/conf/flb7/proxy_arp=1
        sysctl net/ipv4/neigh/flb7/proxy_delay=0
        sysctl net/ipv4/conf/flb7/send_redirects=0
        link tunnel TUNNEL mtu 1420 up port 51820, AgICAgIC at 192.0.2.2:51820 [10.7.0.8/32, 10.7.0.9/32], AwMDAwMD at 198.51.100.3:51820 [10.7.0.7/32]
        route 10.7.0.9/32 by TUNNEL
        route 10.7.0.8/32 by TUNNEL
        route 10.7.0.7/32 by TUNNEL
        """,
        HostText.of(wireguard.plan(site)).replaceAll("flw[0-9a-f]{12}", "TUNNEL"));
    assertEquals(List.of(), wireguard.doubts(site));
  }

  @Test
  void networksShareOneTunnelAndNothingOfTheOneIsLostByTheOther() {
    Site one = three("10.7.0.0/24").other("h2", "db", "10.7.0.9/24").site("wireguard");
    Site other = three("10.8.0.0/24").other("h2", "till", "10.8.0.9/24").site("wireguard");
    TunnelState a = wireguard.plan(one).all(TunnelState.class).getFirst();
    TunnelState b = wireguard.plan(other).all(TunnelState.class).getFirst();
    TunnelState both = HostState.of(a).and(HostState.of(b)).all(TunnelState.class).getFirst();
    assertEquals(
        "[10.7.0.9/32, 10.8.0.9/32]",
        Objects.requireNonNull(both.peers().get(SiteSamples.key(2))).behind().toString());
    TunnelState elsewhere =
        new TunnelState(a.sandbox(), a.name(), 1280, true, a.port(), a.self(), a.peers());
    assertThrows(
        IllegalArgumentException.class, () -> HostState.of(a).and(HostState.of(elsewhere)));
  }

  @Test
  void aNodeWithoutAKeyGetsNothingAndIsNamed() {
    Site site =
        SiteSamples.of("10.7.0.0/24")
            .withKeys()
            .beside("h2", "192.0.2.2", "192.0.2.0/24", 1500)
            .other("h2", "db", "10.7.0.9/24")
            .site("wireguard");
    assertEquals(Map.of(), wireguard.plan(site).all(TunnelState.class).getFirst().peers());
    assertEquals(
        List.of(
            "h2 has told no key for wireguard, so nothing goes there; its agent must be of this"
                + " version and its engine's driver"),
        wireguard.doubts(site));
  }

  @Test
  void withoutAKeyOfItsOwnANodeCarriesNothing() {
    Site site = SiteSamples.of("10.7.0.0/24").own("web", "10.7.0.2/24").site("wireguard");
    assertEquals(HostState.EMPTY, wireguard.plan(site));
  }

  @Test
  void autoTakesItWhereANetworkMustBeEncryptedAndThereAreOtherNodes() {
    assertEquals(
        new Choice("wireguard", "it must be encrypted"),
        Choice.of(
            SiteSamples.of("10.7.0.0/24")
                .options(true, false, true, false)
                .beside("h2", "192.0.2.2", "192.0.2.0/24", 1500)
                .site("auto")));
    assertEquals(
        "bridge",
        Choice.of(SiteSamples.of("10.7.0.0/24").options(true, false, true, false).site("auto"))
            .type());
  }
}
