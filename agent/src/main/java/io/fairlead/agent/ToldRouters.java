package io.fairlead.agent;

import io.fairlead.agent.config.AgentConfig;
import io.fairlead.bird.Announcement;
import io.fairlead.bird.BirdRouting;
import io.fairlead.catalog.Catalog;
import io.fairlead.catalog.Snapshot;
import io.fairlead.ipam.Ipam;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Time;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The routers that this node tells where its containers are; there may be none. Thread-safe. */
final class ToldRouters {
  private final Catalog catalog;
  private final Ipam ipam;
  private final @Nullable BirdRouting routing;

  /**
   * Nothing is told before {@link #start}.
   *
   * @param ready whether the catalog and this node's endpoints are known
   * @param own this node's endpoints
   */
  ToldRouters(
      AgentConfig.@Nullable Bgp bgp,
      Catalog catalog,
      Ipam ipam,
      BooleanSupplier ready,
      Supplier<List<NetworkEndpoint>> own,
      Time time) {
    this.catalog = catalog;
    this.ipam = ipam;
    this.routing =
        bgp == null
            ? null
            : new BirdRouting(
                bgp.routers(),
                bgp.file(),
                bgp.socket(),
                () -> ready.getAsBoolean() ? announcement(own.get()) : null,
                time);
  }

  /** What is told, or null while a network is not known here that containers are on. */
  private @Nullable Announcement announcement(List<NetworkEndpoint> own) {
    Snapshot now = catalog.snapshot();
    return own.stream().allMatch(one -> now.networks().network(one.network()) != null)
        ? Announcement.of(now.networks().all(), own, ipam.blocks())
        : null;
  }

  void start(Crew crew) {
    if (routing != null) {
      crew.add("routers", routing::run);
    }
  }

  /** Adds how they stand, for people; nothing where nobody asks for them. */
  void facts(Map<String, Object> into) {
    String doubt = Announcement.doubt(catalog.snapshot().networks().all(), routing != null);
    if (!doubt.isEmpty()) {
      into.put("routers", doubt);
    } else if (routing != null) {
      into.put("routers", routing.status());
    }
  }
}
