package io.fairlead.registry;

import io.fairlead.catalog.Catalog;
import io.fairlead.catalog.Change;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Revision;
import io.fairlead.spi.Store;
import io.fairlead.spi.Time;
import io.fairlead.spi.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the catalog shows: what the store was seen to hold, what is {@link Held} though a store that
 * lost its past does not show it, and what this node has {@link Owed} to the store. The catalog's
 * one writer. Used by one thread.
 */
final class Showing {
  private static final System.Logger LOG = System.getLogger(Showing.class.getName());

  private final EntryReader reader;
  private final Catalog catalog;
  private final Time time;
  private final Duration grace;
  private final Owed owed;
  private final Absences absences;
  private Held held = Held.NONE;

  /**
   * Shows nothing yet.
   *
   * @param node this node's name
   * @param grace how long nodes have to write again what is held or owed
   */
  Showing(
      String node, Duration grace, EntryReader reader, Catalog catalog, Time time, OwnEntries own) {
    this.reader = reader;
    this.catalog = catalog;
    this.time = time;
    this.grace = grace;
    this.absences = new Absences(node, grace, time);
    this.owed = new Owed(node, own, () -> Held.until(graceEnd(), "of this node"));
  }

  /** The revision of what is shown. */
  Revision revision() {
    return catalog.snapshot().revision();
  }

  /** All that the store holds. */
  void all(Reading reading) {
    Snapshot before = catalog.snapshot();
    List<Change> read = read(reading, before);
    owed.missingIn(reading, before);
    replace(reading.coverage().from(), read, before);
  }

  /**
   * All that the store holds, where it says nothing of what it held before: that goes on being
   * shown.
   *
   * @param which entries are held, for people
   * @return how many are held
   */
  int anew(Reading reading, String which) {
    Snapshot before = catalog.snapshot();
    held = Held.of(before, graceEnd(), which);
    replace(reading.coverage().from(), read(reading, before), before);
    return held.size();
  }

  /**
   * What changed, but for what {@code read} showed already.
   *
   * @return the steps from one snapshot to the next
   */
  List<Change> changes(Revision revision, List<Watch.Change> changes, Reading.Coverage read) {
    Snapshot before = catalog.snapshot();
    List<Change> steps = new ArrayList<>(changes.size());
    for (Watch.Change change : changes) {
      if (read.includes(change.key(), change.revision())
          || (change.value() == null && owed.owes(change.key(), change.revision(), before))) {
        continue;
      }
      Change step = reader.read(change.key(), change.value());
      if (step != null) {
        steps.add(step);
        spoken(step);
      }
    }
    publish(revision, steps);
    absences.see(steps, catalog.snapshot());
    return steps;
  }

  /** Shows no longer what was not written again in time. */
  void releaseOverdue() {
    for (Held one : List.of(held, owed.held())) {
      if (!one.empty() && one.over(time.nanos())) {
        LOG.log(
            System.Logger.Level.WARNING,
            "{0} entries {1} were not written again: they are gone",
            one.size(),
            one.which());
        List<Change> released = one.release();
        publish(revision(), released);
        absences.see(released, catalog.snapshot());
      }
    }
    giveUp();
  }

  /** What somebody is away too long for counts no more. */
  private void giveUp() {
    List<Change> givenUp = absences.over();
    if (!givenUp.isEmpty()) {
      publish(revision(), givenUp);
    }
  }

  private List<Change> read(Reading reading, Snapshot before) {
    List<Change> read = new ArrayList<>();
    for (Store.Entry entry : reading.entries()) {
      Change change = reader.read(entry.key(), entry.value());
      if (change != null) {
        spoken(change);
      } else {
        // One that cannot be read now stays as it was when it could.
        change = Entries.at(entry.key(), before);
      }
      if (change != null) {
        read.add(change);
      }
    }
    return read;
  }

  /** The store has spoken of this one: what was held of it no longer counts. */
  private void spoken(Change change) {
    held.spoken(change);
    owed.held().spoken(change);
  }

  private void replace(Revision at, List<Change> read, Snapshot before) {
    List<Change> all = new ArrayList<>(read);
    all.addAll(held.all());
    all.addAll(owed.held().all());
    Snapshot next = before.replacedBy(at, all);
    absences.see(next);
    catalog.publish(next, Differences.between(before, next));
  }

  private void publish(Revision revision, List<Change> steps) {
    Snapshot before = catalog.snapshot();
    Snapshot next = before.with(revision, steps);
    catalog.publish(next, Differences.of(steps, before, next));
  }

  private long graceEnd() {
    return time.nanos() + grace.toNanos();
  }
}
