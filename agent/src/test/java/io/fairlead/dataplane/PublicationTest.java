package io.fairlead.dataplane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.model.IpAddress;
import io.fairlead.model.Port.Protocol;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.model.net.PublishedPort;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.NftTable;
import io.fairlead.testkit.catalog.NetworkSamples;
import io.fairlead.testkit.kernel.HostText;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What leads from published ports to containers. */
class PublicationTest {
  private static PublishedPort port(
      Protocol protocol, @Nullable String address, int host, int port) {
    return new PublishedPort(
        protocol, address == null ? null : IpAddress.parse(address), host, port);
  }

  private static String elements(HostState state) {
    NftTable table = state.all(NftTable.class).getFirst();
    return table.elements().entrySet().stream()
            .filter(set -> !set.getValue().isEmpty())
            .map(set -> set.getKey() + " { " + String.join(", ", set.getValue()) + " }")
            .collect(Collectors.joining("\n"))
        + "\n";
  }

  private static HostState plan(SiteSamples samples, PublishedPort... ports) {
    Site site = samples.site("bridge");
    return Publication.of(
        List.of(site.network()),
        site.own().stream().map(one -> NetworkSamples.publishing(one, ports)).toList());
  }

  @Test
  void eachPortIsOneElementForEachFamilyThatItIsOf() {
    HostState state =
        plan(
            SiteSamples.of("10.7.0.0/24", "fd00:7::/64").own("web", "10.7.0.2/24", "fd00:7::2/64"),
            port(Protocol.TCP, null, 8080, 80),
            port(Protocol.UDP, "0.0.0.0", 53, 5353),
            port(Protocol.TCP, "192.0.2.1", 443, 8443),
            port(Protocol.TCP, "2001:db8::1", 443, 8443));
    assertEquals(
        """
        all4 { tcp . 8080 : 10.7.0.2 . 80, udp . 53 : 10.7.0.2 . 5353 }
        all6 { tcp . 8080 : fd00:7::2 . 80 }
        home4 { "flb7" . 10.7.0.0/24 }
        home6 { "flb7" . fd00:7::/64 }
        one4 { 192.0.2.1 . tcp . 443 : 10.7.0.2 . 8443 }
        one6 { 2001:db8::1 . tcp . 443 : fd00:7::2 . 8443 }
        """,
        elements(state));
    assertEquals("sysctl net/ipv4/conf/flb7/route_localnet=1\n", HostText.of(state));
  }

  @Test
  void loopbackMayLeaveByABridgeOnlyWhereAPortIsPublishedOnIt() {
    SiteSamples samples = SiteSamples.of("10.7.0.0/24").own("web", "10.7.0.2/24");
    String off = "sysctl net/ipv4/conf/flb7/route_localnet=0\n";
    String on = "sysctl net/ipv4/conf/flb7/route_localnet=1\n";
    assertEquals(off, HostText.of(plan(samples)));
    assertEquals(off, HostText.of(plan(samples, port(Protocol.TCP, "192.0.2.1", 80, 80))));
    assertEquals(on, HostText.of(plan(samples, port(Protocol.TCP, "127.0.0.1", 80, 80))));
    assertEquals(on, HostText.of(plan(samples, port(Protocol.TCP, "0.0.0.0", 80, 80))));
  }

  @Test
  void anInternalNetworkPublishesNothingNorDoesWhoIsNotThereYet() {
    PublishedPort http = port(Protocol.TCP, null, 80, 80);
    String none = "home4 { \"flb7\" . 10.7.0.0/24 }\n";
    assertEquals(
        none,
        elements(
            plan(
                SiteSamples.of("10.7.0.0/24")
                    .options(false, true, true, false)
                    .own("web", "10.7.0.2/24"),
                http)));
    assertEquals(
        none, elements(plan(SiteSamples.of("10.7.0.0/24").created("web", "10.7.0.2/24"), http)));
  }

  @Test
  void ofTwoOnOnePortWhichNobodyLetsHappenTheFirstStays() {
    assertEquals(
        """
        all4 { tcp . 80 : 10.7.0.3 . 80 }
        home4 { "flb7" . 10.7.0.0/24 }
        """,
        elements(
            plan(
                SiteSamples.of("10.7.0.0/24").own("web", "10.7.0.2/24").own("db", "10.7.0.3/24"),
                port(Protocol.TCP, null, 80, 80))));
  }

  @Test
  void whatAContainerSendsToItselfComesBackByItsOwnPortOfTheBridge() {
    Site site = SiteSamples.of("10.7.0.0/24").own("web", "10.7.0.2/24").site("bridge");
    Network network = site.network();
    NetworkEndpoint web =
        NetworkSamples.publishing(site.own().getFirst(), port(Protocol.TCP, null, 80, 80));
    Site published =
        new Site(
            network, site.self(), site.link(), List.of(web), List.of(), site.peers(), Set.of());
    String plan = HostText.of(HostState.of(Ground.bridge(published, 1500)));
    assertEquals(1, plan.lines().filter(line -> line.contains(" hairpin")).count(), plan);
  }
}
