package io.fairlead.balancer.template;

import io.fairlead.catalog.Snapshot;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a template may ask for, as it is at one moment. Immutable.
 *
 * @param node this node's name
 * @param datacenter this datacenter's name
 * @param snapshots by datacenter, this one's among them
 * @param keys keys and their values, without a slash in front
 */
public record World(
    String node,
    String datacenter,
    Map<String, Snapshot> snapshots,
    SortedMap<String, String> keys) {
  public World {
    snapshots = Map.copyOf(snapshots);
    keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
  }

  /** This datacenter's snapshot. */
  public Snapshot snapshot() {
    return snapshots.getOrDefault(datacenter, Snapshot.empty());
  }

  /** The keys that start so. */
  SortedMap<String, String> under(String prefix) {
    return prefix.isEmpty() ? keys : keys.subMap(prefix, prefix + Character.MAX_VALUE);
  }
}
