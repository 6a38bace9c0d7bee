package io.fairlead.view.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.catalog.Change;
import io.fairlead.catalog.Federation;
import io.fairlead.model.Health;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.spi.Holdings.Absence;
import io.fairlead.spi.Holdings.Finding;
import io.fairlead.spi.Remark;
import io.fairlead.testkit.catalog.NetworkSamples;
import io.fairlead.testkit.catalog.Samples;
import io.fairlead.testkit.lab.Await;
import io.fairlead.transport.server.Route;
import io.fairlead.transport.server.ServerStats;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Holds docs/openapi.yaml against the server: each says nothing that the other does not do. */
class OpenApiTest {
  private static final String BASE = "/api/v1";
  private static final String OWN = "/instances/{id}";

  private final TestAgent agent = new TestAgent();
  private final String yaml = Files.readString(Path.of("../docs/openapi.yaml"));
  private final OpenApiDocument document = new OpenApiDocument(yaml);
  private final Set<String> answered = new TreeSet<>();
  private final Set<String> used = new TreeSet<>();

  OpenApiTest() throws IOException {}

  @AfterEach
  void close() {
    agent.close();
  }

  @Test
  void theServerHasTheRoutesOfTheDocumentAndNoOthers() {
    List<Route> routes =
        Api.routes(agent.agent(), List.of(), () -> ServerStats.NONE, new Random(1));
    assertEquals(
        document.operations(),
        routes.stream()
            .map(route -> route.method() + " " + route.pattern().replace("...", ""))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void theServerServesTheDocument() throws Exception {
    assertEquals(yaml, agent.get(BASE + "/openapi.yaml").body());
  }

  @Test
  void everyAnswerAndParameterOfTheDocumentIsWhatTheServerDoes() throws Exception {
    fill();
    reads();
    registers();
    renews();
    drains();
    nodeDrains();
    moves();
    networks();
    addresses();
    slowStore();
    watches();
    agents();
    assertEquals(Set.of(), without(document.answers(), answered), "described, never seen");
    assertEquals(Set.of(), without(document.parameters(), used), "described, never used");
  }

  private static Set<String> without(Set<String> all, Set<String> some) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  private void fill() {
    agent.publish(
        new Change.PutNode(Samples.node("host1", "192.0.2.1")),
        new Change.PutNode(Samples.node("host2", "192.0.2.2")));
    Samples.instances(1, 5, 3).forEach(agent::put);
    agent.put(Samples.with(Samples.instance("sick", "10.1.0.1", 80), Health.FAILING));
    agent.put(container("shop-web-1"));
    agent.remarks.add(new Remark("web", Samples.CAUSE));
    agent.publish(
        new Change.PutNetwork(NetworkSamples.network("backend", "10.1.0.0/24")),
        new Change.PutBlock(NetworkSamples.block("backend", "10.1.0.0/27", "host8")),
        new Change.PutEndpoint(NetworkSamples.endpoint("host8", "db", "backend", "10.1.0.5/24")));
    agent.holdings.absences.add(new Absence("host8", Samples.AT, Samples.AT.plusSeconds(60), true));
  }

  private static Instance container(String name) {
    Instance like = Samples.instances(7, 1, 1).getFirst();
    return new Instance(
        new InstanceId(Samples.NODE, name),
        like.source(),
        like.service(),
        name,
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

  private void reads() throws Exception {
    get("/services", "");
    get("/services", "?namespace=ns-0");
    get("/services", "?nmespace=x");
    get("/services/{namespace}/{service}", "/services/ns-0/svc-0", "");
    get("/services/{namespace}/{service}", "/services/ns-0/svc-0", "?revision=0&wait=1s");
    get("/services/{namespace}/{service}", "/services/ns-0/svc-0", "?revision=-1");
    get("/services/{namespace}/{service}", "/services/UPPER/svc-0", "");
    get("/instances", "");
    get("/instances", "?service=svc-1&namespace=ns-0&node=host1&health=passing");
    get("/instances", "?health=well");
    get(OWN, "/instances/shop-web-1", "");
    get(OWN, "/instances/nobody", "");
    get(OWN, "/instances/a%20b", "");
    get("/instances/{node}/{id}", "/instances/host1/shop-web-1", "");
    get("/instances/{node}/{id}", "/instances/host9/shop-web-1", "");
    get("/instances/{node}/{id}", "/instances/-/shop-web-1", "");
    get("/nodes", "");
    get("/nodes/{node}", "/nodes/host2", "");
    get("/nodes/{node}", "/nodes/host9", "");
    get("/checks", "");
    get("/policy", "");
    agent.explaining.refusing = true;
    get("/policy", "");
    agent.explaining.refusing = false;
    get("/checks", "?health=failing");
    get("/checks", "?health=FAILING");
    get("/resolve", "?name=web&type=A&from=10.0.0.1");
    get("/resolve", "?name=web&dc=dc2");
    get("/resolve", "");
    get("/explain/{name}", "/explain/svc-0", "?dc=dc2");
    get("/explain/{name}", "/explain/svc-0", "?dc=dc9");
    get("/datacenters", "");
    get("/datacenters", "?dc=dc2");
    get("/services", "?dc=dc2");
    get("/services/{namespace}/{service}", "/services/ns-0/svc-0", "?dc=dc2");
    get("/instances", "?dc=dc2");
    get(OWN, "/instances/shop-web-1", "?dc=dc2");
    get("/instances/{node}/{id}", "/instances/host1/shop-web-1", "?dc=dc2");
    get("/nodes", "?dc=dc2");
    get("/nodes/{node}", "/nodes/host2", "?dc=dc2");
    get("/checks", "?dc=dc2");
    unread();
    get("/explain/{name}", "/explain/svc-0", "");
    get("/explain/{name}", "/explain/sick", "");
    get("/explain/{name}", "/explain/ns-0/svc-0", "");
    get("/explain/{name}", "/explain/svc0", "");
  }

  private void unread() throws Exception {
    agent.thereState = Federation.State.UNREAD;
    get("/resolve", "?name=web&dc=dc2");
    get("/explain/{name}", "/explain/svc-0", "?dc=dc2");
    get("/datacenters", "");
    agent.thereState = Federation.State.CURRENT;
  }

  private void registers() throws Exception {
    for (String example : document.examplesOf("Registration")) {
      send("PUT", OWN, "/instances/new", example);
      send("DELETE", OWN, "/instances/new", "");
    }
    send("PUT", OWN, "/instances/new", "{\"service\":\"web\",\"port\":80}");
    send("PUT", OWN, "/instances/new", "{\"service\":\"web\",\"port\":81}");
    send("PUT", OWN, "/instances/new", "{\"service\":\"Web\"}");
    send("PUT", OWN, "/instances/shop-web-1", "{\"service\":\"web\"}");
    send("PUT", OWN, "/instances/new", "\"" + "x".repeat(2 << 20) + "\"");
    send("DELETE", OWN, "/instances/shop-web-1", "");
    send("DELETE", OWN, "/instances/nobody", "");
    note("PUT", OWN, agent.send(agent.request(BASE + "/instances/new").PUT(text("{}"))));
    withoutLength();
  }

  /** What java.net.http cannot be made to send. */
  private void withoutLength() throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), agent.view.addresses().getFirst().getPort())) {
      String request =
          "PUT " + BASE + "/instances/new HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readAllBytes();
      String status = new String(answer, StandardCharsets.US_ASCII).split(" ")[1];
      answered.add("PUT " + BASE + OWN + " " + status);
    }
  }

