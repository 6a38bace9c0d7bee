package io.fairlead.dataplane.wireguard;

import io.fairlead.dataplane.Answering;
import io.fairlead.dataplane.Ground;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.LinkNames;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.model.net.PublicKey;
import io.fairlead.spi.Interface;
import io.fairlead.spi.dataplane.Dataplane;
import io.fairlead.spi.dataplane.Peer;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.Requirement;
import io.fairlead.spi.kernel.RouteState;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.TunnelState;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code wireguard}: a route to each endpoint of another node into one encrypted link that a node
 * has for all its networks. It takes from a node only what comes from the addresses of that node's
 * endpoints.
 */
public final class WireguardDataplane implements Dataplane {
  /** Its type. */
  public static final String TYPE = "wireguard";

  /** The UDP port that nodes listen on. */
  public static final int PORT = 51820;

  /** The option that says after how many silent seconds a tunnel is used: for hosts behind NAT. */
  private static final String KEEPALIVE = "keepalive";

  // WireGuard, UDP and IPv6 around each packet.
  private static final int OVERHEAD = 80;

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<Requirement> requires() {
    return List.of(
        Requirement.linkKind("bridge"),
        Requirement.linkKind("veth"),
        Requirement.linkKindOrProgram("wireguard"));
  }

  @Override
  public HostState plan(Site site) {
    if (site.self().key() == null || keepalive(site) < 0) {
      return HostState.EMPTY;
    }
    Network network = site.network();
    String tunnel = LinkNames.tunnel(site.self().node());
    List<HostItem> items = new ArrayList<>(Ground.bridge(site, site.mtu(OVERHEAD)));
    items.addAll(Answering.of(network));
    SortedMap<PublicKey, TunnelState.Peer> peers = new TreeMap<>();
    List<HostItem> ways = new ArrayList<>();
    for (NetworkEndpoint endpoint : site.others()) {
      Peer peer = site.peer(endpoint.id());
      if (peer == null || peer.key() == null || !reaches(site, peer)) {
        continue;
      }
      for (IpAddress address : endpoint.addresses()) {
        IpPrefix one = new IpPrefix(address, address.bitLength());
        peers.merge(
            peer.key(),
            TunnelState.Peer.of(peer.address(), PORT, keepalive(site), List.of(one)),
            TunnelState.Peer::and);
        ways.add(RouteState.to(Sandbox.HOST, one, null, tunnel));
        ways.addAll(Answering.to(network, address));
      }
    }
    items.add(
        new TunnelState(
            Sandbox.HOST,
            tunnel,
            site.underlayMtu() - OVERHEAD,
            true,
            PORT,
            site.self().key(),
            peers));
    items.addAll(ways);
    return HostState.of(items);
  }

  private static boolean reaches(Site site, Peer peer) {
    return peer.address().isV6() == site.self().address().isV6();
  }

  /** What was asked for, or -1 where that is no number of seconds. */
  private static int keepalive(Site site) {
    String text = site.network().options().more().getOrDefault(KEEPALIVE, "0");
    return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
  }

  @Override
  public Interface face(Site site, NetworkEndpoint endpoint) {
    return Ground.face(site, endpoint, site.mtu(OVERHEAD));
  }

  @Override
  public List<String> doubts(Site site) {
    List<String> doubts = new ArrayList<>();
    if (site.self().key() == null) {
      doubts.add("this node has no key for wireguard; start its agent with a --data it can write");
    }
    if (keepalive(site) < 0) {
      doubts.add("keepalive is a number of seconds; use -o keepalive=25");
    }
    for (Peer peer : site.peers().values()) {
      if (peer.key() == null) {
        doubts.add(
            peer.node()
                + " has told no key for wireguard, so nothing goes there; its agent must be of this"
                + " version and its engine's driver");
      } else if (!reaches(site, peer)) {
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
