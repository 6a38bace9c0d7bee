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
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Holds docs/openapi.yaml against the server: each says nothing that the other does not do. */
class OpenApiTest {
  private static final String BASE = OpenApiCalls.BASE;
  private static final String OWN = "/instances/{id}";

  private final TestAgent agent = new TestAgent();
  private final String yaml = Files.readString(Path.of("../docs/openapi.yaml"));
  private final OpenApiDocument document = new OpenApiDocument(yaml);
  private final OpenApiCalls calls = new OpenApiCalls(agent, document);

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
    AttachmentCalls.all(agent, calls);
    addresses();
    slowStore();
    watches();
    agents();
    assertEquals(Set.of(), without(document.answers(), calls.answered), "described, never seen");
    assertEquals(Set.of(), without(document.parameters(), calls.used), "described, never used");
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
        new Change.PutEndpoint(NetworkSamples.published("host8", "db", "backend", "10.1.0.5/24")));
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
    calls.get("/services", "");
    calls.get("/services", "?namespace=ns-0");
    calls.get("/services", "?nmespace=x");
    calls.get("/services/{namespace}/{service}", "/services/ns-0/svc-0", "");
    calls.get("/services/{namespace}/{service}", "/services/ns-0/svc-0", "?revision=0&wait=1s");
    calls.get("/services/{namespace}/{service}", "/services/ns-0/svc-0", "?revision=-1");
    calls.get("/services/{namespace}/{service}", "/services/UPPER/svc-0", "");
    calls.get("/instances", "");
    calls.get("/instances", "?service=svc-1&namespace=ns-0&node=host1&health=passing");
    calls.get("/instances", "?health=well");
    calls.get(OWN, "/instances/shop-web-1", "");
    calls.get(OWN, "/instances/nobody", "");
    calls.get(OWN, "/instances/a%20b", "");
    calls.get("/instances/{node}/{id}", "/instances/host1/shop-web-1", "");
    calls.get("/instances/{node}/{id}", "/instances/host9/shop-web-1", "");
    calls.get("/instances/{node}/{id}", "/instances/-/shop-web-1", "");
    calls.get("/nodes", "");
    calls.get("/nodes/{node}", "/nodes/host2", "");
    calls.get("/nodes/{node}", "/nodes/host9", "");
    calls.get("/checks", "");
    calls.get("/policy", "");
    calls.get("/trace", "?from=web&to=db:5432");
    calls.get("/trace", "?from=nobody&to=db");
    calls.get("/trace", "?from=web");
    agent.explaining.refusing = true;
    calls.get("/policy", "");
    agent.explaining.refusing = false;
    calls.get("/checks", "?health=failing");
    calls.get("/checks", "?health=FAILING");
    calls.get("/resolve", "?name=web&type=A&from=10.0.0.1");
    calls.get("/resolve", "?name=web&dc=dc2");
    calls.get("/resolve", "");
    calls.get("/explain/{name}", "/explain/svc-0", "?dc=dc2");
    calls.get("/explain/{name}", "/explain/svc-0", "?dc=dc9");
    calls.get("/datacenters", "");
    calls.get("/datacenters", "?dc=dc2");
    calls.get("/services", "?dc=dc2");
    calls.get("/services/{namespace}/{service}", "/services/ns-0/svc-0", "?dc=dc2");
    calls.get("/instances", "?dc=dc2");
    calls.get(OWN, "/instances/shop-web-1", "?dc=dc2");
    calls.get("/instances/{node}/{id}", "/instances/host1/shop-web-1", "?dc=dc2");
    calls.get("/nodes", "?dc=dc2");
    calls.get("/nodes/{node}", "/nodes/host2", "?dc=dc2");
    calls.get("/checks", "?dc=dc2");
    unread();
    calls.get("/explain/{name}", "/explain/svc-0", "");
    calls.get("/explain/{name}", "/explain/sick", "");
    calls.get("/explain/{name}", "/explain/ns-0/svc-0", "");
    calls.get("/explain/{name}", "/explain/svc0", "");
  }

  private void unread() throws Exception {
    agent.thereState = Federation.State.UNREAD;
    calls.get("/resolve", "?name=web&dc=dc2");
    calls.get("/explain/{name}", "/explain/svc-0", "?dc=dc2");
    calls.get("/datacenters", "");
    agent.thereState = Federation.State.CURRENT;
  }

  private void registers() throws Exception {
    for (String example : document.examplesOf("Registration")) {
      calls.send("PUT", OWN, "/instances/new", example);
      calls.send("DELETE", OWN, "/instances/new", "");
    }
    calls.send("PUT", OWN, "/instances/new", "{\"service\":\"web\",\"port\":80}");
    calls.send("PUT", OWN, "/instances/new", "{\"service\":\"web\",\"port\":81}");
    calls.send("PUT", OWN, "/instances/new", "{\"service\":\"Web\"}");
    calls.send("PUT", OWN, "/instances/shop-web-1", "{\"service\":\"web\"}");
    calls.send("PUT", OWN, "/instances/new", "\"" + "x".repeat(2 << 20) + "\"");
    calls.send("DELETE", OWN, "/instances/shop-web-1", "");
    calls.send("DELETE", OWN, "/instances/nobody", "");
    calls.note(
        "PUT",
        OWN,
        agent.send(
            agent.request(BASE + "/instances/new").PUT(HttpRequest.BodyPublishers.ofString("{}"))));
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
      calls.answered.add("PUT " + BASE + OWN + " " + status);
    }
  }

  private void renews() throws Exception {
    String renew = "/instances/{id}/renew";
    calls.send(
        "PUT", OWN, "/instances/job", "{\"service\":\"job\",\"checks\":[{\"ttl\":\"30s\"}]}");
    calls.send("PUT", renew, "/instances/job/renew", "{\"check\":\"ttl\",\"passing\":true}");
    calls.send("PUT", renew, "/instances/job/renew", "{\"output\":1}");
    calls.send("PUT", renew, "/instances/new/renew", "{}");
  }

  private void drains() throws Exception {
    String drain = "/instances/{id}/drain";
    calls.send("POST", drain, "/instances/shop-web-1/drain", "{}");
    calls.send("POST", drain, "/instances/shop-web-1/drain", "{\"stop\":true,\"wait\":\"1h\"}");
    calls.send("POST", drain, "/instances/shop-web-1/drain", "{\"wait\":\"soon\"}");
    calls.send("POST", drain, "/instances/nobody/drain", "{}");
    calls.send("POST", drain, "/instances/job/drain", "{\"stop\":true}");
    calls.send("DELETE", drain, "/instances/shop-web-1/drain", "");
    calls.send("DELETE", drain, "/instances/nobody/drain", "");
  }

  private void nodeDrains() throws Exception {
    String drain = "/nodes/{node}/drain";
    calls.send("POST", drain, "/nodes/host1/drain", "{}");
    calls.send("POST", drain, "/nodes/host1/drain", "{\"stop\":true,\"wait\":\"1h\"}");
    calls.send("POST", drain, "/nodes/host1/drain", "{\"wait\":\"soon\"}");
    calls.send("POST", drain, "/nodes/host2/drain", "{}");
    calls.get(drain, "/nodes/host1/drain", "");
    calls.get(drain, "/nodes/host2/drain", "");
    calls.send("DELETE", drain, "/nodes/host1/drain", "");
    calls.send("DELETE", drain, "/nodes/host2/drain", "");
  }

  private void moves() throws Exception {
    calls.get("/migration", "");
    calls.send("POST", "/migration", "/migration", "{\"from\":\"a:\",\"to\":\"b:\"}");
    calls.send("POST", "/migration", "/migration", "{\"from\":\"a:\",\"to\":\"a:\"}");
    calls.send("POST", "/migration", "/migration", "{\"from\":\"a:\"}");
    calls.send("DELETE", "/migration", "/migration", "");
    calls.send("DELETE", "/migration", "/migration?force=true", "");
    calls.used.add("DELETE " + BASE + "/migration ?force");
  }

  private void networks() throws Exception {
    agent.publish(
        new Change.PutNetwork(NetworkSamples.network("backend", "10.9.0.0/24")),
        new Change.PutEndpoint(NetworkSamples.endpoint("host1", "web", "backend", "10.9.0.2/24")),
        new Change.PutBlock(NetworkSamples.block("backend", "10.9.0.0/26", "host1")));
    String one = "/networks/{network}";
    calls.get("/networks", "?consistent");
    calls.get("/networks", "?dc=dc2");
    calls.get("/networks", "?color=red");
    calls.get(one, "/networks/backend", "");
    calls.get(one, "/networks/nowhere", "?dc=dc2");
    calls.get(one, "/networks/backend", "?consistent");
    calls.get(one, "/networks/backend", "?color=red");
    calls.send("POST", "/networks", "/networks", "{\"name\":\"shop\",\"ipv6\":true}");
    calls.send(
        "POST",
        "/networks",
        "/networks",
        "{\"name\":\"vault\",\"pools\":[{\"subnet\":\"10.8.0.0/24\"}],\"mtu\":1400}");
    calls.send("POST", "/networks", "/networks", "{\"name\":\"shop\"}");
    calls.send("POST", "/networks", "/networks", "{\"name\":\"-\"}");
    calls.send("DELETE", one, "/networks/shop", "");
    calls.send("DELETE", one, "/networks/shop", "");
    agent.attached.add(NetworkSamples.endpoint("host1", "safe", "vault", "10.8.0.2/24"));
    calls.send("DELETE", one, "/networks/vault", "");
    agent.storeAway = true;
    calls.get("/networks", "?consistent");
    calls.get(one, "/networks/backend", "?consistent");
    agent.storeAway = false;
  }

  private void addresses() throws Exception {
    agent.holdings.findings.add(new Finding("10.1.0.5", "is held twice", "restart one"));
    calls.get("/ipam", "?network=backend");
    calls.get("/ipam", "?network=nothing");
    calls.get("/ipam", "?dc=dc2");
    calls.get("/ipam", "?color=red");
    calls.get("/ipam", "?consistent");
    for (String query :
        List.of("?node=host8&network=a&container=b", "", "?dc=dc2", "?color=red", "?consistent")) {
      calls.get("/ports", query);
    }
    calls.get("/ipam/fsck", "");
    calls.send("POST", "/ipam/reclaim", "/ipam/reclaim", "{\"node\":\"host8\"}");
    calls.send("POST", "/ipam/reclaim", "/ipam/reclaim", "{}");
    calls.send("POST", "/ipam/reclaim", "/ipam/reclaim", "{\"node\":\"host2\"}");
    calls.send("POST", "/ipam/reclaim", "/ipam/reclaim", "{\"name\":\"host2\"}");
    calls.get("/nodes", "?all");
    for (String node : List.of("host8", "host9", "host2", "host1", "-")) {
      calls.send("DELETE", "/nodes/{node}", "/nodes/" + node, "");
    }
  }

  private void slowStore() throws Exception {
    agent.storeAway = true;
    calls.late("PUT", "/instances/new", "{\"service\":\"web\",\"port\":82}");
    calls.late("DELETE", "/instances/new", "");
    consistent();
    moves();
    addresses();
    agent.storeAway = false;
    consistent();
  }

  private void consistent() throws Exception {
    String one = "/instances/host1/shop-web-1";
    calls.get("/services", "?consistent");
    calls.get("/services/{namespace}/{service}", "/services/ns-0/svc-0", "?consistent=true");
    calls.get("/instances", "?consistent");
    calls.get(OWN, "/instances/shop-web-1", "?consistent");
    calls.get("/instances/{node}/{id}", one, "?consistent");
    calls.get("/nodes", "?consistent");
    calls.get("/nodes", "?consistent=perhaps");
    calls.get("/nodes/{node}", "/nodes/host2", "?consistent");
    calls.get("/nodes/{node}", "/nodes/host2", "?color=red");
    calls.get("/checks", "?consistent");
  }

  private void watches() throws Exception {
    String operation = "GET " + BASE + "/watch";
    HttpResponse<InputStream> stream =
        agent.client.send(
            agent.request(BASE + "/watch?service=web&dc=dc1").header("Last-Event-ID", "1").build(),
            HttpResponse.BodyHandlers.ofInputStream());
    stream.body().close();
    assertEquals("text/event-stream", stream.headers().firstValue("content-type").orElse(""));
    calls.answered.add(operation + " " + stream.statusCode());
    calls.used.add(operation + " ?service");
    calls.used.add(operation + " ?dc");
    calls.used.add(operation + " ?Last-Event-ID");
    calls.get("/watch", "?namespace=NO");
  }

  private void agents() throws Exception {
    calls.get("/status", "");
    calls.get("/health/live", "");
    calls.get("/health/ready", "");
    agent.unready = Optional.of("the engine has not answered yet");
    calls.get("/health/ready", "");
    calls.get("/status", "");
    calls.get("/openapi.yaml", "");
    calls.note("GET", null, agent.get("/metrics"));
  }
}
