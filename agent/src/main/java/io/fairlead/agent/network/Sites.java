package io.fairlead.agent.network;

import io.fairlead.catalog.Snapshot;
import io.fairlead.dataplane.Footing;
import io.fairlead.model.Node;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.dataplane.Peer;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.spi.dataplane.Way;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The networks of the catalog as this node sees them. A node that is gone is remembered as long as
 * its endpoints count: its containers may live on without their agent. Thread-safe.
 */
final class Sites {
  private final String node;
  private final Supplier<Underlay> underlay;
  private final Predicate<String> isLink;
  private final Supplier<Map<String, Way>> ways;

  // Guarded by this: peers, and what each of them said of itself last.
  private final Map<String, Peer> remembered = new HashMap<>();
  private final Map<String, Node> said = new HashMap<>();

  /**
   * Sites of a node.
   *
   * @param underlay asked each time: it may change
   * @param isLink whether this host has a link of a name
   * @param ways how packets go to other nodes, by their names, as far as that is known
   */
  Sites(
      String node,
      Supplier<Underlay> underlay,
      Predicate<String> isLink,
      Supplier<Map<String, Way>> ways) {
    this.isLink = isLink;
    this.ways = ways;
    this.node = node;
    this.underlay = underlay;
  }

  /** One network with these own endpoints, of which those on other networks are left out. */
  Site of(Network network, Snapshot snapshot, List<NetworkEndpoint> own) {
    List<NetworkEndpoint> here = new ArrayList<>();
    for (NetworkEndpoint endpoint : own) {
      if (endpoint.network().equals(network.name())) {
        here.add(endpoint);
      }
    }
    List<NetworkEndpoint> others = new ArrayList<>();
    for (NetworkEndpoint endpoint : snapshot.networks().endpoints(network.name())) {
      if (!endpoint.id().node().equals(node)) {
        others.add(endpoint);
      }
    }
    Underlay from = underlay.get();
    Set<String> links = new HashSet<>(Footing.candidates(network));
    links.removeIf(isLink.negate());
    return new Site(
        network, from.self(), from.link(), here, others, peers(snapshot), links, ways.get());
  }

  /** This node's name. */
  String node() {
    return node;
  }

  /** The link that leads to the other nodes, with this node's address. */
  Underlay underlay() {
    return underlay.get();
  }

  /** The link that leads to the other nodes, or empty. */
  String link() {
    return underlay.get().link();
  }

  private synchronized Map<String, Peer> peers(Snapshot snapshot) {
    for (Node other : snapshot.nodes()) {
      if (!other.name().equals(node) && !other.equals(said.put(other.name(), other))) {
        Peer peer = Peer.of(other);
        if (peer != null) {
          remembered.put(other.name(), peer);
        }
      }
    }
    said.keySet().removeIf(name -> snapshot.node(name) == null);
    remembered
        .keySet()
        .removeIf(
            name ->
                snapshot.node(name) == null
                    && (snapshot.networks().isGivenUp(name)
                        || snapshot.networks().endpointsOf(name).isEmpty()));
    return Map.copyOf(remembered);
  }
}
