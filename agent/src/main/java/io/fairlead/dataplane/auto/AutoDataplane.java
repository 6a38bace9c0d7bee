package io.fairlead.dataplane.auto;

import io.fairlead.dataplane.Answering;
import io.fairlead.dataplane.Asking;
import io.fairlead.dataplane.Choice;
import io.fairlead.dataplane.Ground;
import io.fairlead.dataplane.Overlay;
import io.fairlead.dataplane.Secrecy;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Interface;
import io.fairlead.spi.dataplane.Dataplane;
import io.fairlead.spi.dataplane.Peer;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.spi.dataplane.Way;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.Requirement;
import io.fairlead.spi.kernel.RouteState;
import io.fairlead.spi.kernel.Sandbox;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code auto}: a route to each endpoint of another node, by that node itself where plain packets
 * reach it, else into the vxlan link that a node has for all such networks. Which of the two is the
 * {@link Site}'s to say, for each node; another way is another route, and containers see nothing of
 * it. Interfaces have the MTU that the narrower way carries.
 */
public final class AutoDataplane implements Dataplane {
  @Override
  public String type() {
    return Network.AUTO;
  }

  @Override
  public List<Requirement> requires() {
    return List.of(
        Requirement.linkKind("bridge"),
        Requirement.linkKind("veth"),
        Requirement.linkKind("vxlan"));
  }

  @Override
  public HostState plan(Site site) {
    if (Secrecy.isBroken(site)) {
      return HostState.EMPTY;
    }
    Network network = site.network();
    List<HostItem> items = new ArrayList<>(Ground.bridge(site, mtu(site)));
    items.addAll(Answering.of(network));
    for (NetworkEndpoint endpoint : site.others()) {
      Peer peer = site.peer(endpoint.id());
      if (peer == null || !reaches(site, peer)) {
        continue;
      }
      for (IpAddress address : endpoint.addresses()) {
        items.add(route(site, address, peer));
        items.addAll(Answering.to(network, address));
      }
    }
    return HostState.of(items);
  }

  /** Processes of this host come from where the other node sends answers by the same way. */
  private static RouteState route(Site site, IpAddress to, Peer peer) {
    boolean plain =
        site.way(peer.node()).kind() == Way.Kind.ROUTE
            && peer.isBeside(site.self())
            && peer.address().isV6() == to.isV6();
    IpAddress self = site.self().address();
    if (plain) {
      IpPrefix one = new IpPrefix(to, to.bitLength());
      return RouteState.to(Sandbox.HOST, one, peer.address(), site.link())
          .withSource(Asking.plain(self));
    }
    RouteState wrapped = Overlay.route(site.self(), to, peer);
    return self.isV6() == to.isV6() ? wrapped.withSource(Asking.wrapped(self)) : wrapped;
  }

  private static boolean reaches(Site site, Peer peer) {
    return peer.address().isV6() == site.self().address().isV6();
  }

  private static int mtu(Site site) {
    return site.mtu(Choice.reserve(site));
  }

  @Override
  public Interface face(Site site, NetworkEndpoint endpoint) {
    return Ground.face(site, endpoint, mtu(site));
  }

  @Override
  public List<String> doubts(Site site) {
    List<String> doubts = new ArrayList<>(Secrecy.doubts(site, type()));
    for (Peer peer : site.peers().values()) {
      if (!reaches(site, peer)) {
        doubts.add(
            peer.node()
                + " is at "
                + peer.address()
                + " and this node at "
                + site.self().address()
                + "; give both an address of the same family with --advertise");
      }
    }
    return doubts;
  }
}
