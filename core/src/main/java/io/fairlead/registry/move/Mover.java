package io.fairlead.registry.move;

import io.fairlead.registry.MirrorStats;
import io.fairlead.registry.Mirroring;
import io.fairlead.registry.Registry;
import io.fairlead.spi.Mirror;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.spi.Txn;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One agent's part in a move: does what the plan says, and says in the old store when it has. What
 * it does follows from the plan alone, so an agent that was killed, frozen or away goes straight to
 * where the others are.
 */
public final class Mover {
  private static final System.Logger LOG = System.getLogger(Mover.class.getName());
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Options options;
  private final SwitchedStore store;
  private final Time time;
  private final Map<String, Store> opened = new HashMap<>();

  // The moving thread's own.
  private Store home;
  private @Nullable Running mirror;
  private Plan.@Nullable Ack said;
  private volatile @Nullable Plan plan;
  private volatile Conductor conductor;
  private volatile String moved = "";

  /**
   * Choices.
   *
   * @param node this node's name
   * @param open opens another store
   * @param mirrors makes a mirror of this node in a store
   * @param memory told of the plan that an agent must know that starts while the store is away;
   *     empty for none
   * @param lease how long what is written in a store outlives this agent
   * @param random for the spread of retries
   */
  public record Options(
      String node,
      Function<String, Store> open,
      Function<Store, Mirror> mirrors,
      Consumer<Optional<Plan>> memory,
      Duration lease,
      RandomGenerator random) {}

  private record Running(Store place, Mirroring mirroring, Thread thread) {}

  /**
   * Moves what {@code store} is. Begins with what the old store says, or the agent before knew: so
   * it is made before a registry reads.
   *
   * @param known what the agent before knew of a move, for a store that is away now
   */
  public Mover(SwitchedStore store, @Nullable Plan known, Options options, Time time) {
    this.options = options;
    this.store = store;
    this.time = time;
    this.home = store.current();
    this.conductor = new Conductor(home);
    begin(known);
  }

  private void begin(@Nullable Plan known) {
    Plan last = known;
    for (int hops = 0; hops < 8; hops++) {
      try {
        last = Plan.of(home);
      } catch (StoreException e) {
        LOG.log(System.Logger.Level.DEBUG, "the plan cannot be read yet: {0}", e.getMessage());
      }
      plan = last;
      if (last == null || (last.phase() != Phase.CUTOVER && last.phase() != Phase.DONE)) {
        return;
      }
      Store next = opened(last.to());
      store.become(next);
      if (last.phase() != Phase.DONE) {
        return;
      }
      settleIn(last, next);
      last = null;
    }
  }

  private void settleIn(Plan done, Store next) {
    LOG.log(
        System.Logger.Level.WARNING,
        "the agents'' store has moved to {0}; start this one with --store {0}",
        done.to());
    options.memory.accept(Optional.of(done));
    home = next;
    moved = done.to();
    conductor = new Conductor(next);
    plan = null;
    said = null;
  }

  /** Who takes the next step of a move from the store that this agent is at home in. */
  public Conductor conductor() {
    return conductor;
  }

  /** The other store, opened where it is not yet. */
  public synchronized Store opened(String url) {
    Store known = opened.get(url);
    if (known == null) {
      known = options.open.apply(url);
      opened.put(url, known);
    }
    return known;
  }

  /** The URL of the store that this agent has moved to; empty where it has not. */
  public String home() {
    return moved;
  }

  /** The move that is under way, or null. */
  public @Nullable Plan plan() {
    return plan;
  }

  /** How the second place of writing is, or null where there is none. */
  public synchronized @Nullable MirrorStats mirror() {
    Running now = mirror;
    return now == null ? null : now.mirroring.stats();
  }

  /** Follows the plan until the thread is interrupted. */
  public void run(Registry registry) throws InterruptedException {
    long seen = -1;
    try {
      while (true) {
        try {
          step(registry);
        } catch (StoreException e) {
          LOG.log(System.Logger.Level.DEBUG, "the move waits: {0}", e.getMessage());
        }
        if (plan != null || mirror != null) {
          time.sleep(LOOK);
        } else {
          seen = registry.awaitPlan(seen);
        }
      }
    } finally {
      stop();
    }
  }

