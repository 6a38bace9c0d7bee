package io.fairlead.view.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.testkit.catalog.Samples;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistrationTest {
  private static final String PRINTER = "/api/v1/instances/printer";

  private final TestAgent agent = new TestAgent();

  RegistrationTest() throws IOException {}

  @AfterEach
  void close() {
    agent.close();
  }

  @Test
  void whoeverAsksAfterARegistrationSeesIt() throws Exception {
    HttpResponse<String> answer = put("{\"service\":\"printer\",\"port\":631}");
    assertEquals(201, answer.statusCode());
    assertEquals(answer.body(), agent.get(PRINTER).body());
    assertTrue(agent.get("/api/v1/services/default/printer").body().contains("\"number\":631"));
  }

  @Test
  void theNodesAddressStandsInForOneThatIsLeftOut() throws Exception {
    put("{\"service\":\"printer\"}");
    assertEquals("192.0.2.1", instance().address().toString());
  }

  @Test
  void theCauseNamesTheCaller() throws Exception {
    put("{\"service\":\"printer\"}");
    assertEquals("registered through the API, over 127.0.0.1", instance().cause().what());
  }

  @Test
  void aSecondRegistrationReplacesTheFirst() throws Exception {
    put("{\"service\":\"printer\",\"port\":631}");
    assertEquals(200, put("{\"service\":\"printer\",\"port\":9100}").statusCode());
    assertEquals(9100, instance().port().number());
  }

  @Test
  void whatComesFromAnotherSourceCannotBeTakenOver() throws Exception {
    agent.put(Samples.instance("web", "10.0.0.1", 80));
    String own = "/api/v1/instances/web%3A10.0.0.1%3A80";
    HttpResponse<String> answer = agent.send("PUT", own, "{\"service\":\"web\"}");
    assertEquals(409, answer.statusCode());
    assertTrue(answer.body().contains("'test'"), answer.body());
    assertEquals(409, agent.send("DELETE", own, "").statusCode());
  }

  @Test
  void aMistakeIsNamedWithItsPathAndTheMend() throws Exception {
    HttpResponse<String> answer =
        put("{\"service\":\"printer\",\"checks\":[{\"http\":{},\"intervall\":\"1s\"}]}");
    assertEquals(400, answer.statusCode());
    assertEquals(
        "application/problem+json", answer.headers().firstValue("content-type").orElse(""));
    assertTrue(answer.body().contains("\"field\":\"checks[0].intervall\""), answer.body());
    assertTrue(answer.body().contains("did you mean 'interval'?"), answer.body());
    assertTrue(answer.body().contains("\"instance\":\"" + PRINTER + "\""), answer.body());
  }

  @Test
  void aBodyThatIsNotJsonIsToldWhere() throws Exception {
    HttpResponse<String> answer = put("{\"service\":}");
    assertEquals(400, answer.statusCode());
    assertTrue(answer.body().contains("line 1, column 12"), answer.body());
  }

  @Test
  void whoeverAsksAfterADeregistrationSeesNothing() throws Exception {
    put("{\"service\":\"printer\"}");
    assertEquals(204, agent.send("DELETE", PRINTER, "").statusCode());
    assertEquals(404, agent.get(PRINTER).statusCode());
    assertEquals(404, agent.send("DELETE", PRINTER, "").statusCode());
  }

  private HttpResponse<String> put(String body) throws Exception {
    return agent.send("PUT", PRINTER, body);
  }

  private Instance instance() {
    Instance found = agent.catalog.snapshot().instance(new InstanceId(Samples.NODE, "printer"));
    if (found == null) {
      throw new AssertionError("not in the catalog");
    }
    return found;
  }
}
