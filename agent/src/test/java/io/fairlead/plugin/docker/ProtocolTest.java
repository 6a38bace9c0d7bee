package io.fairlead.plugin.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Port;
import io.fairlead.model.net.LinkNames;
import io.fairlead.model.net.PublishedPort;
import io.fairlead.testkit.lab.Together;
import io.fairlead.transport.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The words on the wire, as engines send and expect them. */
class ProtocolTest {
  private static final String ENDPOINT = "e".repeat(64);
  private static final String POOL =
      "{\"AddressSpace\":\"fairlead\",\"Pool\":\"10.5.0.0/24\",\"SubPool\":\"\",\"Options\":null,\"V6\":false}";
  private static final String CREATE_NETWORK =
      """
      {"NetworkID":"%s","Options":{"com.docker.network.enable_ipv6":false,\
      "com.docker.network.generic":{"mtu":"1400"}},"IPv4Data":[{"AddressSpace":"fairlead",\
      "Pool":"10.5.0.0/24","Gateway":"10.5.0.1/24","AuxAddresses":null}],"IPv6Data":null}""";
  private static final String CREATE_ENDPOINT =
      """
      {"NetworkID":"%s","EndpointID":"%s","Interface":{"Address":"%s","AddressIPv6":"",\
      "MacAddress":""},"Options":{"com.docker.network.endpoint.exposedports":[{"Proto":6,"Port":80}],\
      "com.docker.network.portmap":[{"Proto":6,"IP":"","Port":80,"HostIP":"0.0.0.0",\
      "HostPort":8080,"HostPortEnd":8080},{"Proto":132,"IP":"","Port":81,"HostIP":"",\
      "HostPort":8081,"HostPortEnd":8081}]}}""";

  private static final List<String> METHODS =
      List.of(
          "/NetworkDriver.CreateNetwork",
          "/NetworkDriver.CreateEndpoint",
          "/NetworkDriver.Join",
          "/NetworkDriver.Leave",
          "/NetworkDriver.DeleteEndpoint",
          "/IpamDriver.RequestPool",
          "/IpamDriver.ReleasePool",
          "/IpamDriver.RequestAddress",
          "/IpamDriver.ReleaseAddress");
  private static final List<String> BODIES =
      List.of(
          POOL,
          CREATE_NETWORK.formatted("aa"),
          CREATE_ENDPOINT.formatted("aa", ENDPOINT, "10.5.0.2/24"),
          "{\"PoolID\":\"10.5.0.0/24\",\"Address\":\"10.5.0.9\",\"Options\":{}}");

  @TempDir private Path folder;
  private PluginHost host;
  private PluginClient plugin;

  @BeforeEach
  void open() throws Exception {
    host = new PluginHost(folder, FakeEngine.Version.V20_10, new Random(7));
    host.open();
    plugin = new PluginClient(host.socket);
  }

  @AfterEach
  void close() throws Exception {
    plugin.close();
    host.close();
  }

  private String ask(String method, String body) throws Exception {
    Reply reply = plugin.send(method, body.getBytes(StandardCharsets.UTF_8));
    assertEquals(200, reply.status(), reply.text());
    assertEquals("application/vnd.docker.plugins.v1.2+json", reply.headers().get("content-type"));
    return reply.text();
  }

  @Test
  void itSaysWhatItIs() throws Exception {
    assertEquals(
        "{\"Implements\":[\"NetworkDriver\",\"IpamDriver\"]}", ask("/Plugin.Activate", ""));
    assertEquals(
        "{\"Scope\":\"local\",\"ConnectivityScope\":\"global\"}",
        ask("/NetworkDriver.GetCapabilities", ""));
    assertEquals(
        "{\"RequiresMACAddress\":false,\"RequiresRequestReplay\":false}",
        ask("/IpamDriver.GetCapabilities", "null"));
    assertEquals(
        "{\"LocalDefaultAddressSpace\":\"fairlead\",\"GlobalDefaultAddressSpace\":\"fairlead\"}",
        ask("/IpamDriver.GetDefaultAddressSpaces", "{}"));
  }

