package io.fairlead.stores.logged;

import io.fairlead.model.Revision;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.spi.Watch;
import io.fairlead.stores.logged.History.Fate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A place in the log. It stays where it is when a read fails. */
final class LoggedWatch implements Watch {
  private final KeyServer server;
  private final Heads heads;
  private final History history;
  private final Time time;
  private final Runnable requireOpen;
  private final String prefix;
  private long seen;
  private @Nullable Head epoch; // any head of the epoch that this watch follows
  private Heads.@Nullable Seen last;
  private @Nullable Reset reset;
  private @Nullable Thread waiting; // guarded by this
  private boolean closed; // guarded by this

  LoggedWatch(
      KeyServer server, Heads heads, Time time, Runnable requireOpen, String prefix, long from) {
    this.server = server;
    this.heads = heads;
    this.time = time;
    this.requireOpen = requireOpen;
    this.prefix = prefix;
    history = new History(server);
    seen = from;
  }

  @Override
  public @Nullable Event next(Duration timeout) throws InterruptedException {
    try {
      return find(timeout);
    } catch (StoreException e) {
      last = null; // what the server holds after a failure is not known
      requireOpen();
      throw e;
    }
  }

  private @Nullable Event find(Duration timeout) throws InterruptedException {
    long left = timeout.toNanos();
    boolean asked = last == null;
    Heads.Seen now = last == null ? heads.newest() : last;
    while (true) {
      requireOpen();
      last = now;
      Event event = reset != null ? reset : news(now.head());
      if (event != null) {
        return event;
      }
      if (left > 0) {
        long start = time.nanos();
        Heads.Seen woken = await(now.version(), Duration.ofNanos(left));
        if (woken != null && woken.version() == now.version()) {
          return null;
        }
        left -= time.nanos() - start;
        now = woken == null ? heads.newest() : woken;
      } else if (asked) {
        return null;
      } else {
        now = heads.newest();
      }
      asked = true;
    }
  }

  /** What {@code head} brings, or null where that is nothing under the prefix. */
  private @Nullable Event news(Head head) {
    if (epoch != null && !epoch.sameEpoch(head)) {
      return reset("the store's history broke off: it was emptied or restored", true);
    }
    // Later on this watch may have read more of the log than the head that it was woken by.
    if (epoch == null && seen > head.newest()) {
      return reset("revision " + seen + " never was in this store", true);
    }
    epoch = head;
    while (seen < head.newest()) {
      History.Stretch stretch = history.after(head, seen, prefix, false);
      if (stretch == null) {
        boolean before = seen < head.first() && seen > 0;
        return reset("the history from revision " + seen + " is no longer known", before);
      }
      seen = stretch.upTo();
      if (!stretch.fates().isEmpty()) {
        return delta(stretch);
      }
    }
    return null;
  }

  private Reset reset(String why, boolean pastLost) {
    Reset said = new Reset(why, pastLost);
    reset = said;
    return said;
  }

  private static Delta delta(History.Stretch stretch) {
    List<Change> changes = new ArrayList<>();
    stretch
        .fates()
        .forEach(
            (key, fate) -> {
              byte[] value = fate instanceof Fate.Put put ? put.envelope().value() : null;
              changes.add(new Change(key, value, new Revision(fate.revision())));
            });
    return new Delta(new Revision(stretch.upTo()), changes);
  }

  /** Waits for another head; null where it must be read. */
  private Heads.@Nullable Seen await(long version, Duration left) throws InterruptedException {
    synchronized (this) {
      if (closed) {
        return null;
      }
      waiting = Thread.currentThread();
    }
    try {
      return heads.accept(server.await(Layout.HEAD, version, left));
    } catch (InterruptedException e) {
      requireOpen();
      throw e;
    } finally {
      synchronized (this) {
        waiting = null;
        if (closed) {
          var _ = Thread.interrupted(); // it was for the wait
        }
      }
    }
  }

  private void requireOpen() {
    requireOpen.run();
    synchronized (this) {
      if (closed) {
        throw StoreException.refused("the watch is closed; open another");
      }
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (waiting != null) {
      waiting.interrupt();
    }
  }
}
