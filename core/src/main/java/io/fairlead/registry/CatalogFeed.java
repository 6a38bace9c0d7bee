package io.fairlead.registry;

import io.fairlead.catalog.Catalog;
import io.fairlead.catalog.Change;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Cause;
import io.fairlead.model.Instance;
import io.fairlead.model.InvalidField;
import io.fairlead.model.Node;
import io.fairlead.model.Revision;
import io.fairlead.spi.Codec;
import io.fairlead.spi.Remark;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.spi.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Brings what the store holds into the catalog: the one writer, for local instances too. Reads all
 * once, then follows; reads again where the store has forgotten the way in between. Nothing is
 * published on an error: the last snapshot goes on answering, and {@link #age} says how old it is.
 */
public final class CatalogFeed {
  private static final System.Logger LOG = System.getLogger(CatalogFeed.class.getName());

  /** How long one look at the watch lasts; each is a proof that the catalog is fresh. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Changes that are published together at most. */
  private static final int TOGETHER = 4096;

  /** Unreadable entries that are told apart, so that each is reported once. */
  private static final int REPORTED = 1024;

  private final Store store;
  private final Codec<Instance> instances;
  private final Codec<Node> nodes;
  private final Catalog catalog;
  private final Time time;
  private final Journal journal;
  private final Backoff backoff;
  private final LongConsumer delays;
  private final Set<String> reported = new LinkedHashSet<>();

  private volatile boolean ready;
  private volatile long fresh;

  /**
   * A feed from {@code store} to {@code catalog}.
   *
   * @param random for the spread of retries
   * @param delays told, for each change that is followed, the nanoseconds from its cause to the
   *     snapshot that shows it; on this feed's thread
   */
  public CatalogFeed(
      Store store,
      Codec<Instance> instances,
      Codec<Node> nodes,
      Catalog catalog,
      Time time,
      Journal journal,
      RandomGenerator random,
      LongConsumer delays) {
    this.store = store;
    this.instances = instances;
    this.nodes = nodes;
    this.catalog = catalog;
    this.time = time;
    this.journal = journal;
    this.backoff = new Backoff(random);
    this.delays = delays;
    this.fresh = time.nanos();
  }

  /** Whether the catalog has held all of the store once. */
  public boolean ready() {
    return ready;
  }

  /** How long ago the catalog was last known to be what the store holds, or since the start. */
  public Duration age() {
    return Duration.ofNanos(Math.max(0, time.nanos() - fresh));
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
              "the store is away, the last snapshot goes on answering: {0}",
              e.getMessage());
        }
        time.sleep(backoff.next());
      }
    }
  }

  /** Reads all, then follows until the watch is of no more use. */
  private void follow() throws InterruptedException {
    Reading.Coverage read = publishAll(Reading.of(store));
    try (Watch watch = store.watch("", read.from())) {
      boolean useful = true;
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
    if (event instanceof Watch.Reset(String why)) {
      LOG.log(System.Logger.Level.INFO, "reading everything again: {0}", why);
      return false;
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

  private Reading.Coverage publishAll(Reading reading) {
    List<Instance> held = new ArrayList<>();
    List<Node> known = new ArrayList<>();
    Snapshot before = catalog.snapshot();
    for (Store.Entry entry : reading.entries()) {
      Change change = decode(entry.key(), entry.value());
      switch (change) {
        case Change.PutInstance(Instance instance) -> held.add(instance);
        case Change.PutNode(Node node) -> known.add(node);
        case null, default -> keep(entry.key(), before, held, known);
      }
    }
    Snapshot next = before.replacedBy(reading.coverage().from(), held, known);
    catalog.publish(next, Differences.between(before, next));
    ready = true;
    fresh = time.nanos();
    return reading.coverage();
  }

  /** An entry that cannot be read now stays as it was when it could. */
  private static void keep(String key, Snapshot before, List<Instance> held, List<Node> known) {
    if (key.startsWith(Keys.NODES)) {
      Node node = before.node(Keys.nodeOf(key));
      if (node != null) {
        known.add(node);
      }
    } else {
      Instance instance = instanceAt(key, before);
      if (instance != null) {
        held.add(instance);
      }
    }
  }

  private void publish(Revision revision, List<Watch.Change> changes, Reading.Coverage read) {
    List<Change> steps = new ArrayList<>(changes.size());
    for (Watch.Change change : changes) {
      if (!read.includes(change.key(), change.revision())) {
        Change step = decode(change.key(), change.value());
        if (step != null) {
          steps.add(step);
        }
      }
    }
    Snapshot before = catalog.snapshot();
    Snapshot next = before.with(revision, steps);
    catalog.publish(next, Differences.of(steps, before, next));
    for (Change step : steps) {
      if (step instanceof Change.PutInstance(Instance instance)) {
        Cause cause = instance.cause();
        delays.accept(Math.max(0, Duration.between(cause.at(), time.now()).toNanos()));
      }
    }
  }

  /** What a key's new value means; null where it is nothing of the catalog's, or unreadable. */
  private @Nullable Change decode(String key, byte @Nullable [] value) {
    try {
      Change change = null;
      if (key.startsWith(Keys.INSTANCES)) {
        change =
            value == null
                ? new Change.RemoveInstance(Keys.instanceOf(key))
                : new Change.PutInstance(at(key, instances.decode(value)));
      } else if (key.startsWith(Keys.NODES)) {
        change =
            value == null
                ? new Change.RemoveNode(Keys.nodeOf(key))
                : new Change.PutNode(at(key, nodes.decode(value)));
      }
      reported.remove(key);
      return change;
    } catch (InvalidField e) {
      report(key, e);
      return null;
    }
  }

  private static Instance at(String key, Instance instance) {
    InvalidField.unless(
        Keys.instance(instance.id()).equals(key), "id", "is not the one that the key names");
    return instance;
  }

  private static Node at(String key, Node node) {
    InvalidField.unless(
        Keys.node(node.name()).equals(key), "node", "is not the one that the key names");
    return node;
  }

  private static @Nullable Instance instanceAt(String key, Snapshot snapshot) {
    try {
      return snapshot.instance(Keys.instanceOf(key));
    } catch (InvalidField e) {
      return null;
    }
  }

  private void report(String key, InvalidField e) {
    if (reported.size() < REPORTED && reported.add(key)) {
      String what = "entry " + key + " in the store is left out: " + e.getMessage();
      LOG.log(System.Logger.Level.WARNING, what);
      journal.add(new Remark(key, new Cause(time.now(), what)));
    }
  }
}
