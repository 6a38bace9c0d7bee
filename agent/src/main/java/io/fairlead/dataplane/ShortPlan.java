package io.fairlead.dataplane;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.LinkNames;
import io.fairlead.model.net.Mac;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.policy.Guard;
import io.fairlead.spi.dataplane.Peer;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.spi.kernel.ForwardingState;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.RouteState;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.ShortLink;
import io.fairlead.spi.kernel.ShortWay;
import io.fairlead.spi.kernel.ShortWay.Reach;
import io.fairlead.wire.netlink.HardwareAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Short ways between the endpoints of one network, taken from what a dataplane plans for it: each
 * goes where the plan's own entry leads, and none to a port that is off. Endpoints with rules of
 * their own have none, neither to them nor from them, since what they send opens the way for what
 * answers. Pure.
 */
public final class ShortPlan {
  /** The option of a network that keeps it to the ordinary way. */
  public static final String OPTION = "fast-path";

  private final Site site;
  private final HostState plan;
  private final int network;
  private final HardwareAddress gateway;
  private final List<ShortWay> ways = new ArrayList<>();
  private final List<HostItem> links = new ArrayList<>();

  private ShortPlan(Site site, HostState plan) {
    this.site = site;
    this.plan = plan;
    this.network = site.network().id();
    this.gateway = Ground.gatewayMac(site.network());
  }

  /** Why a network has no short ways anywhere, for people; empty where it may have them. */
  public static String unfit(Network network, String dataplane) {
    Map<String, String> more = network.options().more();
    if (more.getOrDefault(OPTION, "true").equals("false")) {
      return OPTION + "=false";
    }
    return switch (dataplane) {
      case "macvlan", "ipvlan" -> "its containers are in the network of the hosts";
      case "auto", "bridge", "vxlan", "host-gw" ->
          network.options().encrypted()
              ? "it is encrypted"
              : network.options().icc() ? "" : "icc is off";
      default -> "not by " + dataplane;
    };
  }

  /**
   * What is added to a plan.
   *
   * @param plan what the network's dataplane says for this site
   */
  public static HostState of(Site site, HostState plan) {
    ShortPlan all = new ShortPlan(site, plan);
    all.own();
    all.others();
    return all.ways.size() < 2 ? HostState.EMPTY : all.state();
  }

  /** How many own endpoints have rules of their own. */
  public static long guarded(Site site) {
    return site.joined().stream().filter(one -> Guard.of(site.network(), one) != null).count();
  }

  private void own() {
    for (NetworkEndpoint endpoint : site.joined()) {
      String link = LinkNames.hostEnd(endpoint.id());
      Mac mac = endpoint.mac();
      if (mac != null
          && Guard.of(site.network(), endpoint) == null
          && plan.get(LinkState.key(Sandbox.HOST, link)) instanceof LinkState port
          && port.up()) {
        links.add(ShortLink.of(Sandbox.HOST, link, network));
        for (IpAddress address : endpoint.addresses()) {
          ways.add(
              new ShortWay(
                  Sandbox.HOST,
                  network,
                  address,
                  network,
                  Reach.HERE,
                  link,
                  HardwareAddress.of(mac),
                  gateway,
                  null));
        }
      }
    }
  }

  private void others() {
    String vxlan = LinkNames.vxlan(site.network());
    if (plan.get(LinkState.key(Sandbox.HOST, vxlan)) != null) {
      links.add(ShortLink.of(Sandbox.HOST, vxlan, network));
    }
    for (NetworkEndpoint endpoint : site.others()) {
      Peer peer = site.peer(endpoint.id());
      Mac mac = endpoint.mac();
      if (peer == null) {
        continue;
      }
      for (IpAddress address : endpoint.addresses()) {
        if (isRouted(address, peer)) {
          ways.add(far(address, Reach.ROUTED, site.link(), HardwareAddress.ZERO, peer.address()));
        } else if (mac != null && isTunnelled(vxlan, HardwareAddress.of(mac), peer)) {
          ways.add(far(address, Reach.TUNNELLED, vxlan, HardwareAddress.of(mac), null));
        }
      }
    }
  }

  private ShortWay far(
      IpAddress address, Reach reach, String link, HardwareAddress mac, @Nullable IpAddress via) {
    return new ShortWay(Sandbox.HOST, network, address, network, reach, link, mac, gateway, via);
  }

  private boolean isRouted(IpAddress address, Peer peer) {
    IpPrefix one = new IpPrefix(address, address.bitLength());
    HostItem.Key key = RouteState.to(Sandbox.HOST, one, peer.address(), site.link()).key();
    return plan.get(key) instanceof RouteState route
        && Objects.equals(peer.address(), route.via())
        && site.link().equals(route.link());
  }

  private boolean isTunnelled(String vxlan, HardwareAddress mac, Peer peer) {
    return plan.get(new ForwardingState(Sandbox.HOST, vxlan, mac, peer.address()).key()) != null;
  }

  /** The ways stand before anything takes them. */
  private HostState state() {
    List<HostItem> items = new ArrayList<>(ways);
    if (ways.stream().anyMatch(way -> way.reach() == Reach.ROUTED)) {
      ways.stream()
          .filter(way -> way.reach() == Reach.HERE)
          .map(ShortWay::fromOutside)
          .forEach(items::add);
      links.add(ShortLink.of(Sandbox.HOST, site.link(), 0));
    }
    items.addAll(links);
    return HostState.of(items);
  }
}
