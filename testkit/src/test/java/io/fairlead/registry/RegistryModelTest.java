package io.fairlead.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.catalog.Catalog;
import io.fairlead.model.Check;
import io.fairlead.model.CheckState;
import io.fairlead.model.Health;
import io.fairlead.model.Instance;
import io.fairlead.model.Registration;
import io.fairlead.model.RegistrationId;
import io.fairlead.model.Revision;
import io.fairlead.spi.Sink;
import io.fairlead.spi.StoreException;
import io.fairlead.testkit.catalog.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random stories of sources, checks, people, a store that fails and agents that are killed; in the
 * end the catalog is what a simple model says.
 */
class RegistryModelTest {
  private static final List<String> SOURCES = List.of("docker", "file", "api");
  private static final int IDS = 5;
  private static final int STEPS = 300;

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inTheEndTheCatalogIsWhatTheModelSays(long seed) throws InterruptedException {
    try (Story story = new Story(seed)) {
      for (int i = 0; i < STEPS; i++) {
        story.step();
      }
      story.end();
    }
  }

  private static LongStream seeds() {
    return LongStream.rangeClosed(1, 150);
  }

  /** One random story and its model. */
  private static final class Story implements AutoCloseable {
    private final Random random;
    private final Host host = new Host();
    private final Catalog catalog = new Catalog();
    private final Thread feed;
    private final Map<String, Sink> sinks = new HashMap<>();
    private final Map<String, Map<String, Registration>> world = new HashMap<>();
    private final Set<String> drained = new TreeSet<>();
    private double trouble = 0.3;
    private int said;

    Story(long seed) {
      random = new Random(seed);
      SOURCES.forEach(source -> world.put(source, new LinkedHashMap<>()));
      CatalogFeed fed =
          new CatalogFeed(
              "the store",
              host.store,
              new EntryReader(host.codec.codecs(), host.time, new Journal()),
              catalog,
              host.time,
              new Untold(),
              new CatalogFeed.Options(Samples.NODE, Host.LEASE, new Random(seed), Milestones.NONE));
      feed =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      fed.run();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
      restart();
    }

    void step() {
      switch (random.nextInt(20)) {
        case 0, 1, 2, 3, 4, 5 -> upsert(source());
        case 6, 7, 8 -> remove(source());
        case 9 -> reset(source());
        case 10, 11 -> speak();
        case 12 -> overdue(random.nextBoolean());
        case 13 -> host.registry.drain(id(), random.nextBoolean(), Host.cause("drain " + said++));
        case 14 -> host.store.goAway();
        case 15 -> host.store.comeBack();
        case 16 -> host.registry.renewalDue();
        case 17 -> host.time.advance(Duration.ofSeconds(random.nextInt(8)));
        case 18 -> work();
        default -> {
          if (random.nextInt(8) == 0) {
            restart();
          } else {
            work();
          }
        }
      }
    }

    void end() throws InterruptedException {
      trouble = 0;
      host.store.comeBack();
      SOURCES.forEach(this::reset);
      settle();
      Map<String, Instance> expected = new TreeMap<>();
      for (int i = 0; i < IDS; i++) {
        Registration winner = winner("id-" + i);
        if (winner != null) {
          decide(winner, expected);
        }
      }
      settle();
      assertEquals(drained, marked());
      assertEquals(simple(expected), simple(host.stored()));
      awaitCatalog(expected);
    }

    /** Says the last word on an instance, so that the model need not remember all before. */
    private void decide(Registration winner, Map<String, Instance> expected) {
      RegistrationId id = winner.id();
      Map<String, CheckState> verdicts = new HashMap<>();
      winner
          .checks()
          .forEach(
              check -> {
                Health health = random.nextBoolean() ? Health.PASSING : Health.FAILING;
                CheckState state = Host.verdict(check.name(), health);
                verdicts.put(check.name(), state);
                host.registry.changed(id, state);
              });
      boolean drain = random.nextBoolean();
      assertTrue(host.registry.drain(id.id(), drain, Host.cause("last word")));
      if (drain) {
        drained.add(id.id());
      }
      boolean overdue = !winner.checks().isEmpty() && random.nextInt(4) == 0;
      host.registry.overdue(id, overdue, Host.cause("last word"));
      Composition.Facts facts = new Composition.Facts(winner, verdicts, drain, overdue);
      Composition.compose(Host.SELF.name(), facts, Host.cause(""))
          .ifPresent(instance -> expected.put(id.id(), instance));
    }

