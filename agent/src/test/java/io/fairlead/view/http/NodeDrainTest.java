package io.fairlead.view.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.catalog.Change;
import io.fairlead.testkit.catalog.NetworkSamples;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeDrainTest {
  private static final String DRAIN = "/api/v1/nodes/host1/drain";
  private static final String STOP = "{\"wait\":\"1m\",\"stop\":true}";

  private final TestAgent agent = new TestAgent();

  NodeDrainTest() throws IOException {
    agent.put(DrainTest.container());
    agent.publish(
        new Change.PutNetwork(NetworkSamples.network("backend", "10.9.0.0/24")),
        new Change.PutEndpoint(NetworkSamples.endpoint("host1", "web", "backend", "10.9.0.2/24")));
  }

  @AfterEach
  void close() {
    agent.close();
  }

  @Test
  void allOfTheNodeIsMarkedAndItSaysWhatIsLeft() throws Exception {
    String answer = agent.send("POST", DRAIN, "{}").body();
    assertTrue(answer.contains("\"drained\":true"), answer);
    assertTrue(answer.contains("\"instances\":1,\"endpoints\":1"), answer);
    assertTrue(agent.get("/api/v1/instances/web").body().contains("\"draining\":true"));
  }

  @Test
  void undoingItGivesTrafficAgain() throws Exception {
    agent.send("POST", DRAIN, "{}");
    String answer = agent.send("DELETE", DRAIN, "").body();
    assertTrue(answer.contains("\"drained\":false"), answer);
    assertTrue(agent.get("/api/v1/instances/web").body().contains("\"draining\":false"));
  }

  @Test
  void itsContainersAreStoppedOnceTheWaitIsOver() throws Exception {
    assertEquals(202, agent.send("POST", DRAIN, STOP).statusCode());
    agent.time.awaitSleepers(1);
    assertNull(agent.stopped.peek());
    agent.time.advance(Duration.ofMinutes(1));
    assertEquals("shop-web-1", agent.stopped.poll(20, TimeUnit.SECONDS));
  }

  @Test
  void undoingItKeepsTheContainers() throws Exception {
    agent.send("POST", DRAIN, STOP);
    agent.time.awaitSleepers(1);
    agent.send("DELETE", DRAIN, "");
    agent.time.advance(Duration.ofMinutes(2));
    assertNull(agent.stopped.poll(200, TimeUnit.MILLISECONDS));
  }

  @Test
  void anotherNodeIsAskedItself() throws Exception {
    String answer = agent.send("POST", "/api/v1/nodes/host2/drain", "{}").body();
    assertTrue(answer.contains("\"status\":409") && answer.contains("host2"), answer);
  }
}
