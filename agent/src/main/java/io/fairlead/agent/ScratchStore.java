package io.fairlead.agent;

import io.fairlead.model.Revision;
import io.fairlead.spi.Commit;
import io.fairlead.spi.Lease;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Watch;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Entries in memory with one reader and writer, whose guards hold therefore. No leases, and nobody
 * watches. Thread-safe.
 */
final class ScratchStore implements Store {
  // Guarded by this.
  private final SortedMap<String, Entry> entries = new TreeMap<>();
  private long revision;

  @Override
  public synchronized Page read(String prefix, @Nullable String after) {
    List<Entry> found =
        entries.values().stream()
            .filter(one -> one.key().startsWith(prefix))
            .filter(one -> after == null || one.key().compareTo(after) > 0)
            .toList();
    return new Page(found, new Revision(revision), false);
  }

  @Override
  public synchronized Commit commit(Txn txn) {
    Revision next = new Revision(++revision);
    for (Txn.Op op : txn.ops()) {
      switch (op) {
        case Txn.Op.Put(String key, byte[] value) ->
            entries.put(key, new Entry(key, value, next, null));
        case Txn.Op.Delete(String key) -> entries.remove(key);
      }
    }
    return new Commit.Done(next);
  }

  @Override
  public Lease grant(Duration ttl) {
    throw StoreException.refused("a scratch store has no leases");
  }

  @Override
  public @Nullable Lease adopt(String leaseId) {
    return null;
  }

  @Override
  public Watch watch(String prefix, Revision from) {
    throw StoreException.refused("a scratch store is not watched");
  }

  @Override
  public void close() {
    // It is memory alone.
  }
}
