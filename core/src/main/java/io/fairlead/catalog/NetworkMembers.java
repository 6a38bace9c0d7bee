package io.fairlead.catalog;

import io.fairlead.model.IpAddress;
import io.fairlead.model.Revision;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All of one network. Endpoints and blocks may be known before their network is.
 *
 * @param network the network itself, or null while it is not known
 * @param byAddress no list is empty; more than one endpoint at an address is a fault of somebody,
 *     the one that came last is first
 * @param modified when any of this last changed
 */
record NetworkMembers(
    @Nullable Network network,
    PersistentMap<EndpointId, NetworkEndpoint> endpoints,
    PersistentMap<IpAddress, List<NetworkEndpoint>> byAddress,
    PersistentMap<IpAddress, Block> blocks,
    Revision modified) {
  static final NetworkMembers NONE =
      new NetworkMembers(
          null, PersistentMap.empty(), PersistentMap.empty(), PersistentMap.empty(), Revision.ZERO);

  private static final Comparator<NetworkEndpoint> NEWEST_FIRST =
      Comparator.comparing((NetworkEndpoint endpoint) -> endpoint.cause().at())
          .reversed()
          .thenComparing(NetworkEndpoint::id);

  boolean isEmpty() {
    return network == null && endpoints.size() == 0 && blocks.size() == 0;
  }

  NetworkMembers at(Revision revision) {
    return new NetworkMembers(network, endpoints, byAddress, blocks, revision);
  }

  NetworkMembers with(@Nullable Network other) {
    return Objects.equals(network, other)
        ? this
        : new NetworkMembers(other, endpoints, byAddress, blocks, modified);
  }

  NetworkMembers with(NetworkEndpoint endpoint) {
    NetworkEndpoint before = endpoints.get(endpoint.id());
    if (endpoint.equals(before)) {
      return this;
    }
    PersistentMap<IpAddress, List<NetworkEndpoint>> addresses = unindexed(before);
    for (IpAddress address : endpoint.addresses()) {
      List<NetworkEndpoint> list = new ArrayList<>(at(addresses, address));
      list.add(endpoint);
      list.sort(NEWEST_FIRST);
      addresses = addresses.with(address, List.copyOf(list));
    }
    return new NetworkMembers(
        network, endpoints.with(endpoint.id(), endpoint), addresses, blocks, modified);
  }

  NetworkMembers without(EndpointId id) {
    NetworkEndpoint before = endpoints.get(id);
    return before == null
        ? this
        : new NetworkMembers(network, endpoints.without(id), unindexed(before), blocks, modified);
  }

  NetworkMembers with(Block block) {
    IpAddress key = block.range().address();
    return block.equals(blocks.get(key))
        ? this
        : new NetworkMembers(network, endpoints, byAddress, blocks.with(key, block), modified);
  }

  NetworkMembers withoutBlock(IpAddress first) {
    return blocks.get(first) == null
        ? this
        : new NetworkMembers(network, endpoints, byAddress, blocks.without(first), modified);
  }

  /** The endpoints at an address, the newest first. */
  List<NetworkEndpoint> at(IpAddress address) {
    return at(byAddress, address);
  }

  private static List<NetworkEndpoint> at(
      PersistentMap<IpAddress, List<NetworkEndpoint>> index, IpAddress address) {
    List<NetworkEndpoint> found = index.get(address);
    return found == null ? List.of() : found;
  }

  private PersistentMap<IpAddress, List<NetworkEndpoint>> unindexed(
      @Nullable NetworkEndpoint gone) {
    PersistentMap<IpAddress, List<NetworkEndpoint>> addresses = byAddress;
    if (gone == null) {
      return addresses;
    }
    for (IpAddress address : gone.addresses()) {
      List<NetworkEndpoint> rest = new ArrayList<>(at(addresses, address));
      rest.removeIf(endpoint -> endpoint.id().equals(gone.id()));
      addresses =
          rest.isEmpty() ? addresses.without(address) : addresses.with(address, List.copyOf(rest));
    }
    return addresses;
  }
}
