package io.fairlead.registry;

import io.fairlead.catalog.Catalog;
import io.fairlead.catalog.Change;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Instance;
import io.fairlead.model.InvalidField;
import io.fairlead.model.Node;
import io.fairlead.model.Revision;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.spi.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Brings what the store holds into the catalog: the one writer, for local instances too. Reads all
 * once, then follows; reads again where the store has forgotten the way in between. Nothing is
 * published on an error: the last snapshot goes on answering, and {@link #age} says how old it is.
 * Where the store has lost its past, what it no longer shows is believed gone only after a time in
 * which its nodes could say it again.
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
  private final Time time;
  private final OwnEntries own;
  private final Options options;
  private final Backoff backoff;

  private boolean pastLost;
  private boolean resumed;

  private volatile boolean ready;
  private volatile boolean hasRead;
  private volatile long fresh;
  private Held held = Held.NONE;
  private Held owed = Held.NONE; // this node's, which its registry puts back
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
    return Duration.ofNanos(Math.max(0, time.nanos() - fresh));
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
    Reading reading = Reading.of(store);
    if (store.generation() != before) {
      return; // part of it may be of one store, part of another
    }
    Reading.Coverage read = publishAll(reading, before);
    try (Watch watch = store.watch("", read.from())) {
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
      publish(revision, changes, read);
    }
    if (event instanceof Watch.Reset(String why, boolean lost)) {
      pastLost |= lost;
      LOG.log(System.Logger.Level.INFO, "reading all of {0} again: {1}", what, why);
      return false;
    }
    if (!held.empty() && held.over(time.nanos())) {
      release(held, "from before " + what + " lost its past");
    }
    if (!owed.empty() && owed.over(time.nanos())) {
      release(owed, "of this node");
    }
    fresh = time.nanos();
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

  private Reading.Coverage publishAll(Reading reading, long store) {
    Revision at = reading.coverage().from();
    Snapshot before = catalog.snapshot();
    boolean lost = pastLost || before.revision().isAfter(at) || store != generation;
    pastLost = false;
    generation = store;
    if (lost) {
      held = Held.of(before, time.nanos() + options.grace.toNanos());
    }
    List<Instance> instances = new ArrayList<>();
    List<Node> nodes = new ArrayList<>();
    Set<String> ours = new HashSet<>();
    for (Store.Entry entry : reading.entries()) {
      if (Keys.isOf(options.node, entry.key())) {
        ours.add(entry.key());
      }
      Change change = reader.read(entry.key(), entry.value());
      if (change != null) {
        held.spoken(change);
        owed.spoken(change);
      }
      switch (change) {
        case Change.PutInstance(Instance instance) -> instances.add(instance);
        case Change.PutNode(Node node) -> nodes.add(node);
        case null, default -> keep(entry.key(), before, instances, nodes);
      }
    }
    if (!lost) {
      oweThoseNotIn(ours, at, before);
    }
    for (Held one : List.of(held, owed)) {
      one.instances().forEach(instances::add);
      one.nodes().forEach(nodes::add);
    }
    Snapshot next = before.replacedBy(at, instances, nodes);
    catalog.publish(next, Differences.between(before, next));
    ready = true;
    hasRead = true;
    fresh = time.nanos();
    own.planChanged();
    if (lost) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} lost its past between revisions {1} and {2}: {3} entries that it no longer shows are"
              + " answered for {4} s more, unless their nodes write them again",
          what,
          before.revision(),
          at,
          held.size(),
          options.grace.toSeconds());
      own.storeReplaced();
    }
    return reading.coverage();
  }

  /** An entry that cannot be read now stays as it was when it could. */
  private static void keep(
      String key, Snapshot before, List<Instance> instances, List<Node> nodes) {
    if (key.startsWith(Keys.NODES)) {
      Node node = before.node(Keys.nodeOf(key));
      if (node != null) {
        nodes.add(node);
      }
    } else {
      Instance instance = instanceAt(key, before);
      if (instance != null) {
        instances.add(instance);
      }
    }
  }

  private void publish(Revision revision, List<Watch.Change> changes, Reading.Coverage read) {
    Snapshot before = catalog.snapshot();
    List<Change> steps = new ArrayList<>(changes.size());
    for (Watch.Change change : changes) {
      if (change.key().startsWith(Keys.MOVES)) {
        own.planChanged();
      }
      if (read.includes(change.key(), change.revision())
          || (change.value() == null && owes(change.key(), change.revision(), before))) {
        continue;
      }
      Change step = reader.read(change.key(), change.value());
      if (step != null) {
        steps.add(step);
        held.spoken(step);
        owed.spoken(step);
      }
    }
    publish(revision, steps);
    for (Change step : steps) {
      if (step instanceof Change.PutInstance(Instance instance)) {
        boolean ours = instance.id().node().equals(options.node);
        options.milestones.shown(instance.cause().at(), revision, ours);
      }
    }
  }

  /** Remembers what the store does not show of this node and its registry puts back. */
  private boolean owes(String key, Revision at, Snapshot before) {
    if (!Keys.isOf(options.node, key) || !own.gone(key, at)) {
      return false;
    }
    Change removal = reader.read(key, null);
    if (removal != null) {
      if (owed.empty()) {
        owed = Held.until(time.nanos() + options.grace.toNanos());
      }
      owed.keep(removal, before);
    }
    return true;
  }

  private void oweThoseNotIn(Set<String> read, Revision at, Snapshot before) {
    List<String> keys = new ArrayList<>(List.of(Keys.node(options.node)));
    for (Instance instance : before.instances()) {
      if (instance.id().node().equals(options.node)) {
        keys.add(Keys.instance(instance.id()));
      }
    }
    keys.removeAll(read);
    keys.forEach(key -> owes(key, at, before));
  }

  private void release(Held over, String which) {
    LOG.log(
        System.Logger.Level.WARNING,
        "{0} entries {1} were not written again: they are gone",
        over.size(),
        which);
    publish(catalog.snapshot().revision(), over.release());
  }

  private void publish(Revision revision, List<Change> steps) {
    Snapshot before = catalog.snapshot();
    Snapshot next = before.with(revision, steps);
    catalog.publish(next, Differences.of(steps, before, next));
  }

  private static @Nullable Instance instanceAt(String key, Snapshot snapshot) {
    try {
      return snapshot.instance(Keys.instanceOf(key));
    } catch (InvalidField e) {
      return null;
    }
  }
}
