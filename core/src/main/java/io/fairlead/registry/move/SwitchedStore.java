package io.fairlead.registry.move;

import io.fairlead.model.Revision;
import io.fairlead.spi.Commit;
import io.fairlead.spi.Lease;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Watch;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One store now, perhaps another later: then every watch of it says Reset, at once. It closes none
 * of its stores. Thread-safe.
 */
public final class SwitchedStore implements Store {
  private final AtomicReference<State> state;
  private final Set<Follower> followers = ConcurrentHashMap.newKeySet();

  private record State(Store store, long generation) {}

  /** This one, for now. */
  public SwitchedStore(Store first) {
    state = new AtomicReference<>(new State(first, 0));
  }

  /** The store it is now. */
  public Store current() {
    return now().store();
  }

  /** Another from now on; nothing where it is that one already. */
  @SuppressWarnings("ReferenceEquality") // a store is itself
  public void become(Store other) {
    state.updateAndGet(now -> now.store() == other ? now : new State(other, now.generation() + 1));
    followers.stream().filter(Follower::over).forEach(Follower::wake);
  }

  private State now() {
    State now = state.get();
    if (now == null) {
      throw new IllegalStateException("there is always a store");
    }
    return now;
  }

  @Override
  public long generation() {
    State now = now();
    return now.generation() + now.store().generation();
  }

  @Override
  public Page read(String prefix, @Nullable String after) {
    return current().read(prefix, after);
  }

  @Override
  public Commit commit(Txn txn) {
    return current().commit(txn);
  }

  @Override
  public Lease grant(Duration ttl) {
    return current().grant(ttl);
  }

  @Override
  public @Nullable Lease adopt(String leaseId) {
    return current().adopt(leaseId);
  }

  @Override
  public Watch watch(String prefix, Revision from) {
    State at = now();
    Follower follower = new Follower(at.store().watch(prefix, from), at.generation());
    followers.add(follower);
    return follower;
  }

  /** Nothing: its stores belong to who opened them. */
  @Override
  public void close() {}

  private final class Follower implements Watch {
    private final Watch watch;
    private final long generation;

    Follower(Watch watch, long generation) {
      this.watch = watch;
      this.generation = generation;
    }

    /** Whether it follows a store that this one is no longer. */
    boolean over() {
      return now().generation() != generation;
    }

    void wake() {
      watch.close();
    }

    @Override
    public @Nullable Event next(Duration timeout) throws InterruptedException {
      try {
        Event event = over() ? null : watch.next(timeout);
        if (!over()) {
          return event;
        }
      } catch (StoreException e) {
        if (!over()) {
          throw e;
        }
      }
      return new Reset("the agents move to another store", true);
    }

    @Override
    public Duration doubt() {
      return watch.doubt();
    }

    @Override
    public void close() {
      followers.remove(this);
      watch.close();
    }
  }
}
