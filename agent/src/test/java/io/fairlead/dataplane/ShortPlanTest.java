package io.fairlead.dataplane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.dataplane.bridge.BridgeDataplane;
import io.fairlead.dataplane.hostgw.HostGwDataplane;
import io.fairlead.dataplane.vxlan.VxlanDataplane;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.dataplane.Dataplane;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.RouteState;
import io.fairlead.testkit.kernel.HostText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which endpoints of a network have short ways, and by what. */
class ShortPlanTest {
  @Test
  void onOneHostFromLinkToLink() {
    Site site =
        SiteSamples.of("10.7.0.0/24")
            .own("web", "10.7.0.2/24")
            .own("db", "10.7.0.3/24")
            .site("bridge");
    assertEquals(
        """
        short way to 10.7.0.2 of network 7 by fle2f0039cd241d
        short way to 10.7.0.3 of network 7 by fle630de503350b
        short way from fle2f0039cd241d of network 7
        short way from fle630de503350b of network 7
        """,
        text(new BridgeDataplane(), site));
  }

  @Test
  void byTheRoutesOfAPlan() {
    assertEquals(
        """
        short way to 10.7.0.2 of network 7 by fle2f0039cd241d
        short way to 10.7.0.9 of network 7 by eth0 via 192.0.2.2
        short way to 10.7.0.2 from outside by fle2f0039cd241d
        short way from fle2f0039cd241d of network 7
        short way from eth0
        """,
        text(new HostGwDataplane(), two("host-gw")));
  }

  @Test
  void byTheForwardingOfAPlan() {
    assertEquals(
        """
        short way to 10.7.0.2 of network 7 by fle2f0039cd241d
        short way to 10.7.0.9 of network 7 by flx7
        short way from fle2f0039cd241d of network 7
        short way from flx7 of network 7
        """,
        text(new VxlanDataplane(), two("vxlan")));
  }

  @Test
  void whereOneIsRoutedToAndAnotherTunnelledToEachGoesItsOwnWay() {
    Site site =
        SiteSamples.of("10.7.0.0/24")
            .beside("h2", "192.0.2.2", "192.0.2.0/24", 1500)
            .beside("h3", "198.51.100.3", "198.51.100.0/24", 1500)
            .own("web", "10.7.0.2/24")
            .other("h2", "db", "10.7.0.9/24")
            .other("h3", "far", "10.7.0.12/24")
            .site("vxlan");
    List<HostItem> both = new ArrayList<>();
    // Vxlan to the host of another subnet, and a route beside it to the one of the same.
    both.addAll(new VxlanDataplane().plan(site).items());
    new HostGwDataplane().plan(site).all(RouteState.class).forEach(both::add);
    assertEquals(
        """
        short way to 10.7.0.2 of network 7 by fle2f0039cd241d
        short way to 10.7.0.9 of network 7 by eth0 via 192.0.2.2
        short way to 10.7.0.12 of network 7 by flx7
        short way to 10.7.0.2 from outside by fle2f0039cd241d
        short way from fle2f0039cd241d of network 7
        short way from flx7 of network 7
        short way from eth0
        """,
        HostText.of(ShortPlan.of(site, HostState.of(both))));
  }

  @Test
  void bothFamilies() {
    Site site =
        SiteSamples.of("10.7.0.0/24", "fd00:7::/64")
            .beside("h2", "192.0.2.2", "192.0.2.0/24", 1500)
            .own("web", "10.7.0.2/24", "fd00:7::2/64")
            .other("h2", "db", "10.7.0.9/24", "fd00:7::9/64")
            .site("vxlan");
    assertEquals(
        """
        short way to 10.7.0.2 of network 7 by fle2f0039cd241d
        short way to fd00:7::2 of network 7 by fle2f0039cd241d
        short way to 10.7.0.9 of network 7 by flx7
        short way to fd00:7::9 of network 7 by flx7
        short way from fle2f0039cd241d of network 7
        short way from flx7 of network 7
        """,
        text(new VxlanDataplane(), site));
  }

  @Test
  void whoIsAloneNeedsNone() {
    Site site = SiteSamples.of("10.7.0.0/24").own("web", "10.7.0.2/24").site("vxlan");
    assertEquals(HostState.EMPTY, ShortPlan.of(site, new VxlanDataplane().plan(site)));
  }

  @Test
  void whoHasRulesHasNoneAndTheOthersKeepTheirs() {
    Site open =
        SiteSamples.of("10.7.0.0/24")
            .own("web", "10.7.0.2/24")
            .own("db", "10.7.0.3/24")
            .own("till", "10.7.0.4/24")
            .site("bridge");
    List<NetworkEndpoint> own = new ArrayList<>(open.own());
    NetworkEndpoint db = own.get(1);
    own.set(
        1,
        new NetworkEndpoint(
            db.id(),
            db.network(),
            db.mac(),
            db.v4(),
            db.v6(),
            new NetworkEndpoint.Attached(
                "db", "id", List.of(), Map.of("fairlead.allow", "from:web")),
            db.ports(),
            db.state(),
            db.cause()));
    Site site =
        new Site(
            open.network(),
            open.self(),
            open.link(),
            own,
            open.others(),
            open.peers(),
            open.links());
    String text = text(new BridgeDataplane(), site);
    assertEquals(false, text.contains("10.7.0.3"), text);
    assertEquals(4, text.lines().count(), text);
    assertEquals(1, ShortPlan.guarded(site));
  }

  @Test
  void networksThatMustNotHaveThemSayWhy() {
    assertEquals("", unfit(SiteSamples.of("10.7.0.0/24"), "vxlan"));
    assertEquals(
        "fast-path=false",
        unfit(SiteSamples.of("10.7.0.0/24").on(Map.of("fast-path", "false")), "vxlan"));
    assertEquals(
        "icc is off",
        unfit(SiteSamples.of("10.7.0.0/24").options(false, false, false, false), "host-gw"));
    assertEquals(
        "it is encrypted",
        unfit(SiteSamples.of("10.7.0.0/24").options(true, false, true, false), "bridge"));
    assertEquals("not by wireguard", unfit(SiteSamples.of("10.7.0.0/24"), "wireguard"));
    assertEquals(
        "its containers are in the network of the hosts",
        unfit(SiteSamples.of("10.7.0.0/24"), "macvlan"));
  }

  private static String unfit(SiteSamples samples, String dataplane) {
    Network network = samples.network(dataplane);
    return ShortPlan.unfit(network, dataplane);
  }

  private static Site two(String dataplane) {
    return SiteSamples.of("10.7.0.0/24")
        .beside("h2", "192.0.2.2", "192.0.2.0/24", 1500)
        .own("web", "10.7.0.2/24")
        .other("h2", "db", "10.7.0.9/24")
        .site(dataplane);
  }

  private static String text(Dataplane dataplane, Site site) {
    return HostText.of(ShortPlan.of(site, dataplane.plan(site)));
  }
}
