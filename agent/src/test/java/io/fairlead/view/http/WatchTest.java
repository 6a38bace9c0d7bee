package io.fairlead.view.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.catalog.Change;
import io.fairlead.json.InstanceJson;
import io.fairlead.model.Instance;
import io.fairlead.model.ServiceKey;
import io.fairlead.testkit.catalog.Samples;
import io.fairlead.testkit.lab.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchTest {
  private static final Instance WEB = Samples.instance("web", "10.0.0.1", 80);
  private static final Instance WEB_TOO = Samples.instance("web", "10.0.0.2", 80);
  private static final Instance OTHER = Samples.instance("other", "10.0.0.3", 80);

  private final TestAgent agent = new TestAgent();

  WatchTest() throws IOException {}

  @AfterEach
  void close() {
    agent.close();
  }

  @Test
  void aNewWatcherIsToldAllAndThenEachChange() throws Exception {
    agent.put(WEB, OTHER);
    try (EventReader events = watch("")) {
      assertEquals(
          List.of("reset", "put other:10.0.0.3:80", "put web:10.0.0.1:80", "current"),
          events.batch());
      agent.put(WEB_TOO);
      assertEquals(List.of("put web:10.0.0.2:80"), events.batch());
      agent.publish(new Change.RemoveInstance(OTHER.id()));
      assertEquals(List.of("remove other:10.0.0.3:80"), events.batch());
    }
  }

  @Test
  void theIdOfAnEventIsItsRevision() throws Exception {
    agent.put(WEB);
    try (EventReader events = watch("")) {
      events.batch();
      long revision = agent.put(WEB_TOO).revision().value();
      assertEquals(Long.toString(revision), events.next().id());
    }
  }

  @Test
  void onlyTheLastEventOfABatchHasTheId() throws Exception {
    try (EventReader events = watch("")) {
      events.batch();
      agent.put(WEB, WEB_TOO);
      assertEquals("", events.next().id());
      assertEquals("1", events.next().id());
    }
  }

  @Test
  void whoComesBackLearnsWhatWasMissed() throws Exception {
    agent.put(WEB);
    try (EventReader events = watch("")) {
      events.batch();
    }
    agent.put(WEB_TOO);
    agent.publish(new Change.RemoveInstance(WEB.id()));
    try (EventReader events = new EventReader(agent, "", "1")) {
      assertEquals(List.of("put web:10.0.0.2:80", "remove web:10.0.0.1:80"), events.batch());
    }
  }

  @Test
  void whoMissedNothingIsToldNothing() throws Exception {
    agent.put(WEB);
    try (EventReader first = watch("");
        EventReader events = new EventReader(agent, "", "1")) {
      first.batch();
      agent.put(WEB_TOO);
      assertEquals(List.of("put web:10.0.0.2:80"), events.batch());
    }
  }

  @Test
  void whoComesBackTooLateIsToldAll() throws Exception {
    agent.put(WEB);
    try (EventReader events = watch("")) {
      events.batch();
    }
    for (int i = 0; i < 100; i++) {
      agent.put(Samples.instance("other", "10.0.1." + i, 80));
    }
    try (EventReader events = new EventReader(agent, "?service=web", "1")) {
      assertEquals(List.of("reset", "put web:10.0.0.1:80", "current"), events.batch());
    }
  }

  @Test
  void aWatcherOfOneServiceHearsOfNoOther() throws Exception {
    agent.put(WEB, OTHER);
    try (EventReader events = watch("?service=web")) {
      assertEquals(List.of("reset", "put web:10.0.0.1:80", "current"), events.batch());
      awaitWaiting(2);
      agent.put(Samples.instance("other", "10.0.0.4", 80));
      assertTrue(events.isQuiet());
      assertEquals(2, agent.catalog.waiting());
    }
  }

  @Test
  void aWatcherOfANamespaceHearsOfNoOther() throws Exception {
    Instance shop = Samples.instance("host1", new ServiceKey("shop", "web"), "10.0.0.5", 80);
    agent.put(WEB, shop);
    try (EventReader events = watch("?namespace=shop")) {
      assertEquals(List.of("reset", "put web:10.0.0.5:80", "current"), events.batch());
      agent.put(WEB_TOO);
      agent.publish(new Change.RemoveInstance(shop.id()));
      assertEquals(List.of("remove web:10.0.0.5:80"), events.batch());
    }
  }

  @Test
  void whatMovesToAnotherServiceIsNotTakenForGone() throws Exception {
    Instance moved = moved(WEB, new ServiceKey("default", "api"));
    agent.put(WEB);
    try (EventReader all = watch("");
        EventReader old = watch("?service=web")) {
      all.batch();
      old.batch();
      agent.put(moved);
      assertEquals(List.of("put web:10.0.0.1:80"), all.batch());
      assertEquals(List.of("remove web:10.0.0.1:80"), old.batch());
    }
  }

  @Test
  void aCommentNowAndThenShowsThatItLives() throws Exception {
    try (EventReader events = watch("")) {
      events.batch();
      agent.time.advance(Duration.ofSeconds(16));
      assertEquals(":", events.next().type());
      agent.time.advance(Duration.ofSeconds(16));
      assertEquals(":", events.next().type());
    }
  }

  @Test
  void whoGoesAwayNoLongerWaits() throws Exception {
    try (EventReader events = watch("")) {
      events.batch();
      awaitWaiting(2);
    }
    awaitWaiting(1); // the history itself goes on
  }

  @Test
  void aSlowWatcherEndsUpWithWhatThereIs() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    try (EventReader events = watch("")) {
      Map<String, String> known = new HashMap<>();
      for (int i = 0; i < 5_000; i++) {
        Instance instance =
            Samples.instance("svc-" + random.nextInt(50), "10.0.0." + random.nextInt(9), 80);
        if (random.nextInt(3) == 0) {
          agent.publish(new Change.RemoveInstance(instance.id()));
        } else {
          agent.put(random.nextBoolean() ? instance : Samples.draining(instance));
        }
      }
      String last = agent.put(Samples.instance("last", "10.0.0.1", 80)).revision().toString();
      EventReader.Event event;
      do {
        event = events.next();
        String id = event.shortly().substring(event.shortly().indexOf(' ') + 1);
        switch (event.type()) {
          case "put" -> known.put(id, event.data());
          case "remove" -> known.remove(id);
          default -> {}
        }
      } while (!event.id().equals(last));
      for (Instance instance : agent.catalog.snapshot().instances()) {
        String text = new String(new InstanceJson().encode(instance), UTF_8);
        assertEquals(text, known.remove(instance.id().id()), "seed " + seed);
      }
      assertEquals(Map.of(), known, "seed " + seed);
    }
  }

  private static Instance moved(Instance from, ServiceKey to) {
    return new Instance(
        from.id(),
        from.source(),
        to,
        from.container(),
        from.port(),
        from.address(),
        from.endpoints(),
        from.tags(),
        from.meta(),
        from.weight(),
        from.draining(),
        from.checks(),
        from.states(),
        from.cause());
  }

  private EventReader watch(String query) throws IOException {
    return new EventReader(agent, query, "");
  }

  private void awaitWaiting(int number) {
    Await.quiet(
        number + " waits",
        TestAgent.PATIENCE,
        () -> agent.catalog.waiting() == number ? "" : agent.catalog.waiting() + " wait");
  }
}
