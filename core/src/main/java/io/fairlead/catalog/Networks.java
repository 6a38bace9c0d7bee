package io.fairlead.catalog;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.Revision;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The networks of a snapshot. Immutable; a change costs O(log n) of all networks and of what is on
 * the one that it touches.
 *
 * <p>The endpoints of a node count for a while after the node has gone, and again as soon as it is
 * back: they stay in the store, because they say who holds an address.
 */
public final class Networks {
  static final Networks NONE = new Networks(NetworkIndex.EMPTY);

  private final NetworkIndex index;

  private Networks(NetworkIndex index) {
    this.index = index;
  }

  NetworkIndex index() {
    return index;
  }

  @SuppressWarnings("ReferenceEquality") // what is changed is another object
  Networks become(NetworkIndex next) {
    return next == index ? this : new Networks(next);
  }

  /** All networks, ordered by name. */
  public List<Network> all() {
    List<Network> all = new ArrayList<>();
    for (NetworkMembers members : index.networks()) {
      if (members.network() != null) {
        all.add(members.network());
      }
    }
    return all;
  }

  /** The network, or null. */
  public @Nullable Network network(String name) {
    return index.members(name).network();
  }

  /** The endpoints that count on a network, ordered by node and id. */
  public Iterable<NetworkEndpoint> endpoints(String network) {
    return counting(index.members(network).endpoints());
  }

  /** The endpoint that counts at an address of a network, or null; the newest where two do. */
  public @Nullable NetworkEndpoint endpointAt(String network, IpAddress address) {
    for (NetworkEndpoint endpoint : index.members(network).at(address)) {
      if (index.counts(endpoint)) {
        return endpoint;
      }
    }
    return null;
  }

  /** The endpoint that counts at an address of any network, or null. */
  public @Nullable NetworkEndpoint endpointAt(IpAddress address) {
    for (NetworkMembers members : index.networks()) {
      for (NetworkEndpoint endpoint : members.at(address)) {
        if (index.counts(endpoint)) {
          return endpoint;
        }
      }
    }
    return null;
  }

  /**
   * The endpoints that count on a network whose container has this name or alias, in any case, the
   * newest first; the same list until one of them changes, or a node is given up.
   */
  public List<NetworkEndpoint> named(String network, String name) {
    List<NetworkEndpoint> all = index.members(network).named(name);
    return all.stream().allMatch(index::counts) ? all : all.stream().filter(index::counts).toList();
  }

  /** The blocks of a network, ordered by address. */
  public Iterable<Block> blocks(String network) {
    return index.members(network).blocks();
  }

  /** All endpoints, those of nodes that have gone long ago too, ordered by node and id. */
  public Iterable<NetworkEndpoint> everyEndpoint() {
    return index.endpoints();
  }

  /** All blocks, those of networks that are not known too. */
  public Iterable<Block> everyBlock() {
    List<Block> all = new ArrayList<>();
    index.networks().forEach(members -> members.blocks().forEach(all::add));
    return all;
  }

  /** All endpoints of a node, whether they count or not, ordered by id. */
  public List<NetworkEndpoint> endpointsOf(String node) {
    List<NetworkEndpoint> all = new ArrayList<>();
    Iterator<NetworkEndpoint> those = index.endpointsFrom(node);
    while (those.hasNext()) {
      NetworkEndpoint endpoint = those.next();
      if (!endpoint.id().node().equals(node)) {
        break;
      }
      all.add(endpoint);
    }
    return all;
  }

  /** The endpoint, whether it counts or not, or null. */
  public @Nullable NetworkEndpoint endpoint(EndpointId id) {
    return index.endpoints().get(id);
  }

  /** The block of this range, or null. */
  public @Nullable Block block(String network, IpPrefix range) {
    Block block = index.members(network).blocks().get(range.address());
    return block != null && block.range().equals(range) ? block : null;
  }

  /** Whether a node has been away for so long that its endpoints count no more. */
  public boolean isGivenUp(String node) {
    return index.givenUp().get(node) != null;
  }

  /** The revision that last changed any network. */
  public Revision modified() {
    return index.modified();
  }

  /**
   * The revision that last changed this network, its endpoints or its blocks; of one that is not
   * there, that of the last end of any: a watcher may be woken once too often, never too seldom.
   */
  public Revision modified(String network) {
    NetworkMembers members = index.networks().get(network);
    return members == null ? index.ended() : members.modified();
  }

  /** Whether all networks are as they are in the other. */
  @SuppressWarnings("ReferenceEquality") // what is changed is another object
  boolean same(Networks other) {
    return index == other.index;
  }

  /** Whether this network is as it is in the other. */
  @SuppressWarnings("ReferenceEquality") // what is changed is another object
  boolean same(Networks other, String network) {
    return index.members(network) == other.index.members(network);
  }

  private Iterable<NetworkEndpoint> counting(Iterable<NetworkEndpoint> all) {
    if (index.givenUp().size() == 0) {
      return all;
    }
    List<NetworkEndpoint> counting = new ArrayList<>();
    for (NetworkEndpoint endpoint : all) {
      if (index.counts(endpoint)) {
        counting.add(endpoint);
      }
    }
    return counting;
  }
}
