package io.fairlead.view.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.testkit.catalog.Samples;
import io.fairlead.testkit.lab.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DrainTest {
  private static final String DRAIN = "/api/v1/instances/web/drain";
  private static final String STOP = "{\"wait\":\"1m\",\"stop\":true}";

  private final TestAgent agent = new TestAgent();

  DrainTest() throws IOException {
    agent.put(container());
  }

  @AfterEach
  void close() {
    agent.close();
  }

  @Test
  void theMarkShowsWhenTheAnswerComes() throws Exception {
    assertEquals(200, agent.send("POST", DRAIN, "{}").statusCode());
    assertTrue(agent.get("/api/v1/instances/web").body().contains("\"draining\":true"));
  }

  @Test
  void anEmptyBodyIsEnough() throws Exception {
    assertEquals(200, agent.send("POST", DRAIN, "").statusCode());
  }

  @Test
  void theContainerIsStoppedOnceTheWaitIsOver() throws Exception {
    assertEquals(202, agent.send("POST", DRAIN, STOP).statusCode());
    agent.time.awaitSleepers(1);
    assertNull(agent.stopped.peek());
    agent.time.advance(Duration.ofMinutes(1));
    assertEquals("shop-web-1", agent.stopped.poll(20, TimeUnit.SECONDS));
    awaitRemark("stopped after draining for 1m");
  }

  @Test
  void undoingItKeepsTheContainer() throws Exception {
    agent.send("POST", DRAIN, STOP);
    agent.time.awaitSleepers(1);
    assertEquals(200, agent.send("DELETE", DRAIN, "").statusCode());
    awaitRemark("not stopped: the drain was taken back or asked for anew");
    assertTrue(agent.get("/api/v1/instances/web").body().contains("\"draining\":false"));
    assertNull(agent.stopped.peek());
  }

  @Test
  void askingAgainStartsTheWaitAnew() throws Exception {
    agent.send("POST", DRAIN, STOP);
    agent.time.awaitSleepers(1);
    agent.time.advance(Duration.ofSeconds(59));
    agent.send("POST", DRAIN, STOP);
    awaitRemark("not stopped: the drain was taken back or asked for anew");
    agent.time.awaitSleepers(1);
    agent.time.advance(Duration.ofSeconds(59));
    assertNull(agent.stopped.peek());
    agent.time.advance(Duration.ofSeconds(1));
    assertEquals("shop-web-1", agent.stopped.poll(20, TimeUnit.SECONDS));
  }

  @Test
  void anEngineThatRefusesIsRemembered() throws Exception {
    agent.engineBroken = true;
    agent.send("POST", DRAIN, STOP);
    agent.time.awaitSleepers(1);
    agent.time.advance(Duration.ofMinutes(1));
    awaitRemark("could not be stopped after draining: the engine is away");
  }

  @Test
  void whatIsNoContainerCannotBeStopped() throws Exception {
    agent.put(Samples.instance("host1", container().service(), "10.0.0.9", 80));
    String body = agent.send("POST", "/api/v1/instances/svc-0:10.0.0.9:80/drain", STOP).body();
    assertTrue(body.contains("\"status\":409") && body.contains("\"field\":\"stop\""), body);
  }

  private void awaitRemark(String what) {
    Await.until(
        "a remark: " + what,
        TestAgent.PATIENCE,
        () ->
            agent.remarks.stream()
                .anyMatch(r -> r.subject().equals("shop-web-1") && r.cause().what().equals(what)));
  }

  static Instance container() {
    Instance like = Samples.instances(1, 1, 1).getFirst();
    return new Instance(
        new InstanceId(Samples.NODE, "web"),
        like.source(),
        like.service(),
        "shop-web-1",
        like.port(),
        like.address(),
        like.endpoints(),
        like.tags(),
        like.meta(),
        like.weight(),
        false,
        like.checks(),
        like.states(),
        like.cause());
  }
}
