package io.fairlead.dataplane.hostgw;

import io.fairlead.dataplane.Answering;
import io.fairlead.dataplane.Ground;
import io.fairlead.dataplane.Secrecy;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Interface;
import io.fairlead.spi.dataplane.Dataplane;
import io.fairlead.spi.dataplane.Peer;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.Requirement;
import io.fairlead.spi.kernel.RouteState;
import io.fairlead.spi.kernel.Sandbox;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code host-gw}: a route to each endpoint of another node by that node, without anything around
 * the packets. The host answers ARP and ND for what it has such a route to. Works between nodes of
 * one subnet whose network lets the containers' addresses pass; between others where routers are
 * told by BGP, and tell the host.
 */
public final class HostGwDataplane implements Dataplane {
  /** The option of a network whose ways to nodes of other subnets are the routers' to tell. */
  private static final String BGP = "bgp";

  /** Its type. */
  public static final String TYPE = "host-gw";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<Requirement> requires() {
    return List.of(Requirement.linkKind("bridge"), Requirement.linkKind("veth"));
  }

  @Override
  public HostState plan(Site site) {
    if (Secrecy.isBroken(site)) {
      return HostState.EMPTY;
    }
    Network network = site.network();
    List<HostItem> items = new ArrayList<>(Ground.bridge(site, site.mtu(0)));
    items.addAll(Answering.of(network));
    for (NetworkEndpoint endpoint : site.others()) {
      Peer peer = site.peer(endpoint.id());
      if (peer == null) {
        continue;
      }
      for (IpAddress address : endpoint.addresses()) {
        if (!peer.isBeside(site.self()) || address.isV6() != peer.address().isV6()) {
          if (isRouted(network)) {
            items.addAll(Answering.to(network, address));
          }
        } else {
          IpPrefix one = new IpPrefix(address, address.bitLength());
          items.add(RouteState.to(Sandbox.HOST, one, peer.address(), site.link()));
          items.addAll(Answering.to(network, address));
        }
      }
    }
    return HostState.of(items);
  }

  private static boolean isRouted(Network network) {
    return "true".equals(network.options().more().get(BGP));
  }

  @Override
  public Interface face(Site site, NetworkEndpoint endpoint) {
    return Ground.face(site, endpoint, site.mtu(0));
  }

  @Override
  public List<String> doubts(Site site) {
    List<String> doubts = new ArrayList<>(Secrecy.doubts(site, TYPE));
    Network network = site.network();
    String bgp = network.options().more().getOrDefault(BGP, "false");
    if (!bgp.equals("true") && !bgp.equals("false")) {
      doubts.add("bgp is true or false, and '" + bgp + "' is neither; use -o bgp=true");
    }
    if (isRouted(network)) {
      return doubts; // whether the routers know the way is theirs to say
    }
    for (Peer peer : site.peers().values()) {
      if (!peer.isBeside(site.self())) {
        doubts.add(
            peer.node()
                + " ("
                + peer.address()
                + ") is not in this node's subnet "
                + site.self().subnet()
                + ", so host-gw does not reach it; use --dataplane vxlan");
      }
    }
    boolean underV6 = site.self().address().isV6();
    if (!network.pools(!underV6).isEmpty()) {
      doubts.add(
          "the nodes' addresses are "
              + (underV6 ? "IPv6, so IPv4 of " : "IPv4, so IPv6 of ")
              + network.name()
              + " reaches no other host by host-gw; use --dataplane vxlan");
    }
    return doubts;
  }
}
