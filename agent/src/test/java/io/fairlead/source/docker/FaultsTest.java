package io.fairlead.source.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.time.MachineTime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults that a real engine cannot be made to show. */
class FaultsTest {
  private static final Duration NEVER = Duration.ofHours(1);
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  private final ScriptedEngine engine;
  private final Told told = new Told();
  private final List<RunningSource> sources = new ArrayList<>();

  FaultsTest() throws IOException {
    engine = new ScriptedEngine();
  }

  @AfterEach
  void close() {
    sources.forEach(RunningSource::close);
    engine.close();
  }

  private void run(Duration recount) {
    DockerOptions options =
        new DockerOptions(engine.address(), Recorded.RULES, new MachineTime(), new Random(1));
    sources.add(new RunningSource(new DockerSource(options, Listening.BLIND, recount), told));
  }

  private void runUntilTold() {
    run(NEVER);
    await("all is told", () -> told.resets() == 1);
  }

  private static void await(String what, BooleanSupplier condition) {
    Await.until(what, Duration.ofSeconds(10), condition);
  }

  private void awaitId(String id) {
    await(id + " is registered", () -> told.get("host1:" + id).isPresent());
  }

  private void awaitGone(String id) {
    await(id + " is gone", () -> told.get("host1:" + id).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\u0000\u0001garbage\n", "[]\n", "{\"Type\":\"container\"}\n", "{\"Type\":"})
  void aGarbledStreamIsOpenedAnewAndNothingIsLost(String garbage) {
    runUntilTold();
    Instant last = Instant.now().plusSeconds(10).truncatedTo(ChronoUnit.SECONDS);
    engine.starts("a", T0);
    engine.tells("start", "a", last);
    awaitId("a");

    engine.starts("b", T0);
    engine.says(garbage);
    engine.hangsUp();

    awaitId("b");
    awaitId("a");
    assertTrue(
        engine.requests.stream()
            .anyMatch(
                path -> path.contains("/events?since=" + last.getEpochSecond() + ".000000000&")),
        engine.requests.toString());
  }

  @Test
  void whatNoEventHasToldIsFoundByTheRecount() {
    engine.starts("ghost", T0);
    run(Duration.ofMillis(20));
    awaitId("ghost");

    engine.ends("ghost");
    engine.starts("stranger", T0);

    awaitGone("ghost");
    awaitId("stranger");
    assertEquals(1, told.resets());
  }

  @Test
  void aLookThatOutlivesItsContainerFindsNothing() {
    runUntilTold();
    CountDownLatch answer = new CountDownLatch(1);
    engine.slow.put("brief", answer);
    engine.starts("brief", T0);
    engine.tells("start", "brief", T0);
    await("it is looked at", () -> engine.requests.toString().contains("/brief/json"));

    engine.tells("die", "brief", T0.plusMillis(5));
    engine.starts("after", T0);
    engine.tells("start", "after", T0.plusMillis(6));
    awaitId("after");
    answer.countDown();
    engine.starts("last", T0);
    engine.tells("start", "last", T0.plusMillis(7));

    awaitId("last");
    assertTrue(told.of("brief").isEmpty());
    assertTrue(told.story().stream().noneMatch(line -> line.contains("brief")));
  }

  @Test
  void anEndThatIsToldAgainDoesNotEndTheNextLife() {
    engine.starts("a", T0.plusSeconds(60));
    runUntilTold();
    engine.tells("die", "a", T0);
    engine.tells("kill", "a", T0);
    engine.starts("b", T0);
    engine.tells("start", "b", T0.plusSeconds(61));

    awaitId("b");
    assertTrue(told.get("host1:a").isPresent());
    assertTrue(told.story().stream().noneMatch(line -> line.startsWith("drain")));
  }

  @Test
  void oneContainerThatCannotBeInspectedHidesNoOther() {
    engine.broken.put("bad", true);
    engine.starts("bad", T0);
    engine.starts("good", T0);
    run(Duration.ofMillis(20));
    awaitId("good");
    assertTrue(told.tells("remark bad: the Docker engine at"), told.story().toString());

    engine.broken.clear();
    awaitId("bad");
  }

  @ParameterizedTest
  @CsvSource({"1.41, /v1.41/", "1.24, /v1.24/", "1.52, /v1.51/", "1.999, /v1.51/"})
  void theNewestVersionThatBothKnowIsSpoken(String offered, String prefix) {
    engine.version = offered;
    runUntilTold();
    assertTrue(
        engine.requests.stream().allMatch(p -> p.equals("/_ping") || p.startsWith(prefix)),
        engine.requests.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "1.12, speaks API 1.12; 1.24 (Docker 1.12) or newer is needed",
    "'', does not answer as a Docker engine does"
  })
  void anEngineThatIsTooOldOrNoneIsSaidToBe(String offered, String remark) {
    engine.version = offered;
    run(NEVER);
    await("it is remarked", () -> told.story().toString().contains(remark));
    assertEquals(0, told.resets());
  }
}
