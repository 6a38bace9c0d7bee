package io.fairlead.spi.dataplane;

import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One network as one node sees it: all that a plan is made from.
 *
 * @param self this node
 * @param link the link that carries its traffic to the others
 * @param own this node's endpoints, as this node itself knows them
 * @param others the endpoints of other nodes
 * @param peers the other nodes by name
 * @param links those of the host's links that the network may stand on, as its options name them
 * @param ways how packets go to the other nodes where the network leaves that open, by their names
 */
public record Site(
    Network network,
    Peer self,
    String link,
    List<NetworkEndpoint> own,
    List<NetworkEndpoint> others,
    Map<String, Peer> peers,
    Set<String> links,
    Map<String, Way> ways) {
  private static final int USUAL_MTU = 1500;

  public Site {
    own = List.copyOf(own);
    others = List.copyOf(others);
    links = Set.copyOf(links);
    peers = Collections.unmodifiableMap(new TreeMap<>(peers));
    ways = Collections.unmodifiableMap(new TreeMap<>(ways));
  }

  /** One where no way was tried yet. */
  public Site(
      Network network,
      Peer self,
      String link,
      List<NetworkEndpoint> own,
      List<NetworkEndpoint> others,
      Map<String, Peer> peers,
      Set<String> links) {
    this(network, self, link, own, others, peers, links, Map.of());
  }

  /** How packets go to a node. */
  public Way way(String node) {
    return ways.getOrDefault(node, Way.UNTRIED);
  }

  /** The other nodes that have endpoints, by name. */
  public SortedSet<String> present() {
    SortedSet<String> nodes = new TreeSet<>();
    others.forEach(one -> nodes.add(one.id().node()));
    return nodes;
  }

  /** With these own endpoints and none of others: what is made for its own alone. */
  public Site alone(List<NetworkEndpoint> endpoints) {
    return new Site(network, self, link, endpoints, List.of(), peers, links, ways);
  }

  /** Those of its own endpoints that a container is attached to. */
  public List<NetworkEndpoint> joined() {
    return own.stream().filter(one -> one.state() == NetworkEndpoint.State.JOINED).toList();
  }

  /** The node that an endpoint of another node is on, or null where it is not known. */
  public @Nullable Peer peer(EndpointId id) {
    return peers.get(id.node());
  }

  /** The least that any node's link carries: a larger packet would not reach all. */
  public int underlayMtu() {
    int least = self.mtu() > 0 ? self.mtu() : USUAL_MTU;
    for (Peer peer : peers.values()) {
      if (peer.mtu() > 0) {
        least = Math.min(least, peer.mtu());
      }
    }
    return least;
  }

  /**
   * The MTU of the network's interfaces: what was asked for, else what is left of the underlay's.
   *
   * @param overhead octets that the dataplane puts around each packet
   */
  public int mtu(int overhead) {
    int asked = network.options().mtu();
    return asked > 0 ? asked : underlayMtu() - overhead;
  }
}
