package io.fairlead.plugin.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Cause;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.model.net.Pool;
import io.fairlead.plugin.docker.FakeNetwork.FakeEndpoint;
import io.fairlead.spi.NetworkDraft;
import io.fairlead.testkit.catalog.NetworkSamples;
import io.fairlead.testkit.time.Patience;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people see of networks on a host with an engine. */
class DockerPluginTest {
  private static final Map<String, Object> PLAIN = Map.of();

  @TempDir private Path folder;
  private PluginHost host;

  @BeforeEach
  void open() throws Exception {
    host = new PluginHost(folder, FakeEngine.Version.V20_10, new Random(7));
    host.open();
  }

  @AfterEach
  void close() throws Exception {
    host.close();
  }

  @Test
  void aNetworkMadeWithTheEngineIsTheClusters() throws Exception {
    host.engine.createNetwork(
        "backend",
        "fairlead",
        body(Map.of("mtu", "1400", "fairlead.dataplane", "vxlan"), "10.5.0.0/24"));
    host.settled("backend");
    Network network = host.cluster.network("backend");
    assertNotNull(network);
    assertEquals("vxlan", network.dataplane());
    assertEquals(1400, network.options().mtu());
    assertEquals(List.of(Pool.of(IpPrefix.parse("10.5.0.0/24"))), network.pools());
    assertEquals("docker network create on host1", network.cause().what());
  }

  @Test
  void aContainerGetsItsEndpointAtOnce() throws Exception {
    String id = host.engine.createNetwork("backend", "fairlead", PLAIN);
    FakeEndpoint endpoint = host.engine.run("web", id, "");
    assertEquals("10.128.0.2/24", endpoint.address());
    NetworkEndpoint own = host.own().getFirst();
    assertEquals(NetworkEndpoint.State.JOINED, own.state());
    assertEquals(IpPrefix.parse("10.128.0.2/24"), own.v4());
    assertTrue(host.side.has(own.id()));
    host.engine.stop(endpoint);
    assertEquals(List.of(), host.own());
    assertEquals(Map.of(), host.addresses.given());
    assertEquals(Map.of(), host.side.links());
  }

  @Test
  void itIsSoonKnownWhoseAnEndpointIs() throws Exception {
    String id = host.engine.createNetwork("backend", "fairlead", PLAIN);
    FakeEndpoint endpoint = host.engine.run("web", id, "");
    NetworkEndpoint.Attached who =
        new NetworkEndpoint.Attached(
            "web", endpoint.container(), List.of("alias"), Map.of("team", "shop"));
    Patience.until(() -> host.told.all().getFirst().container().equals(who));
  }

  @Test
  void anAddressThatIsAskedForIsGiven() throws Exception {
    String id = host.engine.createNetwork("backend", "fairlead", PLAIN);
    assertEquals("10.128.0.77/24", host.engine.run("web", id, "10.128.0.77").address());
    assertThrows(Refusal.class, () -> host.engine.run("other", id, "10.128.0.77"));
    assertThrows(Refusal.class, () -> host.engine.run("other", id, "10.129.0.5"));
    assertEquals(1, host.addresses.given().size());
  }

  @Test
  void aNetworkWithTheEnginesAddressesIsReplacedAtOnce() throws Exception {
    String first = host.engine.createNetwork("backend", "default", PLAIN);
    String second = host.settled("backend");
    assertTrue(!first.equals(second), "another network took its place");
    FakeEndpoint endpoint = host.engine.run("web", second, "");
    assertTrue(endpoint.address().startsWith("10.128."), endpoint.address());
  }

  @Test
  void aSubnetThatAPersonGaveStaysWhereTheNetworkIsReplaced() throws Exception {
    host.engine.createNetwork("backend", "default", body(Map.of(), "10.77.0.0/24"));
    String id = host.settled("backend");
    assertTrue(host.engine.run("web", id, "").address().startsWith("10.77.0."));
  }

  @Test
  void noContainerGetsOntoANetworkThatIsBeingReplaced() throws Exception {
    host.kill();
    host.cluster.create(draft("taken", "10.77.0.0/24"));
    host.open();
    String id = host.engine.createNetwork("backend", "default", body(Map.of(), "10.77.0.0/24"));
    Patience.until(() -> !host.plugin().complaints().isEmpty());
    Refusal refused = assertThrows(Refusal.class, () -> host.engine.run("web", id, "10.77.0.5"));
    String said = String.valueOf(refused.getMessage());
    assertTrue(said.contains("made anew with the cluster's addresses"), said);
    assertTrue(host.plugin().complaints().containsKey("backend"));
  }

  @Test
  void aNetworkOfTheClusterComesToTheEngineAndGoesAgain() throws Exception {
    host.cluster.create(draft("backend", "10.9.0.0/24"));
    host.plugin().networksChanged();
    String id = host.settled("backend");
    assertEquals("10.9.0.2/24", host.engine.run("web", id, "").address());
    host.engine.stop(host.engine.all().getFirst().endpoints.values().iterator().next());
    host.cluster.remove("backend");
    host.plugin().networksChanged();
    Patience.until(() -> host.engine.all().isEmpty());
  }