  @Test
  void whatItHasNothingToSayToIsAnsweredWithAnEmptyObject() throws Exception {
    for (String method :
        List.of(
            "ProgramExternalConnectivity",
            "RevokeExternalConnectivity",
            "DiscoverNew",
            "DiscoverDelete",
            "Leave",
            "DeleteEndpoint",
            "DeleteNetwork")) {
      String body = "{\"NetworkID\":\"aa\",\"EndpointID\":\"bb\"}";
      assertEquals("{}", ask("/NetworkDriver." + method, body), method);
    }
    assertEquals(
        "{\"Value\":{}}",
        ask("/NetworkDriver.EndpointOperInfo", "{\"NetworkID\":\"aa\",\"EndpointID\":\"bb\"}"));
  }

  @Test
  void whatItDoesNotKnowIsNotFound() throws Exception {
    for (String path :
        List.of("/NetworkDriver.Dance", "/IpamDriver.Dance", "/", "/VolumeDriver.Get")) {
      assertEquals(404, plugin.send(path, new byte[0]).status(), path);
    }
  }

  @Test
  void aPoolIsCalledByItsSubnetAndBringsItsGateway() throws Exception {
    assertEquals(
        "{\"PoolID\":\"10.5.0.0/24\",\"Pool\":\"10.5.0.0/24\","
            + "\"Data\":{\"com.docker.network.gateway\":\"10.5.0.1/24\"}}",
        ask("/IpamDriver.RequestPool", POOL));
    assertEquals(
        "{\"Address\":\"10.5.0.9/24\",\"Data\":{}}",
        ask(
            "/IpamDriver.RequestAddress",
            "{\"PoolID\":\"10.5.0.0/24\",\"Address\":\"10.5.0.9\",\"Options\":"
                + "{\"RequestAddressType\":\"com.docker.network.gateway\"}}"));
    assertEquals("{}", ask("/IpamDriver.ReleasePool", "{\"PoolID\":\"10.5.0.0/24\"}"));
  }

  @Test
  void aPoolWithoutASubnetIsAnotherEachTime() throws Exception {
    String any = POOL.replace("10.5.0.0/24", "");
    assertFalse(ask("/IpamDriver.RequestPool", any).equals(ask("/IpamDriver.RequestPool", any)));
  }

  private String program(String network, String ports) throws Exception {
    return ask(
        "/NetworkDriver.ProgramExternalConnectivity",
        "{\"NetworkID\":\"%s\",\"EndpointID\":\"%s\",\"Options\":{\"com.docker.network.portmap\":[%s]}}"
            .formatted(network, ENDPOINT, ports));
  }

  @Test
  void portsArePublishedWhenTheEngineSaysSoAndWithdrawnWhenItSaysSoOrTheContainerLeaves()
      throws Exception {
    String network = host.engine.createNetwork("backend", "fairlead", Map.of());
    host.settled("backend");
    ask(
        "/NetworkDriver.CreateEndpoint",
        CREATE_ENDPOINT.formatted(network, ENDPOINT, "10.128.0.2/24"));
    String of = "{\"NetworkID\":\"%s\",\"EndpointID\":\"%s\"%s}";
    ask(
        "/NetworkDriver.Join",
        of.formatted(network, ENDPOINT, ",\"SandboxKey\":\"/x\",\"Options\":{}"));
    String http =
        "{\"Proto\":6,\"IP\":\"\",\"Port\":80,\"HostIP\":\"\",\"HostPort\":8080,\"HostPortEnd\":8080}";
    String any =
        "{\"Proto\":17,\"IP\":\"\",\"Port\":53,\"HostIP\":\"\",\"HostPort\":0,\"HostPortEnd\":0}";
    assertEquals("{}", program(network, http + "," + any));
    assertEquals(
        List.of(
            new PublishedPort(Port.Protocol.TCP, null, 8080, 80),
            new PublishedPort(Port.Protocol.UDP, null, 32768, 53)),
        host.own().getFirst().ports());
    assertEquals("{}", program(network, http + "," + any));
    assertEquals(32768, host.own().getFirst().ports().getLast().hostPort(), "the same again");
    ask("/NetworkDriver.RevokeExternalConnectivity", of.formatted(network, ENDPOINT, ""));
    assertEquals(List.of(), host.own().getFirst().ports());
    assertEquals(List.of(), host.ports.held());
    program(network, http);
    ask("/NetworkDriver.Leave", of.formatted(network, ENDPOINT, ""));
    assertEquals(List.of(), host.ports.held(), "engine 29 may never revoke");
  }

