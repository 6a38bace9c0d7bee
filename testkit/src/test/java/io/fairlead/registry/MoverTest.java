package io.fairlead.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.registry.FaultyStore.Fault;
import io.fairlead.registry.move.Phase;
import io.fairlead.registry.move.Plan;
import io.fairlead.registry.move.Progress;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.testkit.store.MemoryStore;
import io.fairlead.testkit.time.ManualTime;
import io.fairlead.testkit.time.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Two agents move between two stores, on and back, whatever happens to them on the way. */
class MoverTest {
  private static final String OLD = "etcd://old:2379/fairlead";
  private static final String NEW = "consul://new:8500/fairlead";
  private static final Duration TICK = Duration.ofMillis(100);

  private final ManualTime time = new ManualTime();
  private final MemoryStore from = new MemoryStore(time);
  private final MemoryStore to = new MemoryStore(time);
  private final Map<String, Store> places = Map.of(OLD, from, NEW, to);
  private final StoreHost.Codec codec = new StoreHost.Codec();
  private final MovingAgent one = new MovingAgent("n1", OLD, places, time, codec);
  private final MovingAgent two = new MovingAgent("n2", OLD, places, time, codec);
  private final List<MovingAgent> agents = List.of(one, two);
  private boolean settled;

  @AfterEach
  void close() {
    agents.forEach(MovingAgent::close);
    from.close();
    to.close();
  }