  private void renews() throws Exception {
    String renew = "/instances/{id}/renew";
    send("PUT", OWN, "/instances/job", "{\"service\":\"job\",\"checks\":[{\"ttl\":\"30s\"}]}");
    send("PUT", renew, "/instances/job/renew", "{\"check\":\"ttl\",\"passing\":true}");
    send("PUT", renew, "/instances/job/renew", "{\"output\":1}");
    send("PUT", renew, "/instances/new/renew", "{}");
  }

  private void drains() throws Exception {
    String drain = "/instances/{id}/drain";
    send("POST", drain, "/instances/shop-web-1/drain", "{}");
    send("POST", drain, "/instances/shop-web-1/drain", "{\"stop\":true,\"wait\":\"1h\"}");
    send("POST", drain, "/instances/shop-web-1/drain", "{\"wait\":\"soon\"}");
    send("POST", drain, "/instances/nobody/drain", "{}");
    send("POST", drain, "/instances/job/drain", "{\"stop\":true}");
    send("DELETE", drain, "/instances/shop-web-1/drain", "");
    send("DELETE", drain, "/instances/nobody/drain", "");
  }

  private void nodeDrains() throws Exception {
    String drain = "/nodes/{node}/drain";
    send("POST", drain, "/nodes/host1/drain", "{}");
    send("POST", drain, "/nodes/host1/drain", "{\"stop\":true,\"wait\":\"1h\"}");
    send("POST", drain, "/nodes/host1/drain", "{\"wait\":\"soon\"}");
    send("POST", drain, "/nodes/host2/drain", "{}");
    get(drain, "/nodes/host1/drain", "");
    get(drain, "/nodes/host2/drain", "");
    send("DELETE", drain, "/nodes/host1/drain", "");
    send("DELETE", drain, "/nodes/host2/drain", "");
  }

