package io.fairlead.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.servers.EtcdServers;
import io.fairlead.testkit.servers.ServerProcess;
import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Two datacenters, each with an etcd and an agent of its own, which read each other. */
@Timeout(300)
class FederationIT {
  private static final Duration DEADLINE = Duration.ofSeconds(90);

  private final HttpClient http = HttpClient.newHttpClient();
  private final EtcdServers here = EtcdServers.start(1);
  private final EtcdServers there = EtcdServers.start(1);
  @TempDir private Path directory;
  private RunningAgent ours;
  private RunningAgent theirs;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    Files.createDirectories(directory.resolve("ours"));
    Files.createDirectories(directory.resolve("theirs"));
    ours = startOurs();
    theirs =
        RunningAgent.in(
            directory.resolve("theirs"),
            "--node",
            "n1",
            "--datacenter",
            "dc2",
            "--store",
            "etcd://" + there.addresses() + "/fairlead",
            "--remote",
            "dc1=etcd://" + here.addresses() + "/fairlead");
  }

  private RunningAgent startOurs() throws InterruptedException {
    return RunningAgent.in(
        directory.resolve("ours"),
        "--store",
        "etcd://" + here.addresses() + "/fairlead",
        "--remote",
        "dc2=etcd://" + there.addresses() + "/fairlead",
        "--failover",
        "unhealthy");
  }

  @AfterEach
  void stop() {
    there.server(0).thaw();
    ours.close();
    theirs.close();
    here.close();
    there.close();
    http.close();
  }

  @Test
  void namesOfAnotherDatacenterAreAnsweredAndItStandsInForThisOne() throws Exception {
    register(theirs, "web-9", "web", "198.51.100.9");
    awaitDns("web.svc.dc2.internal", "198.51.100.9");
    awaitDns("web.svc.internal", "198.51.100.9");
    assertEquals(List.of("NXDOMAIN"), dns(ours, "web.svc.dc1.internal"));
    assertEquals(List.of("NXDOMAIN"), dns(ours, "web.svc.dc9.internal"));
    assertEquals("dc2", get("/resolve?name=web.svc.internal&type=A").get("datacenter"));
    assertEquals("dc2", header("/services/default/web?dc=dc2", "fairlead-datacenter"));

    awaitWatched("now      default/web  web-9  198.51.100.9:80");

    register(ours, "web-1", "web", "192.0.2.8");
    awaitDns("web.svc.internal", "192.0.2.8");
    assertEquals("dc1", get("/resolve?name=web.svc.internal&type=A").get("datacenter"));
    assertEquals(List.of("198.51.100.9"), dns(ours, "web.svc.dc2.internal"));
    assertEquals(
        List.of("192.0.2.8"), awaited(theirs, "web.svc.dc1.internal", List.of("192.0.2.8")));

    send(ours, "DELETE", "/instances/web-1", "");
    awaitDns("web.svc.internal", "198.51.100.9");
    assertEquals(List.of("NXDOMAIN"), awaited(theirs, "web.svc.dc1.internal", List.of("NXDOMAIN")));
  }

  @Test
  void aDatacenterThatIsCutOffAnswersAsLastKnownAndIsMarked() throws Exception {
    register(theirs, "web-9", "web", "198.51.100.9");
    awaitDns("web.svc.dc2.internal", "198.51.100.9");
    assertEquals("current", state());

    there.server(0).freeze();
    Await.until("dc2 is cut off", DEADLINE, () -> state().equals("cut off"));
    assertEquals(List.of("198.51.100.9"), dns(ours, "web.svc.dc2.internal"));
    assertEquals(List.of("198.51.100.9"), dns(ours, "web.svc.internal"));
    assertTrue(Long.parseLong(header("/instances?dc=dc2", "fairlead-age")) >= 10);
    assertTrue(text("/explain/web").contains("\"cut_off\":true"), text("/explain/web"));
    assertTrue(text("/status").contains("cut off, 1 instances"), text("/status"));
    assertTrue(metrics().contains("fairlead_remote_current{datacenter=\"dc2\"} 0"), metrics());
    assertEquals(503, send(ours, "GET", "/instances?dc=dc2&consistent", "").statusCode());
    register(ours, "db-1", "db", "192.0.2.9");
    awaitDns("db.svc.internal", "192.0.2.9");

    // The next agent knows it from disk.
    ours.close();
    ours = startOurs();
    assertEquals("cut off", state());
    assertEquals(List.of("198.51.100.9"), dns(ours, "web.svc.dc2.internal"));
    assertTrue(Long.parseLong(header("/instances?dc=dc2", "fairlead-age")) >= 10);

    there.server(0).thaw();
    Await.until("dc2 is back", DEADLINE, () -> state().equals("current"));
    register(theirs, "new-1", "new", "198.51.100.10");
    awaitDns("new.svc.dc2.internal", "198.51.100.10");
    awaitDns("web.svc.dc2.internal", "198.51.100.9");
    assertTrue(metrics().contains("fairlead_remote_current{datacenter=\"dc2\"} 1"), metrics());
  }

  @Test
  void aDatacenterThatWasNeverReadDoesNotKeepAnAgentFromStarting() throws Exception {
    there.server(0).freeze();
    ours.close();
    Files.deleteIfExists(directory.resolve("ours/data/last-snapshot-dc2.jsonl"));
    ours = startOurs();
    assertEquals("unread", state());
    assertEquals(List.of("SERVFAIL"), dns(ours, "web.svc.dc2.internal"));
    assertEquals(503, send(ours, "GET", "/services?dc=dc2", "").statusCode());
    there.server(0).thaw();
    Await.until("dc2 is read", DEADLINE, () -> state().equals("current"));
    assertEquals(List.of("NXDOMAIN"), dns(ours, "nothing.svc.dc2.internal"));
  }

  private String state() {
    try {
      Object datacenters = get("/datacenters").get("datacenters");
      if (datacenters instanceof List<?> list
          && list.getLast() instanceof Map<?, ?> remote
          && "dc2".equals(remote.get("name"))) {
        return String.valueOf(remote.get("state"));
      }
      throw new AssertionError("no dc2 in " + datacenters);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void awaitDns(String name, String expected) {
    awaited(ours, name, List.of(expected));
  }

  private static List<String> awaited(RunningAgent agent, String name, List<String> expected) {
    Await.until(name + " is " + expected, DEADLINE, () -> dns(agent, name).equals(expected));
    return expected;
  }

  /** The addresses, or the code where there are none. */
  private static List<String> dns(RunningAgent agent, String name) {
    try {
      SimpleResolver resolver = new SimpleResolver(agent.dns());
      resolver.setTimeout(Duration.ofSeconds(20));
      Record question = Record.newRecord(Name.fromString(name + "."), Type.A, DClass.IN);
      Message reply = resolver.send(Message.newQuery(question));
      List<String> data =
          reply.getSection(Section.ANSWER).stream().map(Record::rdataToString).toList();
      return data.isEmpty() ? List.of(Rcode.string(reply.getRcode())) : data;
    } catch (IOException e) {
      throw new AssertionError(name, e);
    }
  }

  private void awaitWatched(String line) {
    List<String> words = List.of("watch", "web", "--dc=dc2", "--agent=" + ours.socket());
    try (ServerProcess watch = OwnProcess.fairlead(words, directory.resolve("watch.log"))) {
      watch.start();
      Await.quiet(
          "the watch of dc2 says so",
          DEADLINE,
          () -> watch.lastWords().contains(line) ? "" : "only: " + watch.lastWords());
    }
  }

  private void register(RunningAgent agent, String id, String service, String address)
      throws IOException {
    String body = "{\"service\":\"%s\",\"address\":\"%s\",\"port\":80}".formatted(service, address);
    HttpResponse<String> answer = send(agent, "PUT", "/instances/" + id, body);
    assertTrue(answer.statusCode() / 100 == 2, answer.body());
  }

  private Map<?, ?> get(String path) throws IOException {
    HttpResponse<String> answer = send(ours, "GET", path, "");
    assertEquals(200, answer.statusCode(), answer.body());
    return Objects.requireNonNull(
        (Map<?, ?>) Json.parse(answer.body().getBytes(StandardCharsets.UTF_8)));
  }

  private String text(String path) throws IOException {
    return send(ours, "GET", path, "").body();
  }

  private String header(String path, String name) throws IOException {
    return send(ours, "GET", path, "").headers().firstValue(name).orElse("");
  }

  private String metrics() throws IOException {
    return exchange(HttpRequest.newBuilder(URI.create("http://" + ours.http() + "/metrics")))
        .body();
  }

  private HttpResponse<String> send(RunningAgent agent, String method, String path, String body)
      throws IOException {
    return exchange(
        HttpRequest.newBuilder(URI.create("http://" + agent.http() + "/api/v1" + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> exchange(HttpRequest.Builder request) throws IOException {
    try {
      return http.send(
          request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