  @Test
  void onToTheEndBothAreInTheNewStoreAloneAndTheOldOneSaysWhereThatIs() throws Exception {
    settleIn();
    forward(Phase.DONE, false);
    awaitAllIn(to, from);
    Plan left = Plan.of(from);
    assertTrue(left != null && left.to().equals(NEW) && left.phase() == Phase.DONE);
    await(() -> one.movedTo().equals(NEW) && two.movedTo().equals(NEW));
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"DUAL", "CUTOVER"})
  void backFromAnyPhaseTheyAreInTheOldStoreAlone(Phase reached) throws Exception {
    settleIn();
    forward(reached, false);
    back(false);
    awaitAllIn(from, to);
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"DUAL", "CUTOVER", "DONE"})
  void anAgentThatStartsInAnyPhaseGoesStraightToWhereTheOthersAre(Phase reached) throws Exception {
    settleIn();
    two.kill();
    two.start();
    forward(reached, false);
    two.kill();
    two.drop("b");
    two.start();
    awaitAllIn(reached == Phase.DUAL ? from : to, null);
  }

  @Test
  void anAgentThatStartsWhileTheOldStoreIsGoneKnowsTheNewOne() throws Exception {
    settleIn();
    forward(Phase.DONE, false);
    from.goAway();
    two.kill();
    two.start();
    two.want("late");
    awaitAllIn(to, null);
  }

  @Test
  void withForceTheMoveGoesOnWithoutAnAgentThatFollowsWhenItIsBack() throws Exception {
    settleIn();
    two.kill();
    step();
    await(() -> one.conductor().status().waiting().equals(List.of("n2")));
    step();
    assertEquals(Phase.DUAL, phase(one.conductor().status()));
    forward(Phase.DONE, true);
    two.start();
    awaitAllIn(to, null);
    await(() -> two.movedTo().equals(NEW));
  }

  @Test
  void withForceItReturnsWithoutAnAgentThatFollowsWhenItIsBack() throws Exception {
    settleIn();
    forward(Phase.CUTOVER, false);
    awaitAllIn(to, null);
    two.kill();
    one.conductor().back(false);
    await(() -> one.conductor().status().waiting().equals(List.of("n2")));
    assertFalse(one.conductor().back(false).finished());
    back(true);
    two.start();
    awaitAllIn(from, to);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void killedAtAnyCallOfAnyOfItsThreadsItsNextLifeGoesOn(long seed) throws Exception {
    Random random = new Random(seed);
    settleIn();
    MovingAgent dying = agents.get(random.nextInt(2));
    dying.startToDie(random.nextInt(120), random.nextBoolean() ? Fault.BEFORE : Fault.AFTER);
    for (int i = 0; i < 15; i++) {
      step();
      pass(3);
    }
    dying.kill();
    dying.start();
    forward(Phase.DONE, false);
    awaitAllIn(to, from);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inTheEndOfAnyStoryTheyAgreeAndNothingWasBlankOnTheWay(long seed) throws Exception {
    Random random = new Random(seed);
    settleIn();
    for (int i = 0; i < 40; i++) {
      act(random);
      pass(random.nextInt(12));
    }
    List.of(from, to).forEach(MemoryStore::comeBack);
    agents.forEach(MovingAgent::start);
    Plan plan = Plan.of(from);
    boolean done = plan != null && plan.phase() == Phase.DONE;
    if (done || random.nextBoolean()) {
      forward(Phase.DONE, false);
      awaitAllIn(to, from);
    } else {
      back(false);
      awaitAllIn(from, to);
    }
  }

  private static LongStream seeds() {
    return LongStream.rangeClosed(1, 8);
  }

  private void act(Random random) {
    MovingAgent agent = agents.get(random.nextInt(2));
    MemoryStore store = random.nextBoolean() ? from : to;
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> step();
      case 4 -> stepBack();
      case 5 -> agent.kill();
      case 6, 7 -> agent.start();
      case 8 -> agent.want("c" + random.nextInt(4));
      case 9 -> agent.drop("c" + random.nextInt(4));
      case 10 -> store.goAway();
      default -> store.comeBack();
    }
  }

  /** What the command does; a store that is away is asked again later. */
  private void step() {
    MovingAgent asked = one.running() ? one : two;
    if (asked.running()) {
      try {
        asked.conductor().forward(NEW, asked.opened(NEW), "1", false);
      } catch (StoreException e) {
        assertTrue(e.retryable() || asked.movedTo().equals(NEW), e.getMessage());
      }
    }
  }

  private void stepBack() {
    MovingAgent asked = two.running() ? two : one;
    if (asked.running()) {
      try {
        asked.conductor().back(false);
      } catch (StoreException e) {
        Plan plan = e.retryable() ? null : Plan.of(from);
        assertTrue(e.retryable() || (plan != null && plan.phase() == Phase.DONE), e.getMessage());
      }
    }
  }

  private void settleIn() throws InterruptedException {
    one.want("steady");
    one.want("a");
    two.want("steady");
    two.want("b");
    agents.forEach(MovingAgent::start);
    awaitAllIn(from, to);
    settled = true;
  }

  private void forward(Phase reached, boolean force) throws InterruptedException {
    await(
        () -> {
          for (MovingAgent agent : agents) {
            if (agent.running() && !agent.movedTo().isEmpty()) {
              return true;
            }
          }
          Progress now = one.conductor().status();
          if (now.plan() == null || phase(now) != reached) {
            one.conductor().forward(NEW, one.opened(NEW), "1", force);
            now = one.conductor().status();
          }
          return now.plan() != null && phase(now) == reached && (force || now.waiting().isEmpty());
        });
  }

  private void back(boolean force) throws InterruptedException {
    await(() -> one.conductor().back(force).plan() == null);
  }

  private static Phase phase(Progress progress) {
    Plan plan = progress.plan();
    if (plan == null) {
      throw new AssertionError("nothing moves");
    }
    return plan.phase();
  }

  /** Both show all that both want; it stands in {@code store}, and nothing is left in the other. */
  private void awaitAllIn(Store store, @Nullable Store empty) throws InterruptedException {
    Set<String> all = new TreeSet<>();
    agents.forEach(agent -> all.addAll(agent.wanted()));
    await(
        () ->
            in(store).equals(all)
                && agents.stream().allMatch(agent -> all.equals(agent.shown()))
                && (empty == null || in(empty).isEmpty()));
  }

  private static Set<String> in(Store store) {
    Set<String> names = new TreeSet<>();
    for (Store.Entry entry : store.read(Keys.INSTANCES, null).entries()) {
      names.add(entry.key().substring(Keys.INSTANCES.length()));
    }
    return names;
  }

  private void await(BooleanSupplier condition) throws InterruptedException {
    Patience.until(
        () -> {
          boolean holds = holds(condition);
          tick();
          return holds;
        });
  }

  private static boolean holds(BooleanSupplier condition) {
    try {
      return condition.getAsBoolean();
    } catch (StoreException e) {
      assertTrue(e.retryable(), e.getMessage());
      return false;
    }
  }

  private void pass(int ticks) throws InterruptedException {
    int[] left = {ticks};
    await(() -> left[0]-- <= 0);
  }

  /** Time goes on a little; whoever answers answers with all that runs throughout. */
  private void tick() {
    time.advance(TICK);
    List<String> blank = new ArrayList<>();
    for (MovingAgent agent : agents) {
      Set<String> shown = agent.shown();
      if (settled && shown != null && !shown.containsAll(Set.of("n1/steady", "n2/steady"))) {
        blank.add(agent.wanted() + " shows only " + shown);
      }
    }
    assertEquals(List.of(), blank);
  }
}