  private void moves() throws Exception {
    get("/migration", "");
    send("POST", "/migration", "/migration", "{\"from\":\"a:\",\"to\":\"b:\"}");
    send("POST", "/migration", "/migration", "{\"from\":\"a:\",\"to\":\"a:\"}");
    send("POST", "/migration", "/migration", "{\"from\":\"a:\"}");
    send("DELETE", "/migration", "/migration", "");
    send("DELETE", "/migration", "/migration?force=true", "");
    used.add("DELETE " + BASE + "/migration ?force");
  }

  private void networks() throws Exception {
    agent.publish(
        new Change.PutNetwork(NetworkSamples.network("backend", "10.9.0.0/24")),
        new Change.PutEndpoint(NetworkSamples.endpoint("host1", "web", "backend", "10.9.0.2/24")),
        new Change.PutBlock(NetworkSamples.block("backend", "10.9.0.0/26", "host1")));
    String one = "/networks/{network}";
    get("/networks", "?consistent");
    get("/networks", "?dc=dc2");
    get("/networks", "?color=red");
    get(one, "/networks/backend", "");
    get(one, "/networks/nowhere", "?dc=dc2");
    get(one, "/networks/backend", "?consistent");
    get(one, "/networks/backend", "?color=red");
    send("POST", "/networks", "/networks", "{\"name\":\"shop\",\"ipv6\":true}");
    send(
        "POST",
        "/networks",
        "/networks",
        "{\"name\":\"vault\",\"pools\":[{\"subnet\":\"10.8.0.0/24\"}],\"mtu\":1400}");
    send("POST", "/networks", "/networks", "{\"name\":\"shop\"}");
    send("POST", "/networks", "/networks", "{\"name\":\"-\"}");
    send("DELETE", one, "/networks/shop", "");
    send("DELETE", one, "/networks/shop", "");
    agent.attached.add(NetworkSamples.endpoint("host1", "safe", "vault", "10.8.0.2/24"));
    send("DELETE", one, "/networks/vault", "");
    agent.storeAway = true;
    get("/networks", "?consistent");
    get(one, "/networks/backend", "?consistent");
    agent.storeAway = false;
  }

  private void addresses() throws Exception {
    agent.holdings.findings.add(new Finding("10.1.0.5", "is held twice", "restart one"));
    get("/ipam", "?network=backend");
    get("/ipam", "?network=nothing");
    get("/ipam", "?dc=dc2");
    get("/ipam", "?color=red");
    get("/ipam", "?consistent");
    get("/ipam/fsck", "");
    send("POST", "/ipam/reclaim", "/ipam/reclaim", "{\"node\":\"host8\"}");
    send("POST", "/ipam/reclaim", "/ipam/reclaim", "{}");
    send("POST", "/ipam/reclaim", "/ipam/reclaim", "{\"node\":\"host2\"}");
    send("POST", "/ipam/reclaim", "/ipam/reclaim", "{\"name\":\"host2\"}");
    get("/nodes", "?all");
    for (String node : List.of("host8", "host9", "host2", "host1", "-")) {
      send("DELETE", "/nodes/{node}", "/nodes/" + node, "");
    }
  }

