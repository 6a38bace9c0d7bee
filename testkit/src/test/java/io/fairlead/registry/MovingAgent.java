package io.fairlead.registry;

import io.fairlead.catalog.Catalog;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Instance;
import io.fairlead.model.Registration;
import io.fairlead.model.RegistrationId;
import io.fairlead.registry.FaultyStore.Fault;
import io.fairlead.registry.move.Conductor;
import io.fairlead.registry.move.Mover;
import io.fairlead.registry.move.Plan;
import io.fairlead.registry.move.SwitchedStore;
import io.fairlead.spi.Sink;
import io.fairlead.spi.Store;
import io.fairlead.testkit.catalog.Samples;
import io.fairlead.testkit.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The part of an agent that moves: registry, feed and mover on their own threads, between stores in
 * memory. Killed, it says nothing more to any store; started again, it knows what real agents keep.
 */
final class MovingAgent implements AutoCloseable {
  static final Duration LEASE = Duration.ofSeconds(60);

  private final String node;
  private final String home;
  private final Map<String, Store> places;
  private final ManualTime time;
  private final StoreHost.Codec codec;
  private final Map<String, Registration> wanted = new LinkedHashMap<>();

  // What real agents keep on their disk.
  private volatile Optional<Plan> memory = Optional.empty();
  private Snapshot last = Snapshot.empty();

  private @Nullable Life life;

  /**
   * One that does not run yet.
   *
   * @param home the URL of its store
   * @param places all stores, by URL
   */
  MovingAgent(
      String node, String home, Map<String, Store> places, ManualTime time, StoreHost.Codec codec) {
    this.node = node;
    this.home = home;
    this.places = places;
    this.time = time;
    this.codec = codec;
  }

  /** Starts it, where it does not run. */
  void start() {
    if (life == null) {
      life = new Life(last, FaultyStore.dying(Integer.MAX_VALUE, Fault.BEFORE));
    }
  }

  /** The same; it dies at one of its calls to its stores. */
  void startToDie(int call, Fault how) {
    kill();
    life = new Life(last, FaultyStore.dying(call, how));
  }

  void kill() {
    Life ending = life;
    life = null;
    if (ending != null) {
      ending.dead = true;
      last = ending.catalog.snapshot();
      ending.threads.forEach(Thread::interrupt);
      ending.threads.forEach(MovingAgent::join);
    }
  }

  boolean running() {
    return life != null;
  }

  /** What it wants in the store, as long as it runs and after each start. */
  void want(String id) {
    Registration registration = StoreHost.web("docker", id);
    wanted.put(id, registration);
    if (life != null) {
      life.docker.upsert(registration);
    }
  }

  void drop(String id) {
    wanted.remove(id);
    if (life != null) {
      life.docker.remove(new RegistrationId("docker", id), StoreHost.cause("die"));
    }
  }

  /** What it wants, as {@link #shown} names it. */
  Set<String> wanted() {
    Set<String> names = new TreeSet<>();
    wanted.keySet().forEach(id -> names.add(node + "/" + id));
    return names;
  }

  /** The instances that it would answer with; null where it has nothing to answer from. */
  @Nullable Set<String> shown() {
    Life now = life;
    if (now == null || !now.feed.ready()) {
      return null;
    }
    Set<String> names = new TreeSet<>();
    for (Instance instance : now.catalog.snapshot().instances()) {
      names.add(instance.id().node() + "/" + instance.id().id());
    }
    return names;
  }

  Conductor conductor() {
    return living().mover.conductor();
  }

  Store opened(String url) {
    return living().mover.opened(url);
  }

  /** The URL of the store that it has moved to; empty where it has not. */
  String movedTo() {
    return living().mover.home();
  }

  private Life living() {
    if (life == null) {
      throw new IllegalStateException(node + " does not run");
    }
    return life;
  }

  @Override
  public void close() {
    kill();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Something that ends when its thread is interrupted. */
  private interface Work {
    void run() throws InterruptedException;
  }

  /** From one start to one death. */
  private final class Life {
    private final FaultyStore.Faults faults;
    private final Catalog catalog = new Catalog();
    private final List<Thread> threads = new ArrayList<>();
    private final Mover mover;
    private final CatalogFeed feed;
    private final Sink docker;
    private volatile boolean dead;

    Life(Snapshot known, FaultyStore.Faults faults) {
      this.faults = faults;
      SwitchedStore store = new SwitchedStore(open(home));
      Mover.Options moving =
          new Mover.Options(
              node,
              this::open,
              place -> LeasedMirror.same(place, LEASE),
              plan -> memory = plan,
              LEASE,
              new Random(1));
      mover = new Mover(store, memory.orElse(null), moving, time);
      Registry registry =
          new StoreHost(Samples.node(node, "192.0.2.1"), store, time, LEASE, codec).registry;
      feed =
          new CatalogFeed(
              registry,
              catalog,
              new CatalogFeed.Options(node, LEASE.plusSeconds(10), new Random(1), Milestones.NONE));
      if (known.instanceCount() > 0) {
        feed.resume(known, Duration.ZERO);
      }
      docker = registry.sink("docker");
      docker.reset(List.copyOf(wanted.values()), StoreHost.cause("list"));
      run(registry::run);
      run(feed::run);
      run(() -> mover.run(registry));
    }

    private Store open(String url) {
      Store place = places.get(url);
      if (place == null) {
        throw new AssertionError("nobody named " + url);
      }
      return new FaultyStore(place, this::fault);
    }

    private synchronized Fault fault() {
      return dead ? Fault.BEFORE : faults.next();
    }

    private void run(Work work) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      work.run();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }));
    }
  }
}
