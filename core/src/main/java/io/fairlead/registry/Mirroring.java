package io.fairlead.registry;

import io.fairlead.spi.Mirror;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Keeps one mirror in line with the registry, on a thread of its own: a mirror that is away delays
 * nothing else, and costs one state however much happens meanwhile. What was not read from the main
 * store at start is not mirrored before that.
 */
public final class Mirroring {
  private static final System.Logger LOG = System.getLogger(Mirroring.class.getName());

  private final String name;
  private final Registry registry;
  private final Mirror mirror;
  private final Duration between;
  private final RandomGenerator random;
  private final Time time;
  private final Guard guard;

  // Guarded by guard.
  private boolean due = true;
  private long seen = -1;
  private MirrorStats stats = MirrorStats.NONE;

  /**
   * A mirror of what {@code registry} holds.
   *
   * @param name for people
   * @param lease how long what is written there outlives an agent that says nothing
   * @param random for the spread of retries
   */
  public Mirroring(
      String name, Registry registry, Mirror mirror, Duration lease, RandomGenerator random) {
    this.name = name;
    this.registry = registry;
    this.mirror = mirror;
    this.between = lease.dividedBy(3);
    this.random = random;
    this.time = registry.time();
    this.guard = registry.guard();
  }

  /** As people know it. */
  public String name() {
    return name;
  }

  /** How it is. */
  public MirrorStats stats() {
    return guard.get(() -> seen == registry.version() ? stats : stats.behind());
  }

  /** Keeps the mirror in line until the thread is interrupted. */
  public void run() throws InterruptedException {
    Thread clock = Thread.ofVirtual().name("fairlead-mirror-clock").start(this::tick);
    Backoff backoff = new Backoff(random, between);
    try {
      while (!Thread.interrupted()) {
        guard.await(() -> registry.isOpen() && (due || seen != registry.version()));
        if (step()) {
          backoff.reset();
        } else {
          time.sleep(backoff.next());
        }
      }
      throw new InterruptedException();
    } finally {
      clock.interrupt();
    }
  }

  /** Takes out all that was written there; after {@link #run} has ended. */
  public void withdraw() {
    mirror.withdraw();
  }

  /** One try; false where it failed. */
  boolean step() {
    Registry.Wanted wanted =
        guard.get(
            () -> {
              due = false;
              return registry.wanted();
            });
    try {
      int writes = mirror.apply(wanted.desired(registry));
      boolean was = guard.get(() -> stats.failures() > 0 && !stats.problem().isEmpty());
      guard.change(
          () -> {
            seen = wanted.version();
            stats = stats.applied(writes, wanted.instances(), true, time.now());
          });
      if (was) {
        LOG.log(System.Logger.Level.INFO, "{0} is back and caught up", name);
      }
      return true;
    } catch (StoreException e) {
      failed(String.valueOf(e.getMessage()));
      return false;
    }
  }

  private void failed(String why) {
    boolean first =
        guard.get(
            () -> {
              boolean fresh = stats.problem().isEmpty();
              due = true;
              stats = stats.failed(why);
              return fresh;
            });
    if (first) {
      LOG.log(System.Logger.Level.WARNING, "{0} is not written, trying again: {1}", name, why);
    }
  }

  /** A third of the lease's life has passed. */
  void renewalDue() {
    guard.change(() -> due = true);
  }

  private void tick() {
    try {
      while (true) {
        time.sleep(between);
        renewalDue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
