package io.fairlead.testkit.attach;

import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.model.net.Pool;
import io.fairlead.spi.ClusterNetworks;
import io.fairlead.spi.NetworkDraft;
import io.fairlead.spi.NetworkRefused;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The networks of a cluster, for all its nodes; outlives their agents. Thread-safe. */
public final class MemoryClusterNetworks implements ClusterNetworks {
  private final Map<String, Network> all = new TreeMap<>();
  private final Set<IpPrefix> kept = new HashSet<>();
  private final Supplier<List<NetworkEndpoint>> endpoints;
  private int next = 1;

  /** A cluster whose nodes have these endpoints. */
  public MemoryClusterNetworks(Supplier<List<NetworkEndpoint>> endpoints) {
    this.endpoints = endpoints;
  }

  @Override
  public synchronized List<Network> all() {
    return List.copyOf(all.values());
  }

  /** The network of this name, or null. */
  public synchronized @Nullable Network network(String name) {
    return all.get(name);
  }

  /** The subnets that are kept for networks that were never made. */
  public synchronized Set<IpPrefix> kept() {
    return Set.copyOf(kept);
  }

  @Override
  public synchronized Network create(NetworkDraft draft) {
    if (all.containsKey(draft.name())) {
      throw new NetworkRefused("there is a network '" + draft.name() + "'; choose another name");
    }
    Network made = draft.with(next++);
    for (Pool pool : made.pools()) {
      for (Network other : all.values()) {
        if (other.pools().stream().anyMatch(one -> one.subnet().overlaps(pool.subnet()))) {
          throw new NetworkRefused(pool.subnet() + " is network " + other.name() + "'s");
        }
      }
    }
    made.pools().forEach(pool -> kept.remove(pool.subnet()));
    all.put(made.name(), made);
    return made;
  }

  @Override
  public void remove(String name) {
    // Asked outside of the lock: those who say it ask here too.
    if (endpoints.get().stream().anyMatch(one -> one.network().equals(name))) {
      throw new NetworkRefused("network '" + name + "' has endpoints; disconnect them");
    }
    synchronized (this) {
      all.remove(name);
    }
  }

  @Override
  public synchronized IpPrefix keep(boolean v6, @Nullable IpPrefix subnet) {
    if (subnet != null) {
      if (!kept.contains(subnet) && isTaken(subnet)) {
        throw new NetworkRefused(subnet + " overlaps another network's; choose another");
      }
      kept.add(subnet);
      return subnet;
    }
    for (int i = 0; i < 256; i++) {
      IpPrefix one =
          IpPrefix.parse(
              v6 ? "fd00:0:0:" + Integer.toHexString(i) + "::/64" : "10.128." + i + ".0/24");
      if (!isTaken(one)) {
        kept.add(one);
        return one;
      }
    }
    throw new NetworkRefused("no subnet is left");
  }

  private boolean isTaken(IpPrefix subnet) {
    return kept.stream().anyMatch(subnet::overlaps)
        || all.values().stream()
            .flatMap(network -> network.pools().stream())
            .anyMatch(pool -> pool.subnet().overlaps(subnet));
  }

  @Override
  public synchronized void release(IpPrefix subnet) {
    kept.remove(subnet);
  }
}
