package io.fairlead.view.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.catalog.Change;
import io.fairlead.json.Fields;
import io.fairlead.json.InstanceJson;
import io.fairlead.model.Health;
import io.fairlead.model.Instance;
import io.fairlead.testkit.catalog.Samples;
import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadsTest {
  private final TestAgent agent = new TestAgent();

  ReadsTest() throws IOException {}

  @AfterEach
  void close() {
    agent.close();
  }

  @Test
  void aConsistentReadIsAnsweredByTheStoreOrNotAtAll() throws Exception {
    agent.put(Samples.instance("web", "10.0.0.1", 80));
    HttpResponse<String> answer = agent.get("/api/v1/instances?consistent");
    assertEquals(200, answer.statusCode());
    assertEquals("0", answer.headers().firstValue("Fairlead-Age").orElse(""));
    agent.storeAway = true;
    HttpResponse<String> failure = agent.get("/api/v1/instances?consistent");
    assertEquals(503, failure.statusCode());
    assertTrue(
        failure.body().contains("the store cannot be asked: nobody answers"), failure.body());
    assertEquals(200, agent.get("/api/v1/instances").statusCode());
  }

  @Test
  void aLargeCatalogIsToldWhole() throws Exception {
    List<Instance> all = Samples.instances(3, 200, 20);
    agent.put(all.toArray(new Instance[0]));
    List<Instance> told = instances("/api/v1/instances");
    assertEquals(all.size(), told.size());
    assertEquals(all.stream().sorted(ReadsTest::byId).toList(), told);
  }

  @Test
  void filtersNarrowWhatIsTold() throws Exception {
    agent.put(Samples.instances(3, 20, 5).toArray(new Instance[0]));
    agent.put(Samples.with(Samples.instance("sick", "10.1.0.1", 80), Health.FAILING));
    assertEquals(101, instances("/api/v1/instances").size());
    assertEquals(5, instances("/api/v1/instances?service=svc-7").size());
    assertEquals(50, instances("/api/v1/instances?namespace=ns-1").size());
    assertEquals(0, instances("/api/v1/instances?namespace=ns-1&service=svc-2").size());
    assertEquals(1, instances("/api/v1/instances?health=failing").size());
    assertTrue(
        instances("/api/v1/instances?node=host3").stream()
            .allMatch(instance -> instance.id().node().equals("host3")));
  }

  @Test
  void nothingIsAnEmptyList() throws Exception {
    assertEquals("{\"revision\":0,\"services\":[]}", agent.get("/api/v1/services").body());
  }

  @Test
  void servicesAreCounted() throws Exception {
    agent.put(
        Samples.instance("web", "10.0.0.1", 80),
        Samples.draining(Samples.instance("web", "10.0.0.2", 80)),
        Samples.with(Samples.instance("web", "10.0.0.3", 80), Health.FAILING));
    assertEquals(
        "{\"revision\":1,\"services\":[{\"namespace\":\"default\",\"service\":\"web\","
            + "\"instances\":3,\"passing\":2,\"serving\":1,\"draining\":1,\"modified\":1}]}",
        agent.get("/api/v1/services").body());
  }

  @Test
  void nodesAreTold() throws Exception {
    agent.publish(new Change.PutNode(Samples.node("host2", "192.0.2.2")));
    assertEquals(
        "{\"revision\":1,\"nodes\":[{\"name\":\"host2\",\"addresses\":[\"192.0.2.2\"]}]}",
        agent.get("/api/v1/nodes").body());
  }

  @Test
  void headTellsTheRevisionAlone() throws Exception {
    agent.put(Samples.instance("web", "10.0.0.1", 80));
    HttpResponse<String> answer =
        agent.send(
            agent.request("/api/v1/services").method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertEquals("1", answer.headers().firstValue("Fairlead-Revision").orElse(""));
    assertEquals("", answer.body());
  }

  @Test
  void metricsHoldTheFiguresOfAllParts() throws Exception {
    agent.put(Samples.instance("web", "10.0.0.1", 80));
    HttpResponse<String> answer = agent.get("/metrics");
    assertTrue(answer.body().contains("\nfairlead_instances 1.0\n"), answer.body());
    assertTrue(answer.body().contains("fairlead_test_total{kind=\"unit\"} 7.0\n"), answer.body());
    assertTrue(answer.body().contains("process_resident_memory_bytes "), answer.body());
  }

  @Test
  void openMetricsIsToldToWhoAsksForIt() throws Exception {
    HttpResponse<String> answer =
        agent.send(
            agent
                .request("/metrics")
                .header("Accept", "application/openmetrics-text;version=1.0.0"));
    assertTrue(answer.body().endsWith("# EOF\n"), answer.body());
  }

  private List<Instance> instances(String path) throws Exception {
    Fields body = Fields.lenient(Json.parse(agent.get(path).body().getBytes(UTF_8)));
    List<Instance> instances = new ArrayList<>();
    body.objects("instances").forEach(fields -> instances.add(InstanceJson.read(fields)));
    return instances;
  }

  private static int byId(Instance one, Instance other) {
    return one.id().compareTo(other.id());
  }
}
