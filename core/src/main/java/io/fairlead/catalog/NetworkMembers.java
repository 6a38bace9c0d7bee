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
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All of one network. Endpoints and blocks may be known before their network is.
 *
 * @param network the network itself, or null while it is not known
 * @param byAddress no list is empty; more than one endpoint at an address is a fault of somebody,
 *     the one that came last is first
 * @param byName by the containers' names and aliases in lower case; no list is empty
 * @param modified when any of this last changed
 */
record NetworkMembers(
    @Nullable Network network,
    PersistentMap<EndpointId, NetworkEndpoint> endpoints,
    PersistentMap<IpAddress, List<NetworkEndpoint>> byAddress,
    PersistentMap<String, List<NetworkEndpoint>> byName,
    PersistentMap<IpAddress, Block> blocks,
    Revision modified) {
  static final NetworkMembers NONE =
      new NetworkMembers(
          null,
          PersistentMap.empty(),
          PersistentMap.empty(),
          PersistentMap.empty(),
          PersistentMap.empty(),
          Revision.ZERO);

  private static final Comparator<NetworkEndpoint> NEWEST_FIRST =
      Comparator.comparing((NetworkEndpoint endpoint) -> endpoint.cause().at())
          .reversed()
          .thenComparing(NetworkEndpoint::id);

  boolean isEmpty() {
    return network == null && endpoints.size() == 0 && blocks.size() == 0;
  }

  NetworkMembers at(Revision revision) {
    return new NetworkMembers(network, endpoints, byAddress, byName, blocks, revision);
  }

  NetworkMembers with(@Nullable Network other) {
    return Objects.equals(network, other)
        ? this
        : new NetworkMembers(other, endpoints, byAddress, byName, blocks, modified);
  }

  NetworkMembers with(NetworkEndpoint endpoint) {
    NetworkEndpoint before = endpoints.get(endpoint.id());
    if (endpoint.equals(before)) {
      return this;
    }
    return new NetworkMembers(
        network,
        endpoints.with(endpoint.id(), endpoint),
        indexed(
            unindexed(byAddress, before, NetworkEndpoint::addresses),
            endpoint,
            NetworkEndpoint::addresses),
        indexed(unindexed(byName, before, NetworkMembers::names), endpoint, NetworkMembers::names),
        blocks,
        modified);
  }

  NetworkMembers without(EndpointId id) {
    NetworkEndpoint before = endpoints.get(id);
    return before == null
        ? this
        : new NetworkMembers(
            network,
            endpoints.without(id),
            unindexed(byAddress, before, NetworkEndpoint::addresses),
            unindexed(byName, before, NetworkMembers::names),
            blocks,
            modified);
  }

  NetworkMembers with(Block block) {
    IpAddress key = block.range().address();
    return block.equals(blocks.get(key))
        ? this
        : new NetworkMembers(
            network, endpoints, byAddress, byName, blocks.with(key, block), modified);
  }

  NetworkMembers withoutBlock(IpAddress first) {
    return blocks.get(first) == null
        ? this
        : new NetworkMembers(
            network, endpoints, byAddress, byName, blocks.without(first), modified);
  }

  /** The endpoints at an address, the newest first. */
  List<NetworkEndpoint> at(IpAddress address) {
    return of(byAddress, address);
  }

  /** The endpoints whose container has this name or alias, the newest first. */
  List<NetworkEndpoint> named(String name) {
    return of(byName, name.toLowerCase(Locale.ROOT));
  }

  private static List<String> names(NetworkEndpoint endpoint) {
    NetworkEndpoint.Attached container = endpoint.container();
    return Stream.concat(Stream.of(container.name()), container.aliases().stream())
        .filter(name -> !name.isEmpty())
        .map(name -> name.toLowerCase(Locale.ROOT))
        .distinct()
        .toList();
  }

  private static <K extends Comparable<K>> List<NetworkEndpoint> of(
      PersistentMap<K, List<NetworkEndpoint>> index, K key) {
    List<NetworkEndpoint> found = index.get(key);
    return found == null ? List.of() : found;
  }

  private static <K extends Comparable<K>> PersistentMap<K, List<NetworkEndpoint>> indexed(
      PersistentMap<K, List<NetworkEndpoint>> index,
      NetworkEndpoint endpoint,
      Function<NetworkEndpoint, List<K>> keys) {
    PersistentMap<K, List<NetworkEndpoint>> next = index;
    for (K key : keys.apply(endpoint)) {
      List<NetworkEndpoint> list = new ArrayList<>(of(next, key));
      list.add(endpoint);
      list.sort(NEWEST_FIRST);
      next = next.with(key, List.copyOf(list));
    }
    return next;
  }

  private static <K extends Comparable<K>> PersistentMap<K, List<NetworkEndpoint>> unindexed(
      PersistentMap<K, List<NetworkEndpoint>> index,
      @Nullable NetworkEndpoint gone,
      Function<NetworkEndpoint, List<K>> keys) {
    PersistentMap<K, List<NetworkEndpoint>> next = index;
    if (gone == null) {
      return next;
    }
    for (K key : keys.apply(gone)) {
      List<NetworkEndpoint> rest = new ArrayList<>(of(next, key));
      rest.removeIf(endpoint -> endpoint.id().equals(gone.id()));
      next = rest.isEmpty() ? next.without(key) : next.with(key, List.copyOf(rest));
    }
    return next;
  }
}
