package io.fairlead.catalog;

import io.fairlead.model.Revision;
import io.fairlead.model.ServiceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The current snapshot, and those who wait for the next. Readers never lock. One writer publishes.
 */
public final class Catalog {
  private volatile Snapshot snapshot = Snapshot.empty();

  // All guarded by this: waiters come and go with requests, far from the read path.
  private final Map<ServiceKey, Set<Waiter>> byService = new HashMap<>();
  private final Map<String, Set<Waiter>> byNetwork = new HashMap<>();
  private final Set<Waiter> anything = new HashSet<>();
  private final Set<Waiter> anyNetwork = new HashSet<>();

  /** The newest snapshot. */
  public Snapshot snapshot() {
    return snapshot;
  }

  /**
   * Makes {@code next} the current snapshot and wakes exactly those whose service or network
   * changed in it. Called by the one writer. The callbacks run on this thread, so they only hand
   * over; one that throws keeps no other from being called, and its exception comes out when all
   * were.
   *
   * @param changed the services that differ from the snapshot before
   */
  public void publish(Snapshot next, Iterable<ServiceKey> changed) {
    List<Waiter> woken = new ArrayList<>();
    synchronized (this) {
      Networks before = snapshot.networks();
      snapshot = next;
      wakeOfNetworks(before, next.networks(), woken);
      for (ServiceKey service : changed) {
        Set<Waiter> waiters = byService.remove(service);
        if (waiters != null) {
          woken.addAll(waiters);
        }
      }
      woken.addAll(anything);
      anything.clear();
    }
    wake(woken, next);
  }

  // Costs as much as there are networks that somebody waits for; nothing where none changed.
  private void wakeOfNetworks(Networks before, Networks next, List<Waiter> woken) {
    if (next.same(before)) {
      return;
    }
    woken.addAll(anyNetwork);
    anyNetwork.clear();
    byNetwork
        .entrySet()
        .removeIf(
            waiters -> {
              boolean changed = !next.same(before, waiters.getKey());
              if (changed) {
                woken.addAll(waiters.getValue());
              }
              return changed;
            });
  }

  private static void wake(List<Waiter> woken, Snapshot next) {
    RuntimeException failure = null;
    for (Waiter waiter : woken) {
      try {
        waiter.wake.accept(next);
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Calls {@code wake} once, with the first snapshot in which {@code service} (or, where null,
   * anything) was changed after {@code known}: at once if that is so already.
   *
   * @return a handle that gives up waiting; closing it after the wake does nothing
   */
  public Waiting await(@Nullable ServiceKey service, Revision known, Consumer<Snapshot> wake) {
    Waiter waiter = new Waiter(service, wake);
    Snapshot now;
    synchronized (this) {
      now = snapshot;
      Revision modified = service == null ? now.revision() : now.modified(service);
      if (!modified.isAfter(known)) {
        add(waiter);
        return () -> remove(waiter);
      }
    }
    wake.accept(now);
    return () -> {};
  }

  /**
   * Calls {@code wake} once, with the first snapshot in which {@code network} (or, where null, any)
   * was changed after {@code known}: at once if that is so already.
   *
   * @return a handle that gives up waiting; closing it after the wake does nothing
   */
  public Waiting awaitNetwork(@Nullable String network, Revision known, Consumer<Snapshot> wake) {
    Waiter waiter = new Waiter(null, wake);
    Snapshot now;
    synchronized (this) {
      now = snapshot;
      Networks networks = now.networks();
      Revision modified = network == null ? networks.modified() : networks.modified(network);
      if (!modified.isAfter(known)) {
        if (network == null) {
          anyNetwork.add(waiter);
        } else {
          byNetwork.computeIfAbsent(network, name -> new HashSet<>()).add(waiter);
        }
        return () -> removeOfNetwork(network, waiter);
      }
    }
    wake.accept(now);
    return () -> {};
  }

  /** How many wait now. */
  public synchronized int waiting() {
    return anything.size()
        + anyNetwork.size()
        + byService.values().stream().mapToInt(Set::size).sum()
        + byNetwork.values().stream().mapToInt(Set::size).sum();
  }

  private void add(Waiter waiter) {
    if (waiter.service == null) {
      anything.add(waiter);
    } else {
      byService.computeIfAbsent(waiter.service, key -> new HashSet<>()).add(waiter);
    }
  }

  private synchronized void remove(Waiter waiter) {
    if (waiter.service == null) {
      anything.remove(waiter);
    } else {
      remove(byService, waiter.service, waiter);
    }
  }

  private synchronized void removeOfNetwork(@Nullable String network, Waiter waiter) {
    if (network == null) {
      anyNetwork.remove(waiter);
    } else {
      remove(byNetwork, network, waiter);
    }
  }

  private static <K> void remove(Map<K, Set<Waiter>> waiters, K key, Waiter waiter) {
    Set<Waiter> siblings = waiters.get(key);
    if (siblings != null && siblings.remove(waiter) && siblings.isEmpty()) {
      waiters.remove(key);
    }
  }

  /** Somebody's wait. */
  public interface Waiting extends AutoCloseable {
    /** Gives up; {@code wake} may still run if it has begun. */
    @Override
    void close();
  }

  private static final class Waiter {
    private final @Nullable ServiceKey service;
    private final Consumer<Snapshot> wake;

    private Waiter(@Nullable ServiceKey service, Consumer<Snapshot> wake) {
      this.service = service;
      this.wake = wake;
    }
  }
}