  @Test
  void whatCannotBePublishedIsRefusedInWords() throws Exception {
    String said =
        program("n1", "{\"Proto\":132,\"Port\":81,\"HostPort\":8081,\"HostPortEnd\":8081}");
    assertTrue(
        said.contains(
            "port 81/sctp cannot be published on a Fairlead network; publish tcp and udp only"),
        said);
  }

  @Test
  void anEndpointIsMadeAndJoined() throws Exception {
    String network = host.engine.createNetwork("backend", "fairlead", Map.of());
    host.settled("backend");
    String address =
        ask(
            "/IpamDriver.RequestAddress",
            "{\"PoolID\":\"10.128.0.0/24\",\"Address\":\"\",\"Options\":{}}");
    assertEquals("{\"Address\":\"10.128.0.2/24\",\"Data\":{}}", address);
    assertEquals(
        "{\"Interface\":{\"MacAddress\":\"02:42:0a:80:00:02\"}}",
        ask(
            "/NetworkDriver.CreateEndpoint",
            CREATE_ENDPOINT.formatted(network, ENDPOINT, "10.128.0.2/24")));
    assertEquals(List.of(), host.own().getFirst().ports(), "nothing is published yet");
    assertEquals(
        "{\"InterfaceName\":{\"SrcName\":\""
            + LinkNames.movedEnd(host.own().getFirst().id())
            + "\",\"DstPrefix\":\"eth\"},\"Gateway\":\"10.128.0.1\",\"DisableGatewayService\":false}",
        ask(
            "/NetworkDriver.Join",
            "{\"NetworkID\":\"%s\",\"EndpointID\":\"%s\",\"SandboxKey\":\"/var/run/docker/netns/x\",\"Options\":{}}"
                .formatted(network, ENDPOINT)));
  }

  @Test
  void aMacAddressThatTheEngineChoseIsNotAnswered() throws Exception {
    String network = host.engine.createNetwork("backend", "fairlead", Map.of());
    host.settled("backend");
    String body =
        CREATE_ENDPOINT
            .formatted(network, ENDPOINT, "10.128.0.2/24")
            .replace("\"MacAddress\":\"\"", "\"MacAddress\":\"02:42:00:00:00:07\"");
    assertEquals("{\"Interface\":{}}", ask("/NetworkDriver.CreateEndpoint", body));
    assertEquals("02:42:00:00:00:07", String.valueOf(host.own().getFirst().mac()));
  }

  @Test
  void aRefusalSaysWhatToDo() throws Exception {
    assertTrue(
        ask(
                "/NetworkDriver.CreateEndpoint",
                CREATE_ENDPOINT.formatted("aa", ENDPOINT, "10.5.0.2/24"))
            .startsWith("{\"Err\":\"the agent does not know this network yet; try again"));
    assertTrue(
        ask("/NetworkDriver.CreateNetwork", CREATE_NETWORK.formatted("aa").replace("1400", "many"))
            .contains("mtu: 'many' is no number"));
    assertTrue(
        ask(
                "/NetworkDriver.CreateNetwork",
                CREATE_NETWORK.formatted("aa").replace("\"fairlead\"", "\"null\""))
            .contains("use --ipam-driver fairlead"));
    assertTrue(
        ask("/IpamDriver.RequestPool", "[1]").contains("\"Error\":\"json: must be an object"));
  }

  @Test
  void whatComesGarbledIsRefusedAndHarmsNothing() throws Exception {
    long seed = Long.getLong("fairlead.seed", System.nanoTime());
    System.out.println("seed " + seed + " (-Dfairlead.seed=" + seed + " repeats it)");
    // Beside each other: a call to what is not known yet waits for it.
    Together.each(LongStream.range(0, 30).boxed().toList(), i -> garble(new Random(seed + i), 100));
    assertEquals(List.of(), host.own().stream().filter(one -> one.mac() == null).toList());
  }

  private void garble(Random random, int calls) {
    for (int i = 0; i < calls; i++) {
      String body = BODIES.get(random.nextInt(BODIES.size()));
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      for (int changes = random.nextInt(4); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) " \"{}[]:,/.0a\0\n".charAt(random.nextInt(14));
      }
      String method = METHODS.get(random.nextInt(METHODS.size()));
      String answer = answer(method, bytes);
      assertTrue(answer.startsWith("{"), answer);
      assertFalse(
          answer.contains("agent's own"), method + " " + new String(bytes, StandardCharsets.UTF_8));
    }
  }

  private String answer(String method, byte[] body) {
    try {
      return new String(plugin.send(method, body).body(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
