package io.fairlead.registry;

import io.fairlead.catalog.Catalog;
import io.fairlead.catalog.Change;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Instance;
import io.fairlead.model.Revision;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.spi.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Follows the store for the catalog, for local instances too. Reads all once, then follows; reads
 * again where the store has forgotten the way in between. Nothing is published on an error: the
 * last snapshot goes on answering, and {@link #age} says how old it is. Where the store has lost
 * its past, or is another one, what it no longer shows is believed gone only after a time in which
 * its nodes could say it again.
 */
public final class CatalogFeed {
  private static final System.Logger LOG = System.getLogger(CatalogFeed.class.getName());

  /** How long one look at the watch lasts; each is a proof that the catalog is fresh. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Changes that are published together at most. */
  private static final int TOGETHER = 4096;

  private final String what;
  private final Store store;
  private final EntryReader reader;
  private final Catalog catalog;
  private final Showing showing;
  private final Time time;
  private final OwnEntries own;
  private final Options options;
  private final Backoff backoff;

  private boolean pastLost;
  private boolean resumed;

  private volatile boolean ready;
  private volatile boolean hasRead;
  private volatile long fresh;
  private volatile @Nullable Watch following;
  private long generation;

  /** A feed from the registry's store to {@code catalog}. */
  public CatalogFeed(Registry registry, Catalog catalog, Options options) {
    this(
        "the store",
        registry.store(),
        registry.reader(),
        catalog,
        registry.time(),
        registry,
        options);
  }

  CatalogFeed(
      String what,
      Store store,
      EntryReader reader,
      Catalog catalog,
      Time time,
      OwnEntries own,
      Options options) {
    this.what = what;
    this.store = store;
    this.reader = reader;
    this.catalog = catalog;
    this.showing = new Showing(options.node, options.grace, reader, catalog, time, own);
    this.time = time;
    this.own = own;
    this.options = options;
    this.backoff = new Backoff(options.random);
    this.generation = store.generation();
    this.fresh = time.nanos();
  }

  /**
   * Choices.
   *
   * @param node this node's name
   * @param grace how long what was known before the store lost its past goes on being answered;
   *     nodes renew their leases more often than that
   * @param random for the spread of retries
   * @param milestones told of each change that is followed
   */
  public record Options(
      String node, Duration grace, RandomGenerator random, Milestones milestones) {}

  /** Whether the catalog holds all of the store, or what the agent before knew of it. */
  public boolean ready() {
    return ready;
  }

  /** Whether the store itself has been read since the start. */
  public boolean hasRead() {
    return hasRead;
  }

  /** How long ago the catalog was last known to be what the store holds, or since the start. */
  public Duration age() {
    Watch watch = following;
    long doubt = watch == null ? 0 : watch.doubt().toNanos();
    return Duration.ofNanos(Math.max(doubt, time.nanos() - fresh));
  }

  /**
   * Begins with what the agent before this one knew, so that a store that is away blanks nothing.
   * Before {@link #run}.
   *
   * @param age how long ago that was known to be what the store holds
   */
  public void resume(Snapshot last, Duration age) {
    catalog.publish(last, List.of());
    resumed = true;
    fresh = time.nanos() - age.toNanos();
    ready = true;
  }

  /** Feeds the catalog until the thread is interrupted. */
  public void run() throws InterruptedException {
    while (true) {
      try {
        follow();
      } catch (StoreException e) {
        if (backoff.fresh()) {
          LOG.log(
              System.Logger.Level.WARNING,
              "{0} is away, the last snapshot goes on answering: {1}",
              what,
              e.getMessage());
        }
        time.sleep(backoff.next());
      }
    }
  }

  /** Whether the store lost what it held when the agent before this one knew it. */
  private void askForThePast() throws InterruptedException {
    try (Watch watch = store.watch("", catalog.snapshot().revision())) {
      pastLost |=
          watch.next(Duration.ZERO) instanceof Watch.Reset(String why, boolean lost) && lost;
    }
    resumed = false;
  }

  /** Reads all, then follows until the watch is of no more use. */
  private void follow() throws InterruptedException {
    if (resumed) {
      askForThePast();
    }
    long before = store.generation();
    Reading reading = Reading.of(store, reader.prefixes());
    if (store.generation() != before) {
      return; // part of it may be of one store, part of another
    }
    showAll(reading, before);
    Reading.Coverage read = reading.coverage();
    try (Watch watch = store.watch("", read.from())) {
      following = watch;
      boolean useful = store.generation() == before;
      while (useful) {
        try {
          useful = step(watch, read);
          backoff.reset();
        } catch (StoreException e) {
          if (!e.retryable()) {
            throw e;
          }
          time.sleep(backoff.next());
        }
      }
    } finally {
      fresh = time.nanos() - age().toNanos();
      following = null;
    }
  }

  /** One look at the watch; false where it was reset. */
  private boolean step(Watch watch, Reading.Coverage read) throws InterruptedException {
    Watch.Event event = watch.next(LOOK);
    List<Watch.Change> changes = new ArrayList<>();
    Revision revision = null;
    while (event instanceof Watch.Delta(Revision at, List<Watch.Change> more)) {
      revision = at;
      changes.addAll(more);
      event = changes.size() < TOGETHER ? more(watch) : null;
    }
    if (revision != null) {
      show(revision, changes, read);
    }
    if (event instanceof Watch.Reset(String why, boolean lost)) {
      pastLost |= lost;
      LOG.log(System.Logger.Level.INFO, "reading all of {0} again: {1}", what, why);
      return false;
    }
    showing.releaseOverdue();
    fresh = time.nanos() - watch.doubt().toNanos();
    return true;
  }

  /** What waits already; an error is left for the next look, so that it costs no change. */
  private static Watch.@Nullable Event more(Watch watch) throws InterruptedException {
    try {
      return watch.next(Duration.ZERO);
    } catch (StoreException e) {
      return null;
    }
  }

  private void showAll(Reading reading, long store) {
    Revision before = showing.revision();
    Revision at = reading.coverage().from();
    boolean moved = store != generation;
    boolean lost = pastLost || before.isAfter(at);
    pastLost = false;
    generation = store;
    if (moved) {
      int held = showing.anew(reading, "from the store before the move");
      LOG.log(
          System.Logger.Level.INFO,
          "{0} is another one now; {1} entries of the one before are not in it yet, and are answered"
              + " for {2} s more, unless their nodes write them there",
          what,
          held,
          options.grace.toSeconds());
    } else if (lost) {
      int held = showing.anew(reading, "from before " + what + " lost its past");
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} lost its past between revisions {1} and {2}: {3} entries that it no longer shows are"
              + " answered for {4} s more, unless their nodes write them again",
          what,
          before,
          at,
          held,
          options.grace.toSeconds());
    } else {
      showing.all(reading);
    }
    ready = true;
    hasRead = true;
    fresh = time.nanos();
    own.planChanged();
    if (moved || lost) {
      own.storeReplaced();
    }
  }

  private void show(Revision revision, List<Watch.Change> changes, Reading.Coverage read) {
    for (Watch.Change change : changes) {
      if (change.key().startsWith(Keys.MOVES)) {
        own.planChanged();
      }
    }
    for (Change step : showing.changes(revision, changes, read)) {
      if (step instanceof Change.PutInstance(Instance instance)) {
        boolean ours = instance.id().node().equals(options.node);
        options.milestones.shown(instance.cause().at(), revision, ours);
      }
    }
  }
}
