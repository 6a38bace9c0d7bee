package io.fairlead.view.http;

import static io.fairlead.testkit.catalog.NetworkSamples.block;
import static io.fairlead.testkit.catalog.NetworkSamples.endpoint;
import static io.fairlead.testkit.catalog.NetworkSamples.network;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.catalog.Change;
import io.fairlead.ipam.Entry;
import io.fairlead.model.IpAddress;
import io.fairlead.spi.Holdings.Absence;
import io.fairlead.testkit.catalog.Samples;
import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who has which address, and what nodes that are gone left. This node is host1. */
class AddressesTest {
  private final TestAgent agent = new TestAgent();

  AddressesTest() throws IOException {}

  @BeforeEach
  void fill() {
    agent.publish(
        new Change.PutNode(Samples.node("host1", "192.0.2.1")),
        new Change.PutNetwork(network("backend", "10.1.0.0/24")),
        new Change.PutNetwork(network("other", "10.2.0.0/24")),
        new Change.PutBlock(block("backend", "10.1.0.0/27", "host1")),
        new Change.PutBlock(block("backend", "10.1.0.224/27", "host8")),
        new Change.PutEndpoint(endpoint("host1", "web", "backend", "10.1.0.5/24")),
        new Change.PutEndpoint(endpoint("host8", "db", "backend", "10.1.0.230/24")),
        new Change.PutEndpoint(endpoint("host8", "moved", "backend", "10.1.0.7/24")));
  }

  @AfterEach
  void close() {
    agent.close();
  }

  @Test
  void aBlockSaysHowFullItIs() throws Exception {
    agent.holdings.entries.add(cooling("10.1.0.9", Duration.ofSeconds(40)));
    List<Map<?, ?>> blocks = list("/ipam", "blocks");
    assertEquals(List.of("10.1.0.0/27", "10.1.0.224/27"), all(blocks, "range"));
    // Neither the network's own address nor the gateway nor the broadcast address is anybody's.
    assertEquals(List.of(30L, 31L), all(blocks, "size"));
    assertEquals(List.of(2L, 1L), all(blocks, "held"));
    assertEquals(List.of(1L, 0L), all(blocks, "cooling"));
    assertEquals(List.of(true, false), all(blocks, "present"));
  }

  @Test
  void anAddressSaysWhoHasItAndWhoseBlockItIsIn() throws Exception {
    List<Map<?, ?>> addresses = list("/ipam?network=backend", "addresses");
    assertEquals(List.of("10.1.0.5", "10.1.0.7", "10.1.0.230"), all(addresses, "address"));
    assertEquals(List.of("host1", "host8", "host8"), all(addresses, "node"));
    assertEquals(List.of("host1", "host1", "host8"), all(addresses, "owner"));
    assertEquals(List.of("web", "moved", "db"), all(addresses, "holder"));
    assertEquals(List.of("held", "held", "held"), all(addresses, "state"));
  }

  @Test
  void whatCoolsSaysUntilWhenAndIsForgottenThen() throws Exception {
    Entry entry = cooling("10.1.0.9", Duration.ofSeconds(40));
    agent.holdings.entries.add(entry);
    Map<?, ?> told = list("/ipam", "addresses").get(2);
    assertEquals("10.1.0.9", told.get("address"));
    assertEquals("cooling", told.get("state"));
    assertEquals(entry.until().toString(), told.get("until"));
    agent.time.advance(Duration.ofSeconds(40));
    assertEquals(3, list("/ipam", "addresses").size());
  }

  @Test
  void anotherNetworkIsLeftOut() throws Exception {
    assertEquals(List.of("other"), all(list("/ipam?network=other", "networks"), "name"));
    assertEquals(List.of(), list("/ipam?network=other", "addresses"));
    assertEquals(404, agent.get("/api/v1/ipam?network=nothing").statusCode());
  }

  @Test
  void nodesThatAreAwayAreListedWhereAskedFor() throws Exception {
    assertEquals(List.of("host1"), all(list("/nodes", "nodes"), "name"));
    List<Map<?, ?>> nodes = list("/nodes?all", "nodes");
    assertEquals(List.of("host1", "host8"), all(nodes, "name"));
    assertEquals(List.of("here", "away"), all(nodes, "state"));
    assertEquals(List.of(1L, 2L), all(nodes, "endpoints"));
    assertEquals(List.of(1L, 1L), all(nodes, "blocks"));
  }

  @Test
  void aNodeThatWasGivenUpIsRememberedUntilItIsBack() throws Exception {
    Instant since = agent.time.now();
    agent.holdings.absences.add(new Absence("host7", since, since.plusSeconds(60), true));
    Map<?, ?> gone = list("/nodes?all", "nodes").get(1);
    assertEquals("given_up", gone.get("state"));
    assertEquals(since.toString(), gone.get("since"));
    agent.publish(new Change.PutNode(Samples.node("host7", "192.0.2.7")));
    assertEquals("here", list("/nodes?all", "nodes").get(1).get("state"));
  }

  @Test
  void theOwnNodeIsNeverTakenFrom() throws Exception {
    HttpResponse<String> refused = agent.send("DELETE", "/api/v1/nodes/host1", "");
    assertEquals(409, refused.statusCode());
    assertTrue(refused.body().contains("ask the agent of another node"), refused.body());
    String body = "{\"node\":\"host1\"}";
    assertEquals(409, agent.send("POST", "/api/v1/ipam/reclaim", body).statusCode());
  }

  private Entry cooling(String address, Duration left) {
    Instant now = agent.time.now();
    return new Entry(
        "backend",
        IpAddress.parse(address),
        Entry.Use.RESTING,
        "",
        "was",
        now.minusSeconds(20),
        now.plus(left));
  }

  private List<Map<?, ?>> list(String path, String name) throws Exception {
    HttpResponse<String> answer = agent.get("/api/v1" + path);
    assertEquals(200, answer.statusCode(), answer.body());
    Map<?, ?> whole = (Map<?, ?>) Json.parse(answer.body().getBytes(UTF_8));
    List<?> objects = (List<?>) Objects.requireNonNull(Objects.requireNonNull(whole).get(name));
    return objects.stream().<Map<?, ?>>map(one -> (Map<?, ?>) one).toList();
  }

  private static List<Object> all(List<Map<?, ?>> objects, String name) {
    return objects.stream().<Object>map(one -> one.get(name)).toList();
  }
}
