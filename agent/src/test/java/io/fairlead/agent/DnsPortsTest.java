package io.fairlead.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.agent.config.AgentConfig;
import io.fairlead.agent.config.Host;
import io.fairlead.agent.config.Settings;
import io.fairlead.model.IpAddress;
import io.fairlead.view.dns.DnsServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DnsPortsTest {
  private static final List<IpAddress> BRIDGE = List.of(IpAddress.parse("172.17.0.1"));

  private final Map<String, String> refused = new HashMap<>();

  @Test
  void autoIsLoopbackAndTheEnginesBridge() {
    DnsPorts ports = ports("auto");
    ports.open(BRIDGE);
    assertEquals(Set.of("127.0.0.1:53", "172.17.0.1:53"), text(ports));
  }

  @Test
  void autoWithoutABridgeIsLoopbackAlone() {
    DnsPorts ports = ports("auto");
    ports.open(List.of());
    assertEquals(Set.of("127.0.0.1:53"), text(ports));
  }

  @Test
  void autoTakesAnotherPortWhereLoopbackIsTaken() {
    refused.put("127.0.0.1:53", "Address already in use");
    DnsPorts ports = ports("auto");
    ports.open(BRIDGE);
    assertEquals(Set.of("127.0.0.1:8053", "172.17.0.1:53"), text(ports));
  }

  @Test
  void autoLivesWithoutTheBridgeWhereItIsTaken() {
    refused.put("172.17.0.1:53", "Address already in use");
    DnsPorts ports = ports("auto");
    ports.open(BRIDGE);
    assertEquals(Set.of("127.0.0.1:53"), text(ports));
  }

  @Test
  void anAddressThatWasAskedForMustBeHad() {
    refused.put("127.0.0.1:53", "Permission denied");
    StartFailure failure =
        assertThrows(StartFailure.class, () -> ports("127.0.0.1:53").open(List.of()));
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("127.0.0.1:53: permission denied"), message);
    assertTrue(message.contains("--dns 127.0.0.1:5353"), message);
  }

  @Test
  void anAddressThatTheHostHasNotYetIsWaitedFor() {
    refused.put("172.17.0.1:53", "Cannot assign requested address");
    DnsPorts ports = ports("127.0.0.1:53,172.17.0.1:53");
    ports.open(List.of());
    assertEquals(Set.of("127.0.0.1:53"), text(ports));
  }

  @Test
  void noneListensNowhere() {
    DnsPorts ports = ports("none");
    ports.open(BRIDGE);
    assertEquals(Set.of(), text(ports));
  }

  private DnsPorts ports(String dns) {
    Host host = new Host("h", true, Map.of());
    AgentConfig config = AgentConfig.of(Settings.read(List.of("--dns", dns), host));
    return new DnsPorts(config.dns(), this::apply, () -> BRIDGE, new SystemTime());
  }

  private DnsServer.Applied apply(Set<InetSocketAddress> desired) {
    Map<InetSocketAddress, IOException> failed = new HashMap<>();
    for (InetSocketAddress address : desired) {
      String why = refused.get(Banner.text(address));
      if (why != null) {
        failed.put(address, new BindException(why));
      }
    }
    return new DnsServer.Applied(
        desired.stream().filter(at -> !failed.containsKey(at)).collect(Collectors.toSet()), failed);
  }

  private static Set<String> text(DnsPorts ports) {
    return ports.listening().stream()
        .map(Banner::text)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
