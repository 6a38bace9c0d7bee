package io.fairlead.registry;

import io.fairlead.spi.Lease;
import io.fairlead.spi.Store;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The lease that this node's entries hang on. Used by one thread, but for {@link #end}. */
final class Tenure {
  private final Store store;
  private final Duration ttl;
  private volatile @Nullable Lease held;

  Tenure(Store store, Duration ttl) {
    this.store = store;
    this.ttl = ttl;
  }

  boolean begun() {
    return held != null;
  }

  /** The id of the lease, once begun. */
  String lease() {
    Lease lease = held;
    if (lease == null) {
      throw new IllegalStateException("no lease yet; begin first");
    }
    return lease.id();
  }

  /**
   * Takes over the lease of the agent before, where it lives and has the right length; a new one
   * otherwise.
   *
   * @param leases the lease of each key of this node
   * @param first the key whose lease is the newest
   * @return the id of the lease
   */
  String begin(Map<String, String> leases, String first) {
    String last = leases.get(first);
    if (last == null) {
      last = leases.values().stream().findFirst().orElse(null);
    }
    Lease old = last == null ? null : store.adopt(last);
    Lease lease = old != null && old.ttl().equals(ttl) && old.renew() ? old : store.grant(ttl);
    held = lease;
    return lease.id();
  }

  /** Lives on; false where it has ended. */
  boolean renew() {
    Lease lease = held;
    return lease != null && lease.renew();
  }

  /** Starts another lease. */
  void again() {
    held = store.grant(ttl);
  }

  /** Ends the lease with all that hangs on it. */
  void end() {
    Lease lease = held;
    if (lease != null) {
      lease.revoke();
    }
  }
}
