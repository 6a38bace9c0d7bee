package io.fairlead.dataplane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.dataplane.bridge.BridgeDataplane;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.spi.Interface;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.testkit.kernel.HostText;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a host should have for a network that does not leave it. */
class BridgePlanTest {
  private final BridgeDataplane bridge = new BridgeDataplane();

  @Test
  void aBridgeWithTheGatewayAndAPortForEachContainerThatJoined() {
    Site site =
        SiteSamples.of("10.7.0.0/24")
            .own("web", "10.7.0.2/24")
            .created("waits", "10.7.0.3/24")
            .site("bridge");
    assertEquals(
        """
        link bridge flb7 mtu 1500 mac 02:66:6c:00:00:07 up
        address 10.7.0.1/24 on flb7
        sysctl net/ipv4/ip_forward=1
        link veth fle2f0039cd241d mtu 1500 in flb7 up port learn flood, pair flp2f0039cd241d mac 02:42:0a:07:00:02
        """,
        HostText.of(bridge.plan(site)));
  }

  @Test
  void withoutIccPortsAreIsolated() {
    Site site =
        SiteSamples.of("fd00:7::/64", "10.7.0.0/24")
            .options(false, false, false, false)
            .own("web", "10.7.0.2/24", "fd00:7::2/64")
            .site("bridge");
    assertEquals(
        """
        link bridge flb7 mtu 1500 mac 02:66:6c:00:00:07 up
        address fd00:7::1/64 on flb7
        address 10.7.0.1/24 on flb7
        sysctl net/ipv4/ip_forward=1
        sysctl net/ipv6/conf/all/forwarding=1
        link veth fle2f0039cd241d mtu 1500 in flb7 up port isolated learn flood, pair flp2f0039cd241d mac 02:42:0a:07:00:02
        """,
        HostText.of(bridge.plan(site)));
  }

  @Test
  void aContainerGetsItsEndWithItsWaysOut() {
    Site site =
        SiteSamples.of("10.7.0.0/24", "10.8.0.0/24", "fd00:7::/64")
            .own("web", "10.8.0.2/24", "fd00:7::2/64")
            .site("bridge");
    assertEquals(
        new Interface(
            "flp2f0039cd241d",
            "eth",
            IpAddress.parse("10.8.0.1"),
            IpAddress.parse("fd00:7::1"),
            List.of(new Interface.Route(IpPrefix.parse("10.7.0.0/24"), null)),
            1500),
        bridge.face(site, site.own().getFirst()));
  }

  @Test
  void anInternalNetworkHasNoWayOut() {
    Site site =
        SiteSamples.of("10.7.0.0/24")
            .options(false, true, true, false)
            .own("web", "10.7.0.2/24")
            .site("bridge");
    assertEquals(null, bridge.face(site, site.own().getFirst()).gateway());
  }

  @Test
  void theMtuIsWhatEveryNodeCarriesOrWhatWasAskedFor() {
    SiteSamples samples =
        SiteSamples.of("10.7.0.0/24")
            .beside("h2", "192.0.2.2", "192.0.2.0/24", 1400)
            .own("web", "10.7.0.2/24");
    Site site = samples.site("bridge");
    assertEquals(1400, bridge.face(site, site.own().getFirst()).mtu());
    site = samples.mtu(9000).site("bridge");
    assertEquals(9000, bridge.face(site, site.own().getFirst()).mtu());
  }

  @Test
  void itSaysThatItReachesNoOtherHost() {
    Site site = SiteSamples.of("10.7.0.0/24").other("h2", "db", "10.7.0.9/24").site("bridge");
    assertEquals(
        List.of(
            "bridge carries nothing between hosts, and 1 other has endpoints on backend; create it"
                + " with --dataplane auto to join them"),
        bridge.doubts(site));
  }
}
