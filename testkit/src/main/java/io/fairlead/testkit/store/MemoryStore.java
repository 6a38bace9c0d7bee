package io.fairlead.testkit.store;

import io.fairlead.model.Revision;
import io.fairlead.spi.Commit;
import io.fairlead.spi.GrantedLease;
import io.fairlead.spi.Lease;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Watch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store in memory. Leases live by the given time. Thread-safe. */
public final class MemoryStore implements Store {
  private final Time time;
  private final Ledger ledger;
  private final Thread reaper;
  private volatile boolean closed;
  private volatile boolean away;

  /** An empty store with a history of a thousand transactions. */
  public MemoryStore(Time time) {
    this(time, new Ledger(time, 1000, 1000));
  }

  /** An empty store that keeps this many transactions of history and reads in such pages. */
  public MemoryStore(Time time, int history, int pageSize) {
    this(time, new Ledger(time, history, pageSize));
  }

  private MemoryStore(Time time, Ledger ledger) {
    this.time = time;
    this.ledger = ledger;
    reaper = Thread.ofVirtual().name("memory-store-leases").start(this::reap);
  }

  /** Closes this store and opens another on the same entries, leases and history. */
  public MemoryStore reopen() {
    close();
    return new MemoryStore(time, ledger);
  }

  /** From now on every call, a waiting watch too, fails as where the store cannot be reached. */
  public void goAway() {
    away = true;
    ledger.wakeAll();
  }

  /** The store can be reached again. */
  public void comeBack() {
    away = false;
  }

  /** Forgets all history: watches that are behind get a Reset. */
  public void forgetHistory() {
    ledger.forgetHistory();
  }

  /** Loses everything, as a server does that comes back with an empty disk. */
  public void wipe() {
    ledger.wipe(0);
  }

  /** The same, where the history that begins then has higher revisions than any before. */
  public void wipe(long first) {
    ledger.wipe(first);
  }

  @Override
  public Page read(String prefix, @Nullable String after) {
    requireReachable();
    return ledger.read(prefix, after);
  }

  @Override
  public Commit commit(Txn txn) {
    requireReachable();
    return ledger.commit(txn);
  }

  @Override
  public Lease grant(Duration ttl) {
    requireReachable();
    if (!ttl.isPositive()) {
      throw StoreException.refused("a lease of " + ttl + "; it must be longer than zero");
    }
    String id = ledger.grant(ttl);
    reaper.interrupt();
    return lease(id, ttl);
  }

  @Override
  public @Nullable Lease adopt(String leaseId) {
    requireReachable();
    Duration ttl = ledger.ttlOf(leaseId);
    return ttl == null ? null : lease(leaseId, ttl);
  }

  @Override
  public Watch watch(String prefix, Revision from) {
    requireReachable();
    return new MemoryWatch(ledger, prefix, from, this::requireReachable);
  }

  @Override
  public void close() {
    closed = true;
    reaper.interrupt();
    ledger.wakeAll();
  }

  private void requireReachable() {
    if (closed) {
      throw StoreException.refused("the store is closed; open it again");
    }
    if (away) {
      throw StoreException.away("the store is away; try again", new IOException("away"));
    }
  }

  private void reap() {
    while (!closed) {
      try {
        time.sleep(ledger.expire());
      } catch (InterruptedException e) {
        // A lease was granted that may end earlier, or the store was closed: look again.
      }
    }
  }

  private Lease lease(String id, Duration ttl) {
    return new GrantedLease(
        id,
        ttl,
        () -> {
          requireReachable();
          return ledger.renew(id);
        },
        () -> {
          requireReachable();
          ledger.revoke(List.of(id));
        });
  }
}
