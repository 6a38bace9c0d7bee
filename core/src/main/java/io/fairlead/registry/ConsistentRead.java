package io.fairlead.registry;

import io.fairlead.catalog.Catalog;
import io.fairlead.catalog.Change;
import io.fairlead.catalog.Snapshot;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the store itself says now, for those who would rather have an error than an old answer. It
 * costs a reading of the whole store, so one runs at a time, and those who come while one runs
 * share the next. Thread-safe.
 */
public final class ConsistentRead {
  private final Store store;
  private final EntryReader reader;
  private final Catalog catalog;
  private final ReentrantLock reading = new ReentrantLock();
  private final AtomicLong begun = new AtomicLong();

  // Guarded by reading: the number of the newest reading that ended, and how.
  private long ended;
  private Snapshot newest = Snapshot.empty();
  private @Nullable StoreException failure;

  /** Reads of the registry's store. */
  public ConsistentRead(Registry registry, Catalog catalog) {
    this(registry.store(), registry.reader(), catalog);
  }

  ConsistentRead(Store store, EntryReader reader, Catalog catalog) {
    this.store = store;
    this.reader = reader;
    this.catalog = catalog;
  }

  /**
   * All that the store holds at some moment after this call began. Waits for the store.
   *
   * @throws StoreException where it is away
   */
  public Snapshot read() throws InterruptedException {
    long before = begun.get();
    reading.lockInterruptibly();
    try {
      if (ended <= before) {
        long number = begun.incrementAndGet();
        failure = null;
        try {
          newest = readNow();
        } catch (StoreException e) {
          failure = e;
        }
        ended = number;
      }
      if (failure != null) {
        throw failure;
      }
      return newest;
    } finally {
      reading.unlock();
    }
  }

  private Snapshot readNow() {
    Reading all = Reading.of(store, reader.prefixes());
    List<Change> puts = new ArrayList<>();
    for (Store.Entry entry : all.entries()) {
      Change put = reader.read(entry.key(), entry.value());
      if (put != null) {
        puts.add(put);
      }
    }
    return catalog.snapshot().replacedBy(all.coverage().from(), puts);
  }
}