    private void upsert(String source) {
      List<Check> checks =
          random.nextInt(3) == 0 ? List.of(Host.check("c" + random.nextInt(2))) : List.of();
      Registration next = Host.web(source, id(), checks, "event " + said++);
      world(source).put(next.id().id(), next);
      sink(source).upsert(next);
    }

    private void remove(String source) {
      String id = id();
      world(source).remove(id);
      sink(source).remove(new RegistrationId(source, id), Host.cause("event " + said++));
    }

    private void reset(String source) {
      sink(source).reset(List.copyOf(world(source).values()), Host.cause("list " + said++));
    }

    private void speak() {
      for (RegistrationId id : List.copyOf(host.followed.keySet())) {
        Health health = random.nextBoolean() ? Health.PASSING : Health.FAILING;
        host.registry.changed(id, Host.verdict("c" + random.nextInt(2), health));
      }
    }

    private void overdue(boolean overdue) {
      List<RegistrationId> followed = new ArrayList<>(host.followed.keySet());
      if (!followed.isEmpty()) {
        RegistrationId id = followed.get(random.nextInt(followed.size()));
        host.registry.overdue(id, overdue, Host.cause("overdue " + said++));
      }
    }

    private void work() {
      try {
        host.settle();
      } catch (StoreException e) {
        assertTrue(e.retryable());
      }
    }

    private void settle() {
      while (true) {
        try {
          host.registry.renewalDue();
          host.settle();
          return;
        } catch (StoreException e) {
          assertTrue(e.retryable());
        }
      }
    }

    /** Some sources speak before the new agent has read the store, some after, some not yet. */
    private void restart() {
      host.restart(store -> new FaultyStore(store, this::fault));
      SOURCES.forEach(source -> sinks.put(source, host.source(source)));
      for (String source : SOURCES) {
        if (random.nextInt(3) == 0) {
          work();
        }
        if (random.nextInt(3) > 0) {
          reset(source);
        }
      }
    }

    private FaultyStore.Fault fault() {
      if (random.nextDouble() >= trouble) {
        return FaultyStore.Fault.NONE;
      }
      return random.nextBoolean() ? FaultyStore.Fault.BEFORE : FaultyStore.Fault.AFTER;
    }

    private @Nullable Registration winner(String id) {
      for (String source : SOURCES) {
        Registration registration = world(source).get(id);
        if (registration != null) {
          return registration;
        }
      }
      return null;
    }

    private void awaitCatalog(Map<String, Instance> expected) throws InterruptedException {
      long start = System.nanoTime();
      while (!simple(expected).equals(caught())) {
        assertTrue(System.nanoTime() - start < 30_000_000_000L, () -> "catalog " + caught());
        host.time.advance(Duration.ofSeconds(1));
        settle();
        Thread.sleep(1);
      }
    }

    private Set<String> marked() {
      Set<String> marked = new TreeSet<>();
      host.entries(Keys.DRAINS).forEach(entry -> marked.add(Keys.instanceOf(entry.key()).id()));
      return marked;
    }

    private Map<String, String> caught() {
      Map<String, Instance> held = new TreeMap<>();
      catalog.snapshot().instances().forEach(instance -> held.put(instance.id().id(), instance));
      return simple(held);
    }

    /** What may differ between two instances here, but the cause, which the model does not know. */
    private static Map<String, String> simple(Map<String, Instance> instances) {
      Map<String, String> simple = new TreeMap<>();
      instances.forEach(
          (id, instance) ->
              simple.put(
                  id,
                  instance.source()
                      + (instance.draining() ? " draining " : " ")
                      + instance.states().stream()
                          .map(state -> state.name() + " " + state.health())
                          .toList()));
      return simple;
    }

    private String source() {
      return SOURCES.get(random.nextInt(SOURCES.size()));
    }

    private String id() {
      return "id-" + random.nextInt(IDS);
    }

    private Map<String, Registration> world(String source) {
      return Objects.requireNonNull(world.get(source));
    }

    private Sink sink(String source) {
      return Objects.requireNonNull(sinks.get(source));
    }

    @Override
    public void close() {
      feed.interrupt();
      host.close();
    }
  }

  /** Each agent of the story reads the store anew, so it needs to be told nothing. */
  private static final class Untold implements OwnEntries {
    @Override
    public void planChanged() {}

    @Override
    public boolean gone(String key, Revision revision) {
      return false;
    }

    @Override
    public void storeReplaced() {}
  }
}