  private void step(Registry registry) throws InterruptedException {
    Plan now = Plan.of(home);
    if (now == null) {
      goHome(registry);
      if (plan != null) {
        options.memory.accept(Optional.empty());
      }
      plan = null;
      said = null;
      return;
    }
    if (plan == null || !now.equals(plan)) {
      LOG.log(System.Logger.Level.INFO, "moving to {0}: {1}", now.to(), now.phase().text());
    }
    plan = now;
    String problem;
    try {
      problem = follow(now, registry);
    } catch (StoreException e) {
      problem = String.valueOf(e.getMessage());
    }
    if (problem != null) {
      say(new Plan.Ack(now.id(), now.phase(), problem));
      if (now.phase() == Phase.DONE && problem.isEmpty()) {
        settleIn(now, opened(now.to()));
      }
    }
  }

  /** Empty once all is as the plan says, null while that is on its way, else what keeps it. */
  private @Nullable String follow(Plan now, Registry registry) throws InterruptedException {
    Optional<Plan> kept =
        now.phase() == Phase.CUTOVER || now.phase() == Phase.DONE
            ? Optional.of(now)
            : Optional.empty();
    options.memory.accept(kept);
    Store next = now.phase() == Phase.BACK ? home : opened(now.to());
    return switch (now.phase()) {
      case DUAL -> {
        become(home, registry);
        yield mirrorTo(next, registry);
      }
      case CUTOVER -> {
        leaveMirror(next);
        become(next, registry);
        yield registry.settled() ? mirrorTo(home, registry) : null;
      }
      case DONE -> {
        stop();
        become(next, registry);
        yield registry.settled() ? "" : null;
      }
      case BACK -> goHome(registry) ? "" : null;
    };
  }

  @SuppressWarnings("ReferenceEquality") // a store is itself
  private boolean goHome(Registry registry) throws InterruptedException {
    Running now = mirror;
    stop();
    become(home, registry);
    if (now != null && now.place != home) {
      now.mirroring.withdraw();
    }
    return store.current() == home && registry.settled();
  }

  @SuppressWarnings("ReferenceEquality") // a store is itself
  private void become(Store wanted, Registry registry) throws InterruptedException {
    if (store.current() != wanted) {
      registry.moveStore(() -> store.become(wanted));
      for (int i = 0; i < 100 && store.current() != wanted; i++) {
        time.sleep(Duration.ofMillis(20));
      }
      if (store.current() != wanted) {
        throw StoreException.away(
            "the registry has not moved yet", new IllegalStateException("not yet"));
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // a store is itself
  private void leaveMirror(Store place) throws InterruptedException {
    if (mirror != null && mirror.place == place) {
      stop();
    }
  }

  @SuppressWarnings("ReferenceEquality") // a store is itself
  private @Nullable String mirrorTo(Store place, Registry registry) throws InterruptedException {
    Running now = mirror;
    if (now == null || now.place != place) {
      stop();
      Mirroring mirroring =
          new Mirroring(
              "the move's other store",
              registry,
              options.mirrors.apply(place),
              options.lease,
              options.random);
      Thread thread =
          Thread.ofVirtual()
              .name("fairlead-move-mirror")
              .start(
                  () -> {
                    try {
                      mirroring.run();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
      synchronized (this) {
        mirror = new Running(place, mirroring, thread);
      }
      return null;
    }
    MirrorStats stats = now.mirroring.stats();
    return stats.current() ? "" : stats.problem().isEmpty() ? null : stats.problem();
  }

  private void stop() throws InterruptedException {
    Running now = mirror;
    if (now != null) {
      now.thread.interrupt();
      now.thread.join();
      synchronized (this) {
        mirror = null;
      }
    }
  }

  private void say(Plan.Ack ack) {
    if (!ack.equals(said)) {
      home.commit(Txn.of(null, new Txn.Op.Put(Plan.ackOf(options.node), ack.encode())));
      said = ack;
    }
  }

  /** Closes the stores that were opened for moves. */
  public synchronized void close() {
    opened.values().forEach(Store::close);
  }
}
