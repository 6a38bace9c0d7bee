package io.fairlead.testkit.store;

import io.fairlead.model.Revision;
import io.fairlead.spi.Commit;
import io.fairlead.spi.Store.Entry;
import io.fairlead.spi.Store.Page;
import io.fairlead.spi.Time;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Txn.Guard;
import io.fairlead.spi.Txn.Op;
import io.fairlead.spi.Watch.Change;
import io.fairlead.spi.Watch.Delta;
import io.fairlead.spi.Watch.Event;
import io.fairlead.spi.Watch.Reset;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a {@link MemoryStore} holds; every method is one step under one lock. */
final class Ledger {
  private static final Duration NO_LEASE_SLEEP = Duration.ofDays(1);

  private final Time time;
  private final int historyLimit;
  private final int pageSize;
  private final NavigableMap<String, Entry> entries = new TreeMap<>();
  private final Deque<Delta> history = new ArrayDeque<>();
  private final Map<String, Term> terms = new TreeMap<>();
  private long revision;
  private long forgotten;
  private long begun;
  private long leases;
  private long pulse;

  Ledger(Time time, int historyLimit, int pageSize) {
    this.time = time;
    this.historyLimit = historyLimit;
    this.pageSize = pageSize;
  }

  synchronized Page read(String prefix, @Nullable String after) {
    expire();
    List<Entry> page = new ArrayList<>();
    boolean inclusive = after == null;
    for (Entry entry : entries.tailMap(after == null ? prefix : after, inclusive).values()) {
      if (!entry.key().startsWith(prefix)) {
        if (entry.key().compareTo(prefix) > 0) {
          break;
        }
      } else if (page.size() == pageSize) {
        return new Page(page, new Revision(revision), true);
      } else {
        page.add(entry);
      }
    }
    return new Page(page, new Revision(revision), false);
  }

  synchronized Commit commit(Txn txn) {
    expire();
    if (txn.lease() != null && !terms.containsKey(txn.lease())) {
      return new Commit.LeaseLost(txn.lease());
    }
    for (Guard guard : txn.guards()) {
      Entry entry = entries.get(guard.key());
      boolean holds =
          switch (guard) {
            case Guard.Absent absent -> entry == null;
            case Guard.Unchanged(String key, Revision modified) ->
                entry != null && entry.modified().equals(modified);
          };
      if (!holds) {
        return new Commit.Conflict(guard.key());
      }
    }
    apply(txn.ops(), txn.lease());
    return new Commit.Done(new Revision(revision));
  }

  synchronized String grant(Duration ttl) {
    String id = "lease-" + ++leases;
    terms.put(id, new Term(ttl, time.nanos()));
    return id;
  }

  synchronized @Nullable Duration ttlOf(String lease) {
    expire();
    Term term = terms.get(lease);
    return term == null ? null : term.ttl();
  }

  synchronized boolean renew(String lease) {
    expire();
    return terms.computeIfPresent(lease, (id, term) -> new Term(term.ttl(), time.nanos())) != null;
  }

  synchronized void revoke(List<String> ended) {
    for (String lease : ended) {
      terms.remove(lease);
      List<Op> deletes = new ArrayList<>();
      for (Entry entry : entries.values()) {
        if (Objects.equals(entry.lease(), lease)) {
          deletes.add(new Op.Delete(entry.key()));
        }
      }
      apply(deletes, null);
    }
  }

  /** Ends the leases that were not renewed; returns how long until the next may end. */
  synchronized Duration expire() {
    long now = time.nanos();
    List<String> over = new ArrayList<>();
    Duration next = NO_LEASE_SLEEP;
    for (Map.Entry<String, Term> lease : terms.entrySet()) {
      Duration left = lease.getValue().left(now);
      if (!left.isPositive()) {
        over.add(lease.getKey());
      } else if (left.compareTo(next) < 0) {
        next = left;
      }
    }
    if (!over.isEmpty()) {
      revoke(over);
    }
    return next;
  }

  synchronized void forgetHistory() {
    history.clear();
    forgotten = revision;
  }

  /** Loses everything, its own past included: revisions begin anew, with {@code first}. */
  synchronized void wipe(long first) {
    entries.clear();
    history.clear();
    terms.clear();
    revision = first;
    forgotten = first;
    begun = first;
    wakeAll();
  }

  /** Makes everybody who waits look again, at closed doors too. */
  synchronized void wakeAll() {
    pulse++;
    notifyAll();
  }

  /** Changes with everything that somebody may wait for. */
  synchronized long pulse() {
    return pulse;
  }

  /** What happened under {@code prefix} after {@code from}: null where that is nothing. */
  synchronized @Nullable Event eventAfter(String prefix, long from) {
    expire();
    if (from < forgotten || from > revision) {
      return new Reset(
          "history from revision " + from + " is not known here", from > revision || from < begun);
    }
    Map<String, Change> changes = new LinkedHashMap<>();
    for (Delta delta : history) {
      if (delta.revision().value() > from) {
        for (Change change : delta.changes()) {
          if (change.key().startsWith(prefix)) {
            changes.remove(change.key());
            changes.put(change.key(), change);
          }
        }
      }
    }
    return changes.isEmpty()
        ? null
        : new Delta(new Revision(revision), List.copyOf(changes.values()));
  }

  /** Waits for another pulse; returns the nanoseconds that are left of {@code nanos}. */
  synchronized long awaitPulse(long nanos, long known) throws InterruptedException {
    long start = System.nanoTime();
    if (pulse == known) {
      TimeUnit.NANOSECONDS.timedWait(this, nanos);
    }
    return nanos - (System.nanoTime() - start);
  }

  synchronized long revision() {
    return revision;
  }

  private void apply(List<Op> ops, @Nullable String lease) {
    Revision next = new Revision(revision + 1);
    List<Change> changes = new ArrayList<>();
    for (Op op : ops) {
      switch (op) {
        case Op.Put(String key, byte[] value) -> {
          entries.put(key, new Entry(key, value, next, lease));
          changes.add(new Change(key, value, next));
        }
        case Op.Delete(String key) -> {
          if (entries.remove(key) != null) {
            changes.add(new Change(key, null, next));
          }
        }
      }
    }
    if (changes.isEmpty()) {
      return;
    }
    revision = next.value();
    history.add(new Delta(next, changes));
    if (history.size() > historyLimit) {
      forgotten = history.remove().revision().value();
    }
    wakeAll();
  }

  private record Term(Duration ttl, long renewed) {
    Duration left(long now) {
      return ttl.minusNanos(now - renewed);
    }
  }
}
