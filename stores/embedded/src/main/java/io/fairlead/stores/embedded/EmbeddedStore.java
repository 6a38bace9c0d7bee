package io.fairlead.stores.embedded;

import static java.lang.System.Logger.Level.WARNING;

import io.fairlead.model.Revision;
import io.fairlead.spi.Commit;
import io.fairlead.spi.GrantedLease;
import io.fairlead.spi.Lease;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Watch;
import io.fairlead.stores.data.DataDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The store of one host, in a directory of its own that one process at a time may use. What is
 * committed is on the disk. Leases count by {@link Time#nanos()}, so setting the wall clock ends
 * none; after a restart each has its whole ttl again. Thread-safe.
 */
public final class EmbeddedStore implements Store {
  private static final System.Logger LOG = System.getLogger(EmbeddedStore.class.getName());
  private static final Duration RETRY = Duration.ofSeconds(1);

  private static final Duration LONGEST_LEASE = Duration.ofDays(365);

  private final DataDirectory data;
  private final Limits limits;
  private final Time time;
  private final Reader reader;
  private final Leases leases;
  private final Signal signal = new Signal();
  private final Writer writer;
  private final Thread reaper;
  private volatile boolean closed;

  private EmbeddedStore(DataDirectory data, Database database, Time time, Limits limits) {
    this.data = data;
    this.limits = limits;
    this.time = time;
    reader = new Reader(database, limits);
    leases = new Leases(time);
    writer =
        new Writer(
            data.path(),
            () -> new Tables(database.connect(), limits.history()),
            limits.waiting(),
            signal::give);
    reaper = Thread.ofVirtual().name("fairlead-store-leases").unstarted(this::reap);
  }

  /**
   * Opens the store in {@code directory}, which is made where it is not there.
   *
   * @throws StoreException where another process uses the directory, it cannot be used, or what it
   *     holds is damaged or of another version; nothing in it was changed then
   */
  public static EmbeddedStore open(Path directory, Time time) {
    return open(directory, time, Limits.DEFAULT);
  }

  static EmbeddedStore open(Path directory, Time time, Limits limits) {
    DataDirectory data = DataDirectory.open(directory);
    try {
      EmbeddedStore store = new EmbeddedStore(data, Database.open(data), time, limits);
      store.start();
      return store;
    } catch (RuntimeException e) {
      data.close();
      throw e;
    }
  }

  private void start() {
    try {
      writer.submit(Tables::leases, found -> found.forEach(leases::add));
      reaper.start();
    } catch (StoreException e) {
      writer.close();
      throw e;
    }
  }

  @Override
  public Page read(String prefix, @Nullable String after) {
    return reader.page(prefix, after);
  }

  @Override
  public Commit commit(Txn txn) {
    String lease = txn.lease();
    return writer.submit(
        work ->
            lease != null && leases.live(lease) == null
                ? new Commit.LeaseLost(lease)
                : work.apply(txn),
        ignored -> {});
  }

  @Override
  public Lease grant(Duration ttl) {
    if (!ttl.isPositive() || ttl.compareTo(LONGEST_LEASE) > 0) {
      throw StoreException.refused(
          "a lease of " + ttl + "; it must be longer than zero and at most a year");
    }
    if (leases.size() >= limits.leases()) {
      throw StoreException.refused(
          "there are " + limits.leases() + " leases, no more are allowed; revoke some");
    }
    String id = writer.submit(work -> work.addLease(ttl), granted -> leases.add(granted, ttl));
    reaper.interrupt(); // it may be the next to end
    return lease(id, ttl);
  }

  @Override
  public @Nullable Lease adopt(String leaseId) {
    requireOpen();
    Duration ttl = leases.live(leaseId);
    return ttl == null ? null : lease(leaseId, ttl);
  }

  @Override
  public Watch watch(String prefix, Revision from) {
    requireOpen();
    return new EmbeddedWatch(reader, signal, prefix, from.value());
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    reaper.interrupt();
    writer.close();
    reader.close();
    data.close();
    signal.give();
  }

  private void requireOpen() {
    if (closed) {
      throw Failures.closed();
    }
  }

  private void end(List<String> ids) {
    writer.submit(
        work -> {
          work.endLeases(ids);
          return ids;
        },
        leases::remove);
  }

  private void reap() {
    while (!closed) {
      try {
        time.sleep(endWhatIsOver());
      } catch (InterruptedException e) {
        // A lease was granted that may be the next to end, or the store was closed: look again.
      }
    }
  }

  private Duration endWhatIsOver() {
    List<String> over = leases.over();
    try {
      if (!over.isEmpty()) {
        end(over);
      }
      return leases.untilNext();
    } catch (StoreException e) {
      if (!closed) {
        LOG.log(WARNING, "leases that are over cannot be ended yet: " + e.getMessage());
      }
      return RETRY;
    }
  }

  private Lease lease(String id, Duration ttl) {
    return new GrantedLease(
        id,
        ttl,
        () -> {
          requireOpen();
          return leases.renew(id);
        },
        () -> end(List.of(id)));
  }
}
