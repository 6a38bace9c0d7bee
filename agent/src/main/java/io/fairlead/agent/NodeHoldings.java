package io.fairlead.agent;

import io.fairlead.catalog.Snapshot;
import io.fairlead.ipam.Ipam;
import io.fairlead.ipam.Refused;
import io.fairlead.ipam.Taken;
import io.fairlead.ipam.Upkeep;
import io.fairlead.ipam.Uses;
import io.fairlead.json.BlockJson;
import io.fairlead.json.EndpointJson;
import io.fairlead.json.NetworkJson;
import io.fairlead.registry.NodeRemoval;
import io.fairlead.spi.Holdings;
import io.fairlead.spi.Overview;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What nodes hold, and what is taken from those that are gone. */
final class NodeHoldings implements Holdings {
  private final String node;
  private final Ipam ipam;
  private final Time time;
  private final Upkeep upkeep;
  private final NodeRemoval removal;

  /** That of a store; {@code ipam} knows what this node gave itself. */
  NodeHoldings(String node, Store store, Ipam ipam, Time time) {
    this.node = node;
    this.ipam = ipam;
    this.time = time;
    this.upkeep = new Upkeep(store, new NetworkJson(), new EndpointJson(), new BlockJson());
    this.removal = new NodeRemoval(store);
  }

  @Override
  public Overview overview(Snapshot snapshot, @Nullable String network, boolean own) {
    return Uses.of(
        snapshot.networks(), network, node, own ? ipam.entries() : List.of(), time.now());
  }

  @Override
  public List<Absence> absences() {
    return ipam.absences();
  }

  @Override
  public List<Finding> fsck() {
    return ipam.fsck();
  }

  @Override
  public Map<String, Integer> reclaim(String from) {
    return told(
        () ->
            from.isEmpty()
                ? Map.of("blocks", upkeep.reclaimStrays())
                : counts(new LinkedHashMap<>(), upkeep.reclaim(from)));
  }

  @Override
  public Map<String, Integer> remove(String gone) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    NodeRemoval.Removed removed = removal.remove(gone);
    counts.put("nodes", removed.nodes());
    counts.put("instances", removed.instances());
    counts.put("drains", removed.drains());
    return told(() -> counts(counts, upkeep.reclaim(gone)));
  }

  /** What addresses refuse, as the store would. */
  private static <T> T told(Supplier<T> work) {
    try {
      return work.get();
    } catch (Refused e) {
      throw e.retryable() ? StoreException.away(e.why(), e) : StoreException.refused(e.why());
    }
  }

  private static Map<String, Integer> counts(Map<String, Integer> counts, Taken taken) {
    counts.put("endpoints", taken.endpoints());
    counts.put("blocks", taken.blocks());
    counts.put("loans", taken.loans());
    counts.put("asks", taken.asks());
    return counts;
  }
}
