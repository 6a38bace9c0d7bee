package io.fairlead.registry;

import io.fairlead.catalog.Change;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.Node;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.NetworkKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which key of the store a change of the catalog comes from, and back. */
final class Entries {
  /** The prefixes of all that the catalog holds. */
  static final List<String> OF_SERVICES = List.of(Keys.INSTANCES, Keys.NODES);

  /** The prefixes of networks. */
  static final List<String> OF_NETWORKS =
      List.of(NetworkKeys.BLOCKS, NetworkKeys.ENDPOINTS, NetworkKeys.NETWORKS);

  private Entries() {}

  /** The key of the entry that a change is about. */
  static String key(Change change) {
    return switch (change) {
      case Change.PutInstance(Instance instance) -> Keys.instance(instance.id());
      case Change.RemoveInstance(InstanceId id) -> Keys.instance(id);
      case Change.PutNode(Node node) -> Keys.node(node.name());
      case Change.RemoveNode(String name) -> Keys.node(name);
      case Change.GiveUpNode(String name) -> Keys.node(name);
      case Change.PutNetwork(Network network) -> NetworkKeys.network(network.name());
      case Change.RemoveNetwork(String name) -> NetworkKeys.network(name);
      case Change.PutEndpoint(NetworkEndpoint endpoint) -> NetworkKeys.endpoint(endpoint.id());
      case Change.RemoveEndpoint(EndpointId id) -> NetworkKeys.endpoint(id);
      case Change.PutBlock(Block block) -> NetworkKeys.block(block.network(), block.range());
      case Change.RemoveBlock(String network, IpPrefix range) -> NetworkKeys.block(network, range);
    };
  }

  /**
   * What the end of an entry means; null where it is nothing of the catalog's.
   *
   * @throws InvalidField where the key is no good
   */
  static @Nullable Change removal(String key) {
    if (key.startsWith(Keys.INSTANCES)) {
      return new Change.RemoveInstance(Keys.instanceOf(key));
    }
    if (key.startsWith(Keys.NODES)) {
      return new Change.RemoveNode(Keys.nodeOf(key));
    }
    if (key.startsWith(NetworkKeys.NETWORKS)) {
      return new Change.RemoveNetwork(NetworkKeys.networkOf(key));
    }
    if (key.startsWith(NetworkKeys.ENDPOINTS)) {
      return new Change.RemoveEndpoint(NetworkKeys.endpointOf(key));
    }
    if (key.startsWith(NetworkKeys.BLOCKS)) {
      NetworkKeys.BlockKey block = NetworkKeys.blockOf(key);
      return new Change.RemoveBlock(block.network(), block.range());
    }
    return null;
  }

  /** All that a snapshot holds, by key. */
  static Map<String, Change> of(Snapshot snapshot) {
    List<Change> all = snapshot.puts();
    Map<String, Change> byKey = new TreeMap<>();
    all.forEach(put -> byKey.put(key(put), put));
    return byKey;
  }

  /** What a snapshot holds at this key, or null. */
  static @Nullable Change at(String key, Snapshot snapshot) {
    try {
      return switch (removal(key)) {
        case Change.RemoveInstance(InstanceId id) -> put(snapshot.instance(id));
        case Change.RemoveNode(String name) -> put(snapshot.node(name));
        case Change.RemoveNetwork(String name) -> put(snapshot.networks().network(name));
        case Change.RemoveEndpoint(EndpointId id) -> put(snapshot.networks().endpoint(id));
        case Change.RemoveBlock(String network, IpPrefix range) ->
            put(snapshot.networks().block(network, range));
        case null, default -> null;
      };
    } catch (InvalidField e) {
      return null;
    }
  }

  /** The keys of all that a snapshot holds of one node. */
  static List<String> keysOf(String node, Snapshot snapshot) {
    List<String> keys = new ArrayList<>(List.of(Keys.node(node)));
    for (Instance instance : snapshot.instances()) {
      if (instance.id().node().equals(node)) {
        keys.add(Keys.instance(instance.id()));
      }
    }
    for (NetworkEndpoint endpoint : snapshot.networks().endpointsOf(node)) {
      keys.add(NetworkKeys.endpoint(endpoint.id()));
    }
    return keys;
  }

  private static @Nullable Change put(@Nullable Record held) {
    return switch (held) {
      case Instance instance -> new Change.PutInstance(instance);
      case Node node -> new Change.PutNode(node);
      case Network network -> new Change.PutNetwork(network);
      case NetworkEndpoint endpoint -> new Change.PutEndpoint(endpoint);
      case Block block -> new Change.PutBlock(block);
      case null, default -> null;
    };
  }
}
