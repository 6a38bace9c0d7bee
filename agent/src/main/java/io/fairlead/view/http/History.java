package io.fairlead.view.http;

import io.fairlead.catalog.Catalog;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Revision;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last {@value #KEPT} snapshots, so that a watcher that comes back learns only what it missed;
 * they share all that did not change. And the last difference, since most watchers ask for the
 * same. Thread-safe.
 */
final class History {
  private static final int KEPT = 64;

  private final Catalog catalog;
  private final ArrayDeque<Snapshot> snapshots = new ArrayDeque<>();
  private volatile @Nullable Between last;

  private record Between(Snapshot from, Snapshot to, List<Event> events) {}

  /** A step with its text, made once for all watchers. */
  record Event(Diff.Step step, byte[] text) {
    Event(Diff.Step step) {
      this(step, Events.of(step));
    }
  }

  /** Keeps snapshots from now on. */
  History(Catalog catalog) {
    this.catalog = catalog;
    keep(catalog.snapshot());
  }

  /** Called for each snapshot there is: it waits for the next before it lets the writer go on. */
  private void keep(Snapshot snapshot) {
    synchronized (this) {
      snapshots.addLast(snapshot);
      if (snapshots.size() > KEPT) {
        snapshots.removeFirst();
      }
    }
    catalog.await(null, snapshot.revision(), this::keep);
  }

  /** The snapshot at exactly this revision, or null where it is forgotten or never was. */
  synchronized @Nullable Snapshot at(Revision revision) {
    Iterator<Snapshot> newestFirst = snapshots.descendingIterator();
    while (newestFirst.hasNext()) {
      Snapshot snapshot = newestFirst.next();
      if (snapshot.revision().equals(revision)) {
        return snapshot;
      }
    }
    return null;
  }

  /** All that changed. */
  List<Event> between(Snapshot from, Snapshot to) {
    Between known = last;
    if (known != null && known.from == from && known.to == to) {
      return known.events;
    }
    List<Event> events = Diff.between(from, to).stream().map(Event::new).toList();
    last = new Between(from, to, events);
    return events;
  }
}
