package io.fairlead.ipam;

import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Network;
import io.fairlead.spi.ClusterNetworks;
import io.fairlead.spi.NetworkDraft;
import io.fairlead.spi.NetworkRefused;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The cluster's networks for those who make and remove them on this node. Thread-safe. */
public final class NodePools implements ClusterNetworks {
  private final Pools pools;
  private final Supplier<Collection<IpPrefix>> routes;

  /**
   * Those of {@code pools}.
   *
   * @param routes of this host, which no subnet that is chosen overlaps
   */
  public NodePools(Pools pools, Supplier<Collection<IpPrefix>> routes) {
    this.pools = pools;
    this.routes = routes;
  }

  @Override
  public List<Network> all() {
    return pools.all();
  }

  @Override
  public Network create(NetworkDraft draft) {
    Set<IpPrefix> subnets = new HashSet<>();
    draft.pools().forEach(pool -> subnets.add(pool.subnet()));
    return refusing(() -> pools.create(draft::with, subnets));
  }

  @Override
  public void remove(String name) {
    refusing(
        () -> {
          pools.remove(name);
          return name;
        });
  }

  @Override
  public IpPrefix keep(boolean v6, @Nullable IpPrefix subnet) {
    return refusing(
        () -> {
          if (subnet == null) {
            return pools.reserve(v6, routes.get());
          }
          pools.reserve(subnet);
          return subnet;
        });
  }

  @Override
  public void release(IpPrefix subnet) {
    pools.release(subnet);
  }

  private static <T> T refusing(Supplier<T> work) {
    try {
      return work.get();
    } catch (Refused e) {
      throw new NetworkRefused(e.why());
    }
  }
}