  @Test
  void aNetworkThatIsRemovedHereIsRemovedEverywhere() throws Exception {
    host.engine.createNetwork("backend", "fairlead", PLAIN);
    host.engine.removeNetwork(host.settled("backend"));
    Patience.until(() -> host.cluster.all().isEmpty());
    assertEquals(List.of(), host.engine.all());
  }

  @Test
  void aNetworkThatIsInUseElsewhereComesBackWhereItIsRemoved() throws Exception {
    host.engine.createNetwork("backend", "fairlead", PLAIN);
    String id = host.settled("backend");
    host.told.upsert(NetworkSamples.endpoint("host2", "far", "backend", "10.128.0.9/24"));
    host.engine.removeNetwork(id);
    Patience.until(() -> host.engine.named("backend") != null);
    assertNotNull(host.cluster.network("backend"));
  }

  @Test
  void ofTwoHostsThatMakeOneNameAtOnceOneWins() throws Exception {
    host.kill();
    Network winner = host.cluster.create(draft("backend", "10.9.0.0/24"));
    host.open();
    host.engine.createNetwork("backend", "fairlead", body(Map.of(), "10.5.0.0/24"));
    Patience.until(
        () -> {
          FakeNetwork network = host.engine.named("backend");
          return network != null && network.pool.equals("10.9.0.0/24");
        });
    assertEquals(List.of(winner), host.cluster.all());
    assertEquals("10.9.0.2/24", host.engine.run("web", host.settled("backend"), "").address());
  }

  @Test
  void aNetworkThatTheStoreLostComesBackFromItsContainers() throws Exception {
    String id = host.engine.createNetwork("backend", "fairlead", PLAIN);
    host.engine.run("web", id, "");
    NetworkEndpoint own = host.own().getFirst();
    host.told.remove(own.id());
    host.cluster.remove("backend");
    host.plugin().networksChanged();
    Patience.until(() -> host.cluster.network("backend") != null);
    assertEquals(List.of(own.id()), host.own().stream().map(NetworkEndpoint::id).toList());
  }

  @Test
  void afterACrashOfTheEngineNothingStays() throws Exception {
    String id = host.engine.createNetwork("backend", "fairlead", PLAIN);
    host.engine.run("web", id, "");
    host.engine.run("db", id, "");
    host.engine.crash();
    assertEquals(List.of(), host.own());
    assertEquals(Map.of(), host.addresses.given());
    assertEquals(Map.of(), host.side.links());
  }

  @Test
  void whatTheEngineForgotWithoutACallIsEnded() throws Exception {
    String id = host.engine.createNetwork("backend", "fairlead", PLAIN);
    host.engine.run("web", id, "");
    host.engine.all().getFirst().endpoints.clear();
    host.engine.restart();
    Patience.until(() -> host.own().isEmpty());
    assertEquals(Map.of(), host.side.links());
  }

  @Test
  void trafficIsNotTouchedByAnotherAgentOrALiveRestore() throws Exception {
    String id = host.engine.createNetwork("backend", "fairlead", PLAIN);
    host.engine.run("web", id, "");
    host.kill();
    host.open();
    host.engine.restart();
    String other = host.engine.run("db", id, "").address();
    assertEquals("10.128.0.3/24", other);
    assertEquals(2, host.side.made());
    assertEquals(2, host.own().size());
  }

  @Test
  void anAgentThatLostItsFolderTakesOverWhatRuns() throws Exception {
    String id = host.engine.createNetwork("backend", "fairlead", PLAIN);
    FakeEndpoint endpoint = host.engine.run("web", id, "");
    host.kill();
    Files.delete(folder.resolve("endpoints"));
    Files.delete(folder.resolve("networks.json"));
    host.open();
    Patience.until(() -> host.own().size() == 1);
    NetworkEndpoint own = host.own().getFirst();
    assertEquals(new EndpointId(PluginHost.NODE, endpoint.id()), own.id());
    assertEquals("web", own.container().name());
    assertEquals(1, host.side.made(), "its traffic was not touched");
    assertEquals("10.128.0.3/24", host.engine.run("db", id, "").address());
  }

  private static NetworkDraft draft(String name, String subnet) {
    return new NetworkDraft(
        name,
        Network.AUTO,
        List.of(Pool.of(IpPrefix.parse(subnet))),
        Network.Options.USUAL,
        Map.of(),
        new Cause(Instant.EPOCH, "a test"));
  }

  private static Map<String, Object> body(Map<String, String> options, String subnet) {
    return Map.of("Options", options, "IPAM", Map.of("Config", List.of(Map.of("Subnet", subnet))));
  }
}