  private void slowStore() throws Exception {
    agent.storeAway = true;
    late("PUT", "/instances/new", "{\"service\":\"web\",\"port\":82}");
    late("DELETE", "/instances/new", "");
    consistent();
    moves();
    addresses();
    agent.storeAway = false;
    consistent();
  }

  private void consistent() throws Exception {
    String one = "/instances/host1/shop-web-1";
    get("/services", "?consistent");
    get("/services/{namespace}/{service}", "/services/ns-0/svc-0", "?consistent=true");
    get("/instances", "?consistent");
    get(OWN, "/instances/shop-web-1", "?consistent");
    get("/instances/{node}/{id}", one, "?consistent");
    get("/nodes", "?consistent");
    get("/nodes", "?consistent=perhaps");
    get("/nodes/{node}", "/nodes/host2", "?consistent");
    get("/nodes/{node}", "/nodes/host2", "?color=red");
    get("/checks", "?consistent");
  }

  private void late(String method, String path, String body) throws Exception {
    CompletableFuture<HttpResponse<String>> answer =
        agent.client.sendAsync(
            agent
                .request(BASE + path)
                .header("Content-Type", "application/json")
                .method(method, text(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    Await.until(
        "a late answer",
        TestAgent.PATIENCE,
        () -> {
          agent.time.advance(Duration.ofSeconds(1));
          return answer.isDone();
        });
    note(method, OWN, answer.join());
  }

  private void watches() throws Exception {
    String operation = "GET " + BASE + "/watch";
    HttpResponse<InputStream> stream =
        agent.client.send(
            agent.request(BASE + "/watch?service=web&dc=dc1").header("Last-Event-ID", "1").build(),
            HttpResponse.BodyHandlers.ofInputStream());
    stream.body().close();
    assertEquals("text/event-stream", stream.headers().firstValue("content-type").orElse(""));
    answered.add(operation + " " + stream.statusCode());
    used.add(operation + " ?service");
    used.add(operation + " ?dc");
    used.add(operation + " ?Last-Event-ID");
    get("/watch", "?namespace=NO");
  }

  private void agents() throws Exception {
    get("/status", "");
    get("/health/live", "");
    get("/health/ready", "");
    agent.unready = Optional.of("the engine has not answered yet");
    get("/health/ready", "");
    get("/status", "");
    get("/openapi.yaml", "");
    note("GET", null, agent.get("/metrics"));
  }

  private void get(String path, String query) throws Exception {
    get(path, path, query);
  }

  private void get(String pattern, String path, String query) throws Exception {
    for (String pair : query.isEmpty() ? new String[0] : query.substring(1).split("&")) {
      String parameter = "GET " + BASE + pattern + " ?" + pair.split("=")[0];
      if (document.parameters().contains(parameter)) {
        used.add(parameter);
      }
    }
    note("GET", pattern, agent.get(BASE + path + query));
  }

  private void send(String method, String pattern, String path, String body) throws Exception {
    HttpResponse<String> answer = agent.send(method, BASE + path, body);
    String operation = method + " " + BASE + pattern;
    if (answer.statusCode() < 300 && !method.equals("DELETE")) {
      assertEquals(List.of(), document.errorsOfBody(operation, body), operation);
    }
    note(method, pattern, answer);
  }

  private void note(String method, @Nullable String pattern, HttpResponse<String> answer) {
    String operation = method + " " + (pattern == null ? "/metrics" : BASE + pattern);
    assertEquals(List.of(), document.errorsOfAnswer(operation, answer), operation);
    answered.add(operation + " " + answer.statusCode());
  }

  private static HttpRequest.BodyPublisher text(String body) {
    return HttpRequest.BodyPublishers.ofString(body);
  }
}
