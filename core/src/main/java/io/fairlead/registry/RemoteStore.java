package io.fairlead.registry;

import io.fairlead.catalog.Catalog;
import io.fairlead.model.Instance;
import io.fairlead.model.Node;
import io.fairlead.model.Revision;
import io.fairlead.spi.Codec;
import io.fairlead.spi.Store;
import io.fairlead.spi.Time;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** The store of another datacenter: it is read and followed, and nothing is ever written to it. */
public final class RemoteStore {
  /** Longer than the leases of most: we do not know theirs. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  private static final OwnEntries NONE =
      new OwnEntries() {
        @Override
        public void planChanged() {}

        @Override
        public boolean gone(String key, Revision revision) {
          return false;
        }

        @Override
        public void storeReplaced() {}
      };

  private final String datacenter;
  private final Store store;
  private final EntryReader reader;
  private final Time time;

  /** The store of {@code datacenter}. */
  public RemoteStore(
      String datacenter,
      Store store,
      Codec<Instance> instances,
      Codec<Node> nodes,
      Time time,
      Journal journal) {
    this.datacenter = datacenter;
    this.store = store;
    this.reader = new EntryReader(new Codecs(instances, nodes, null), time, journal);
    this.time = time;
  }

  /** A feed to {@code catalog}, which it alone fills. */
  public CatalogFeed feed(Catalog catalog, RandomGenerator random) {
    // No node has an empty name: nothing over there is ours.
    CatalogFeed.Options options = new CatalogFeed.Options("", GRACE, random, Milestones.NONE);
    String what = "the store of datacenter " + datacenter;
    return new CatalogFeed(what, store, reader, catalog, time, NONE, options);
  }

  /** Reads of the store itself. */
  public ConsistentRead reads(Catalog catalog) {
    return new ConsistentRead(store, reader, catalog);
  }
}
