package io.fairlead.view.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.catalog.Change;
import io.fairlead.model.Instance;
import io.fairlead.testkit.catalog.Samples;
import io.fairlead.testkit.lab.Await;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LongPollTest {
  private static final String WEB = "/api/v1/services/default/web";

  private final TestAgent agent = new TestAgent();

  LongPollTest() throws IOException {}

  @AfterEach
  void close() {
    agent.close();
  }

  @Test
  void withoutARevisionItAnswersAtOnce() throws Exception {
    agent.put(Samples.instance("web", "10.0.0.1", 80));
    HttpResponse<String> answer = agent.get(WEB);
    assertEquals(200, answer.statusCode());
    assertEquals("1", answer.headers().firstValue("Fairlead-Revision").orElse(""));
    assertEquals("3", answer.headers().firstValue("Fairlead-Age").orElse(""));
    assertTrue(answer.body().contains("\"revision\":1,"), answer.body());
    assertTrue(answer.body().contains("10.0.0.1"), answer.body());
  }

  @Test
  void aServiceThatNobodyProvidesIsEmpty() throws Exception {
    HttpResponse<String> answer = agent.get(WEB);
    assertEquals(200, answer.statusCode());
    assertTrue(answer.body().endsWith("\"instances\":[]}"), answer.body());
  }

  @Test
  void aRevisionBehindIsAnsweredAtOnce() throws Exception {
    agent.put(Samples.instance("other", "10.0.0.1", 80));
    agent.put(Samples.instance("web", "10.0.0.1", 80));
    assertTrue(agent.get(WEB + "?revision=1").body().contains("\"revision\":2,"));
  }

  @Test
  void aChangeOfTheServiceWakes() throws Exception {
    agent.put(Samples.instance("web", "10.0.0.1", 80));
    CompletableFuture<HttpResponse<String>> poll = poll(WEB + "?revision=1&wait=5m");
    awaitWaiting(1);
    agent.put(Samples.instance("web", "10.0.0.2", 80));
    assertTrue(poll.get(20, TimeUnit.SECONDS).body().contains("10.0.0.2"));
    assertEquals(0, agent.catalog.waiting());
  }

  @Test
  void theEndOfTheServiceWakes() throws Exception {
    Instance web = Samples.instance("web", "10.0.0.1", 80);
    agent.put(web);
    CompletableFuture<HttpResponse<String>> poll = poll(WEB + "?revision=1");
    awaitWaiting(1);
    agent.publish(new Change.RemoveInstance(web.id()));
    assertTrue(poll.get(20, TimeUnit.SECONDS).body().endsWith("\"instances\":[]}"));
  }

  @Test
  void aChangeOfAnotherServiceDoesNotWake() throws Exception {
    agent.put(Samples.instance("web", "10.0.0.1", 80));
    CompletableFuture<HttpResponse<String>> poll = poll(WEB + "?revision=1");
    awaitWaiting(1);
    for (int i = 1; i < 50; i++) {
      agent.put(Samples.instance("other", "10.0.1." + i, 80));
    }
    assertTrue(agent.get(WEB).body().contains("\"revision\":50,"));
    assertFalse(poll.isDone());
    assertEquals(1, agent.catalog.waiting());
  }

  @Test
  void theEndOfTheWaitAnswersWhatThereIs() throws Exception {
    agent.put(Samples.instance("web", "10.0.0.1", 80));
    CompletableFuture<HttpResponse<String>> poll = poll(WEB + "?revision=1&wait=40s");
    awaitWaiting(1);
    agent.put(Samples.instance("other", "10.0.0.1", 80));
    agent.time.advance(Duration.ofSeconds(41));
    assertTrue(poll.get(20, TimeUnit.SECONDS).body().contains("\"revision\":2,"));
    awaitWaiting(0);
  }

  @Test
  void noWaitIsLongerThanTenMinutes() throws Exception {
    agent.put(Samples.instance("web", "10.0.0.1", 80));
    CompletableFuture<HttpResponse<String>> poll = poll(WEB + "?revision=1&wait=5d");
    awaitWaiting(1);
    agent.time.advance(Duration.ofMinutes(10));
    assertEquals(200, poll.get(20, TimeUnit.SECONDS).statusCode());
  }

  @Test
  void aRevisionOfAnotherHistoryIsAnsweredAtOnce() throws Exception {
    agent.put(Samples.instance("web", "10.0.0.1", 80));
    assertTrue(agent.get(WEB + "?revision=900&wait=5m").body().contains("\"revision\":1,"));
  }

  @Test
  void whoGoesAwayNoLongerWaits() throws Exception {
    agent.put(Samples.instance("web", "10.0.0.1", 80));
    CompletableFuture<HttpResponse<String>> poll = poll(WEB + "?revision=1&wait=5m");
    awaitWaiting(1);
    poll.cancel(true);
    awaitWaiting(0);
  }

  @Test
  void fiveHundredWaitersAreWokenOneByOneExactly() throws Exception {
    int services = 500;
    for (int i = 0; i < services; i++) {
      agent.put(Samples.instance("svc-" + i, "10.0.0.1", 80));
    }
    List<CompletableFuture<HttpResponse<String>>> polls = new ArrayList<>();
    for (int i = 0; i < services; i++) {
      polls.add(poll("/api/v1/services/default/svc-" + i + "?revision=" + services + "&wait=5m"));
    }
    awaitWaiting(services);
    for (int i = 0; i < services; i++) {
      agent.put(Samples.instance("svc-" + i, "10.0.0.2", 80));
      HttpResponse<String> answer = polls.get(i).get(20, TimeUnit.SECONDS);
      assertTrue(answer.body().contains("\"service\":\"svc-" + i + "\""), answer.body());
      assertEquals(services - i - 1, agent.catalog.waiting());
    }
  }

  private CompletableFuture<HttpResponse<String>> poll(String path) {
    return agent.client.sendAsync(
        agent.request(path).timeout(Duration.ofMinutes(2)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private void awaitWaiting(int number) {
    Await.quiet(
        number + " waits",
        TestAgent.PATIENCE,
        () -> agent.catalog.waiting() == number ? "" : agent.catalog.waiting() + " wait");
  }
}
