package io.fairlead.dataplane.openvpn;

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
import io.fairlead.spi.kernel.NftTable;
import io.fairlead.spi.kernel.Requirement;
import io.fairlead.spi.kernel.RouteState;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.TunnelState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * {@code openvpn}: a route to each endpoint of another node into an encrypted link to that node,
 * which both have for all their networks. What comes by it and would not go back by it is dropped:
 * a node speaks for its own endpoints alone.
 */
public final class OpenvpnDataplane implements Dataplane {
  /** Its type. */
  public static final String TYPE = "openvpn";

  // IP, UDP, OpenVPN's head of 8 octets and tag of 16, and 4 for its longer counters.
  private static final int OVERHEAD_4 = 56;
  private static final int OVERHEAD_6 = 76;

  private static final NftTable FROM =
      NftTable.of(
          Sandbox.HOST,
          "inet",
          "fairlead-openvpn",
          """
          chain from {
            type filter hook prerouting priority raw; policy accept;
            iifname "fls*" fib saddr . iif oif missing counter drop comment "not that node's"
          }
          """);

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<Requirement> requires() {
    return List.of(
        Requirement.linkKind("bridge"),
        Requirement.linkKind("veth"),
        Requirement.program("openvpn", "openvpn"),
        Requirement.tun());
  }

  @Override
  public HostState plan(Site site) {
    PublicKey own = site.self().fingerprint();
    if (own == null) {
      return HostState.EMPTY;
    }
    Network network = site.network();
    List<HostItem> items = new ArrayList<>();
    items.add(FROM);
    items.addAll(Ground.bridge(site, site.mtu(overhead(site))));
    items.addAll(Answering.of(network));
    Map<String, TunnelState> links = new TreeMap<>();
    List<HostItem> ways = new ArrayList<>();
    for (NetworkEndpoint endpoint : site.others()) {
      Peer peer = site.peer(endpoint.id());
      PublicKey theirs = peer == null ? null : peer.fingerprint();
      if (peer == null || theirs == null || !reaches(site, peer)) {
        continue;
      }
      String link = LinkNames.pair(peer.node());
      if (!links.containsKey(link)) {
        links.put(link, to(site, own, peer, theirs));
      }
      for (IpAddress address : endpoint.addresses()) {
        IpPrefix one = new IpPrefix(address, address.bitLength());
        ways.add(RouteState.to(Sandbox.HOST, one, null, link));
        ways.addAll(Answering.to(network, address));
      }
    }
    items.addAll(links.values());
    items.addAll(ways);
    return HostState.of(items);
  }

  /** This node's end of the link to another. */
  private static TunnelState to(Site site, PublicKey own, Peer peer, PublicKey theirs) {
    SortedSet<String> nodes = new TreeSet<>(site.peers().keySet());
    nodes.add(site.self().node());
    boolean listens = site.self().node().compareTo(peer.node()) < 0;
    int port =
        listens
            ? PairPort.of(site.self().node(), peer.node(), nodes)
            : PairPort.of(peer.node(), site.self().node(), nodes);
    SortedMap<PublicKey, TunnelState.Peer> one = new TreeMap<>();
    one.put(theirs, TunnelState.Peer.of(peer.address(), listens ? 0 : port, 0, List.of()));
    return new TunnelState(
        Sandbox.HOST,
        LinkNames.pair(peer.node()),
        site.underlayMtu() - overhead(site),
        true,
        listens ? port : 0,
        own,
        one);
  }

  private static int overhead(Site site) {
    return site.self().address().isV6() ? OVERHEAD_6 : OVERHEAD_4;
  }

  private static boolean reaches(Site site, Peer peer) {
    return peer.address().isV6() == site.self().address().isV6();
  }

  @Override
  public Interface face(Site site, NetworkEndpoint endpoint) {
    return Ground.face(site, endpoint, site.mtu(overhead(site)));
  }

  @Override
  public List<String> doubts(Site site) {
    List<String> doubts = new ArrayList<>();
    if (site.self().fingerprint() == null) {
      doubts.add(
          "this node has no certificate for openvpn; start its agent with a --data it can write");
    }
    for (Peer peer : site.peers().values()) {
      if (peer.fingerprint() == null) {
        doubts.add(
            peer.node()
                + " has told no certificate for openvpn, so nothing goes there; its agent must be"
                + " of this version and its engine's driver");
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
