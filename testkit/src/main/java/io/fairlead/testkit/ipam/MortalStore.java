package io.fairlead.testkit.ipam;

import io.fairlead.model.Revision;
import io.fairlead.spi.Commit;
import io.fairlead.spi.Lease;
import io.fairlead.spi.Store;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Watch;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store as one process sees it that is killed at a call: just before the store hears it, or after
 * it was done and before the answer came. Every call after is the same end. Thread-safe.
 */
final class MortalStore implements Store {
  private final Store store;
  private final AtomicInteger left;

  /**
   * Lives for so many calls.
   *
   * @param left twice the calls that are heard; an odd number ends after one was done
   */
  MortalStore(Store store, int left) {
    this.store = store;
    this.left = new AtomicInteger(left);
  }

  /** The end of the process. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("killed");
    }
  }

  /** Whether it has ended. */
  boolean isDead() {
    return left.get() < 0;
  }

  /** Ends it now. */
  void kill() {
    left.set(-1);
  }

  private <T extends @Nullable Object> T call(Supplier<T> call) {
    if (left.addAndGet(-1) < 0) {
      throw new Killed();
    }
    T answer = call.get();
    if (left.addAndGet(-1) < 0) {
      throw new Killed();
    }
    return answer;
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
    return call(() -> store.grant(ttl));
  }

  @Override
  public @Nullable Lease adopt(String leaseId) {
    return this.<@Nullable Lease>call(() -> store.adopt(leaseId));
  }

  @Override
  public Watch watch(String prefix, Revision from) {
    Watch watch = call(() -> store.watch(prefix, from));
    return new Watch() {
      @Override
      public @Nullable Event next(Duration timeout) throws InterruptedException {
        Event event = watch.next(timeout);
        if (left.get() < 0) {
          throw new Killed();
        }
        return event;
      }

      @Override
      public void close() {
        watch.close();
      }
    };
  }

  /** Nothing: the store is another's. */
  @Override
  public void close() {}
}
