package io.fairlead.dataplane.ipvlan;

import io.fairlead.dataplane.Footing;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Interface;
import io.fairlead.spi.dataplane.Dataplane;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.Requirement;
import io.fairlead.wire.netlink.LinkKind;
import io.fairlead.wire.netlink.LinkKind.IpvlanMode;
import io.fairlead.wire.netlink.LinkKind.IpvlanReach;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code ipvlan}: containers stand in the network of one of the host's links and share its hardware
 * address. In mode {@code l2} that network's router is their gateway. In {@code l3} their host's
 * routes are, and the network's routers must know that the subnet is behind the hosts.
 */
public final class IpvlanDataplane implements Dataplane {
  /** Its type. */
  public static final String TYPE = "ipvlan";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<Requirement> requires() {
    return List.of(Requirement.linkKind("ipvlan"));
  }

  @Override
  public HostState plan(Site site) {
    IpvlanMode mode = mode(site);
    IpvlanReach reach = reach(site);
    return Footing.plan(
        site, mode == null || reach == null ? null : new LinkKind.Ipvlan(mode, reach));
  }

  @Override
  public Interface face(Site site, NetworkEndpoint endpoint) {
    Interface face = Footing.face(site, endpoint);
    return mode(site) == IpvlanMode.L2 ? face : withoutGateway(face);
  }

  /** By the host's routes everything is reached directly. */
  private static Interface withoutGateway(Interface face) {
    List<Interface.Route> routes = new ArrayList<>(face.routes());
    for (IpAddress gateway : new IpAddress[] {face.gateway(), face.gatewayV6()}) {
      if (gateway != null) {
        IpPrefix all = IpPrefix.around(gateway, 0);
        routes.add(new Interface.Route(all, null));
      }
    }
    return new Interface(face.link(), face.prefix(), null, null, routes, face.mtu());
  }

  @Override
  public List<String> doubts(Site site) {
    List<String> doubts = new ArrayList<>(Footing.doubts(site, TYPE));
    if (mode(site) == null) {
      doubts.add("ipvlan has no mode '" + word(site) + "'; use -o mode=l2, l3 or l3s");
    }
    if (reach(site) == null) {
      doubts.add("ipvlan has no such flag; use -o flag=bridge, private or vepa");
    }
    return doubts;
  }

  private static @Nullable IpvlanMode mode(Site site) {
    return switch (word(site)) {
      case "l2" -> IpvlanMode.L2;
      case "l3" -> IpvlanMode.L3;
      case "l3s" -> IpvlanMode.L3S;
      default -> null;
    };
  }

  private static String word(Site site) {
    return Footing.option(site, "mode", "ipvlan_mode", "l2");
  }

  private static @Nullable IpvlanReach reach(Site site) {
    String usual = site.network().options().icc() ? "bridge" : "private";
    return switch (Footing.option(site, "flag", "ipvlan_flag", usual)) {
      case "bridge" -> IpvlanReach.BRIDGE;
      case "private" -> IpvlanReach.PRIVATE;
      case "vepa" -> IpvlanReach.VEPA;
      default -> null;
    };
  }
}
