package io.fairlead.view.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.catalog.Federation.State;
import io.fairlead.testkit.catalog.Samples;
import io.fairlead.testkit.time.Patience;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reads of another datacenter. */
class DatacentersTest {
  private static final String WEB = "/api/v1/services/default/web";

  private final TestAgent agent = new TestAgent();

  DatacentersTest() throws IOException {
    agent.put(Samples.instance("web", "10.0.0.1", 80));
    agent.putThere(Samples.instance("web", "10.9.0.1", 80));
  }

  @AfterEach
  void close() {
    agent.close();
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void eachAnswersForItself() throws Exception {
    for (String path : List.of("/api/v1/instances", WEB)) {
      HttpResponse<String> here = agent.get(path);
      assertTrue(
          here.body().contains("10.0.0.1") && !here.body().contains("10.9.0.1"), here.body());
      assertEquals("dc1", header(here, "Fairlead-Datacenter"));
      assertEquals("3", header(here, "Fairlead-Age"));
      assertEquals(here.body(), agent.get(path + "?dc=dc1").body());
      HttpResponse<String> there = agent.get(path + "?dc=dc2");
      assertTrue(
          there.body().contains("10.9.0.1") && !there.body().contains("10.0.0.1"), there.body());
      assertEquals("dc2", header(there, "Fairlead-Datacenter"));
      assertEquals("40", header(there, "Fairlead-Age"));
    }
  }

  @Test
  void aLongPollWaitsForTheDatacenterThatItAskedFor() throws Exception {
    CompletableFuture<HttpResponse<String>> poll =
        agent.client.sendAsync(
            agent.request(WEB + "?dc=dc2&revision=1&wait=5m").build(),
            HttpResponse.BodyHandlers.ofString());
    Patience.until(() -> agent.there.waiting() == 1);
    agent.put(Samples.instance("web", "10.0.0.2", 80));
    assertEquals(1, agent.there.waiting());
    agent.putThere(Samples.instance("web", "10.9.0.2", 80));
    assertTrue(poll.get(20, TimeUnit.SECONDS).body().contains("10.9.0.2"));
  }

  @Test
  void oneThatIsUnknownNamesThoseThatThereAre() throws Exception {
    HttpResponse<String> answer = agent.get("/api/v1/services?dc=dc9");
    assertEquals(400, answer.statusCode());
    assertTrue(
        answer.body().contains("no datacenter 'dc9' is known; there are dc1, dc2"), answer.body());
  }

  @Test
  void oneThatWasNeverReadIsNotEmpty() throws Exception {
    agent.thereState = State.UNREAD;
    for (String path : List.of("/services?dc=dc2", "/watch?dc=dc2", "/explain/web?dc=dc2")) {
      HttpResponse<String> answer = agent.get("/api/v1" + path);
      assertEquals(503, answer.statusCode(), path);
      assertTrue(answer.body().contains("has not been read yet"), answer.body());
    }
    assertTrue(agent.get("/api/v1/datacenters").body().contains("\"state\":\"unread\""));
  }

  @Test
  void oneThatIsCutOffIsMarkedAndAnswers() throws Exception {
    agent.thereState = State.CUT_OFF;
    assertEquals(200, agent.get("/api/v1/services?dc=dc2").statusCode());
    String listed = agent.get("/api/v1/datacenters").body();
    assertTrue(listed.contains("\"state\":\"cut off\",\"age_ms\":40000"), listed);
    String metrics = agent.get("/metrics").body();
    assertTrue(metrics.contains("fairlead_remote_current{datacenter=\"dc2\"} 0.0"), metrics);
    assertTrue(metrics.contains("fairlead_remote_age_seconds{datacenter=\"dc2\"} 40.0"), metrics);
  }

  @Test
  void registrationsAreThisNodes() throws Exception {
    HttpResponse<String> answer = agent.send("DELETE", "/api/v1/instances/web?dc=dc2", "");
    assertEquals(400, answer.statusCode(), answer.body());
  }
}
