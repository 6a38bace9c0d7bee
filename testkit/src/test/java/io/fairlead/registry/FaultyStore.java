package io.fairlead.registry;

import io.fairlead.model.Revision;
import io.fairlead.spi.Commit;
import io.fairlead.spi.GrantedLease;
import io.fairlead.spi.Lease;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Watch;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A store whose calls fail as a test says: before they do anything, or with their answer lost. */
final class FaultyStore implements Store {
  private final Store store;
  private final Faults faults;
  private final Set<String> granted = new HashSet<>();

  FaultyStore(Store store, Faults faults) {
    this.store = store;
    this.faults = faults;
  }

  /** What happens to a call. */
  enum Fault {
    NONE,
    BEFORE,
    AFTER
  }

  /** Decides for one call after the other. */
  interface Faults {
    /** For the next call. */
    Fault next();
  }

  /** Everything works until call {@code at} (counted from 0), and nothing after it. */
  static Faults dying(int at, Fault how) {
    int[] calls = {0};
    return () -> {
      int call = calls[0]++;
      return call < at ? Fault.NONE : call == at ? how : Fault.BEFORE;
    };
  }

  /** The leases that the store has begun, also those whose answer was lost. */
  Set<String> granted() {
    return granted;
  }

  @Override
  public Page read(String prefix, @Nullable String after) {
    return call(() -> store.read(prefix, after));
  }

  @Override
  public Commit commit(Txn txn) {
    return call(() -> store.commit(txn));
  }

  @Override
  public Lease grant(Duration ttl) {
    return faulty(
        call(
            () -> {
              Lease lease = store.grant(ttl);
              granted.add(lease.id());
              return lease;
            }));
  }

  @Override
  public @Nullable Lease adopt(String leaseId) {
    Fault fault = faults.next();
    fail(Fault.BEFORE, fault);
    Lease lease = store.adopt(leaseId);
    fail(Fault.AFTER, fault);
    return lease == null ? null : faulty(lease);
  }

  @Override
  public Watch watch(String prefix, Revision from) {
    return call(() -> store.watch(prefix, from));
  }

  @Override
  public void close() {
    store.close();
  }

  private <T> T call(Supplier<T> call) {
    Fault fault = faults.next();
    fail(Fault.BEFORE, fault);
    T result = call.get();
    fail(Fault.AFTER, fault);
    return result;
  }

  private static void fail(Fault here, Fault fault) {
    if (here == fault) {
      throw StoreException.away("the store is away; try again", new IOException("fault"));
    }
  }

  private Lease faulty(Lease lease) {
    return new GrantedLease(lease.id(), lease.ttl(), () -> call(lease::renew), lease::revoke);
  }
}
