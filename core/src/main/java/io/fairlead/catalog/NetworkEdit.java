package io.fairlead.catalog;

import io.fairlead.model.IpPrefix;
import io.fairlead.model.Node;
import io.fairlead.model.Revision;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The networks of the next snapshot in the making; used by one thread and thrown away. */
final class NetworkEdit {
  private final NetworkIndex from;
  private final Map<String, NetworkMembers> open = new HashMap<>();
  private final Set<String> touched = new HashSet<>();
  private PersistentMap<EndpointId, NetworkEndpoint> endpoints;
  private PersistentMap<String, String> givenUp;

  NetworkEdit(NetworkIndex from) {
    this.from = from;
    endpoints = from.endpoints();
    givenUp = from.givenUp();
  }

  void apply(Change.OfNetworks change) {
    switch (change) {
      case Change.PutNetwork(Network network) -> edit(network.name(), now -> now.with(network));
      case Change.RemoveNetwork(String name) -> edit(name, now -> now.with((Network) null));
      case Change.PutEndpoint(NetworkEndpoint endpoint) -> put(endpoint);
      case Change.RemoveEndpoint(EndpointId id) -> remove(id);
      case Change.PutBlock(Block block) -> edit(block.network(), now -> now.with(block));
      case Change.RemoveBlock(String network, IpPrefix range) ->
          edit(network, now -> now.withoutBlock(range.address()));
    }
  }

  /**
   * A node that is there again is no longer given up. Where packets for a node go is a part of the
   * networks that it has endpoints on.
   *
   * @param before the nodes as they were, by name
   */
  void apply(Change.OfNodes change, Function<String, @Nullable Node> before) {
    switch (change) {
      case Change.PutNode(Node node) -> {
        if (givenUp.get(node.name()) != null || !node.equals(before.apply(node.name()))) {
          givenUp = givenUp.without(node.name());
          touchNetworksOf(node.name());
        }
      }
      case Change.RemoveNode gone -> {}
      case Change.GiveUpNode(String name) -> {
        if (givenUp.get(name) == null) {
          givenUp = givenUp.with(name, name);
          touchNetworksOf(name);
        }
      }
    }
  }

  /** Makes exactly these exist. Who was given up stays so. */
  void replace(Contents contents) {
    Set<EndpointId> wantedEndpoints = new HashSet<>();
    contents.endpoints().forEach(endpoint -> wantedEndpoints.add(endpoint.id()));
    for (NetworkEndpoint endpoint : from.endpoints()) {
      if (!wantedEndpoints.contains(endpoint.id())) {
        remove(endpoint.id());
      }
    }
    Set<String> wantedNetworks = new HashSet<>();
    contents.networks().forEach(network -> wantedNetworks.add(network.name()));
    Map<String, Set<IpPrefix>> wantedBlocks = new HashMap<>();
    for (Block block : contents.blocks()) {
      wantedBlocks.computeIfAbsent(block.network(), name -> new HashSet<>()).add(block.range());
    }
    for (Map.Entry<String, NetworkMembers> known : from.networks().entries()) {
      Set<IpPrefix> wanted = wantedBlocks.getOrDefault(known.getKey(), Set.of());
      for (Block block : known.getValue().blocks()) {
        if (!wanted.contains(block.range())) {
          apply(new Change.RemoveBlock(block.network(), block.range()));
        }
      }
      if (!wantedNetworks.contains(known.getKey())) {
        apply(new Change.RemoveNetwork(known.getKey()));
      }
    }
    contents.networks().forEach(network -> apply(new Change.PutNetwork(network)));
    contents.blocks().forEach(block -> apply(new Change.PutBlock(block)));
    contents.endpoints().forEach(this::put);
  }

  /** All after the changes, made at {@code next}; the same object where nothing changed. */
  @SuppressWarnings("ReferenceEquality") // what is changed is another object
  NetworkIndex done(Revision next) {
    PersistentMap<String, NetworkMembers> networks = from.networks();
    boolean changed = false;
    Revision ended = from.ended();
    for (Map.Entry<String, NetworkMembers> edited : open.entrySet()) {
      String name = edited.getKey();
      NetworkMembers members = edited.getValue();
      if (members == from.members(name) && !touched.contains(name)) {
        continue;
      }
      changed = true;
      if (members.isEmpty()) {
        networks = networks.without(name);
        ended = next;
      } else {
        networks = networks.with(name, members.at(next));
      }
    }
    if (!changed) {
      return givenUp == from.givenUp()
          ? from
          : new NetworkIndex(networks, endpoints, givenUp, from.modified(), ended);
    }
    return new NetworkIndex(networks, endpoints, givenUp, next, ended);
  }

  private void put(NetworkEndpoint endpoint) {
    NetworkEndpoint before = endpoints.get(endpoint.id());
    if (endpoint.equals(before)) {
      return;
    }
    if (before != null && !before.network().equals(endpoint.network())) {
      edit(before.network(), now -> now.without(before.id()));
    }
    endpoints = endpoints.with(endpoint.id(), endpoint);
    edit(endpoint.network(), now -> now.with(endpoint));
  }

  private void remove(EndpointId id) {
    NetworkEndpoint before = endpoints.get(id);
    if (before != null) {
      endpoints = endpoints.without(id);
      edit(before.network(), now -> now.without(id));
    }
  }

  private void touchNetworksOf(String node) {
    // No id of an endpoint comes before "-".
    Iterator<NetworkEndpoint> those = endpoints.from(new EndpointId(node, "-"));
    while (those.hasNext()) {
      NetworkEndpoint endpoint = those.next();
      if (!endpoint.id().node().equals(node)) {
        return;
      }
      edit(endpoint.network(), now -> now);
      touched.add(endpoint.network());
    }
  }

  private void edit(String network, UnaryOperator<NetworkMembers> change) {
    open.put(network, change.apply(open.getOrDefault(network, from.members(network))));
  }
}
