package io.fairlead.view.http;

import io.fairlead.catalog.Snapshot;
import io.fairlead.ipam.Entry;
import io.fairlead.ipam.Uses;
import io.fairlead.spi.Holdings;
import io.fairlead.spi.Overview;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.testkit.catalog.Samples;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Addresses and absent nodes as a test says; node host1 is there, host8 was, nobody else is. */
final class TestHoldings implements Holdings {
  final List<Entry> entries = new CopyOnWriteArrayList<>();
  final List<Absence> absences = new CopyOnWriteArrayList<>();
  final List<Finding> findings = new CopyOnWriteArrayList<>();
  private final Runnable store;
  private final Time time;

  /**
   * What a test says.
   *
   * @param store throws where the store is away
   */
  TestHoldings(Runnable store, Time time) {
    this.time = time;
    this.store = store;
  }

  @Override
  public Overview overview(Snapshot snapshot, @Nullable String network, boolean own) {
    List<Entry> known = own ? entries : List.of();
    return Uses.of(snapshot.networks(), network, Samples.NODE, known, time.now());
  }

  @Override
  public List<Absence> absences() {
    return absences;
  }

  @Override
  public List<Finding> fsck() {
    store.run();
    return findings;
  }

  @Override
  public Map<String, Integer> reclaim(String node) {
    return take(node, "blocks");
  }

  @Override
  public Map<String, Integer> remove(String node) {
    return take(node, "endpoints");
  }

  private Map<String, Integer> take(String node, String what) {
    store.run();
    if (node.equals("host2")) {
      throw StoreException.refused("node host2 is there; stop its agent before it is removed");
    }
    return Map.of(what, node.equals("host8") ? 3 : 0);
  }
}
