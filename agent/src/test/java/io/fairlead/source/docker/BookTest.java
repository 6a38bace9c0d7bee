package io.fairlead.source.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.source.docker.Message.Look;
import io.fairlead.testkit.time.ManualTime;
import io.fairlead.transport.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens to what is known while time passes. */
class BookTest {
  private static final ContainerFacts API = Recorded.facts("compose");
  private static final Instant START = API.state().startedAt();

  private final ManualTime time = new ManualTime();
  private final Told told = new Told();
  private final Memory memory = new Memory(told, time);
  private final Timers timers = new Timers(time);
  private final DockerOptions options =
      new DockerOptions(Address.parse("/none.sock"), Recorded.RULES, time, new Random(1));
  private final DockerEngine engine = new DockerEngine(options.engine(), time);
  private final Eyes eyes = new Eyes(engine, Listening.BLIND, new LinkedBlockingQueue<>());

  @AfterEach
  void close() {
    eyes.close();
    engine.close();
  }

  private static Map<String, Look> found(ContainerFacts facts) {
    return Map.of(facts.id(), new Look.Found(facts, Optional.empty()));
  }

  private Book book(ContainerFacts facts) {
    Book book = new Book(options, memory, timers, eyes);
    book.begin(found(facts));
    return book;
  }

  private static Event event(String action, Instant at, String... attributes) {
    return new Event(
        "container",
        action,
        API.id(),
        "",
        attributes.length == 0 ? Map.of() : Map.of(attributes[0], attributes[1]),
        at);
  }

  private boolean draining() {
    return told.all().getFirst().draining();
  }

  private void pass(Duration duration) {
    time.advance(duration);
    timers.runDue();
  }

  @Test
  void whatSurvivesItsSignalServesAgain() {
    Book book = book(API);
    book.killed(event("kill", START.plusSeconds(1), "signal", "15"));
    pass(Duration.ofMinutes(9));
    assertTrue(draining());
    pass(Duration.ofMinutes(2));
    assertFalse(draining());
  }

  @Test
  void drainingOutlivesABrokenSessionAndStillEnds() {
    book(API).killed(event("kill", START.plusSeconds(1), "signal", "15"));
    book(API);
    assertTrue(draining());
    pass(Duration.ofMinutes(11));
    assertFalse(draining());
  }

  @Test
  void aLoopIsHeldBackUntilALifeLasts() {
    time.jumpWallClock(Duration.between(time.now(), START));
    for (int life = 0; life < 3; life++) {
      book(API).died(event("die", START.plusSeconds(1), "exitCode", "1"));
    }
    book(API);
    assertEquals(0, told.all().size());
    pass(Duration.ofSeconds(9));
    assertEquals(0, told.all().size());
    pass(Duration.ofSeconds(2));
    assertEquals(1, told.all().size());
  }
}
