package io.fairlead.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.agent.config.AgentConfig.AddressChoice;
import io.fairlead.agent.config.AgentConfig.Namespaces;
import io.fairlead.agent.config.AgentConfig.Upstream;
import io.fairlead.bird.Routers;
import io.fairlead.model.IpAddress;
import io.fairlead.select.Failover;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentConfigTest {
  private static final Host ROOT = new Host("Big-Host.example.com", true, Map.of());

  @Test
  void withoutAnySettingNothingListensBeyondThisHostAndItsContainers() {
    AgentConfig config = config();
    assertTrue(config.dns().auto());
    assertEquals(List.of(), config.dns().listen());
    InetSocketAddress http = config.http();
    assertTrue(http != null && http.getAddress().isLoopbackAddress(), "HTTP on loopback");
    assertEquals(Path.of("/run/fairlead/fairlead.sock"), config.socket());
    assertEquals(false, config.allowScripts());
  }

  @Test
  void theNodeIsTheHostNameAsALabel() {
    assertEquals("big-host", config().node());
  }

  @Test
  void othersThanRootKeepTheirStateAtHome() {
    Host me = new Host("h", false, Map.of("HOME", "/home/me", "XDG_RUNTIME_DIR", "/run/user/7"));
    AgentConfig config = AgentConfig.of(Settings.read(List.of(), me));
    assertEquals(Path.of("/home/me/.local/state/fairlead"), config.data());
    assertEquals(Path.of("/run/user/7/fairlead/fairlead.sock"), config.socket());
  }

  @Test
  void everySettingReachesTheAgent() {
    AgentConfig config =
        config(
            "--node",
            "n1",
            "--advertise",
            "192.0.2.1",
            "--data",
            "/d",
            "--lease-ttl",
            "5s",
            "--ipam-fence",
            "10m",
            "--ipam-cooling",
            "0s",
            "--docker",
            "unix:///x.sock",
            "--namespaces",
            "flat",
            "--address",
            "host",
            "--services",
            "/s.yaml",
            "--allow-scripts",
            "--dns",
            "127.0.0.1:0,[::1]:5353",
            "--domain",
            "Example.",
            "--dns-ttl",
            "5s",
            "--dns-negative-ttl",
            "2s",
            "--answer-limit",
            "4",
            "--panic-threshold",
            "50",
            "--dns-allow",
            "10.0.0.0/8",
            "--upstream",
            "9.9.9.9",
            "--upstream",
            "corp.test=[fd00::1]:54",
            "--http",
            "[::1]:80",
            "--socket",
            "none",
            "--log-level",
            "debug");

    assertEquals("n1", config.node());
    assertEquals("192.0.2.1", config.advertise().getFirst().toString());
    assertEquals(Path.of("/d"), config.data());
    assertEquals(Duration.ofSeconds(5), config.leaseTtl());
    assertEquals(new AgentConfig.Ipam(Duration.ofMinutes(10), Duration.ZERO), config.ipam());
    assertEquals("unix:///x.sock", config.docker());
    assertEquals(Namespaces.FLAT, config.namespaces());
    assertEquals(AddressChoice.HOST, config.address());
    assertEquals(Path.of("/s.yaml"), config.services());
    assertTrue(config.allowScripts());
    assertEquals(List.of(socket("127.0.0.1", 0), socket("::1", 5353)), config.dns().listen());
    assertEquals("example", config.dns().domain());
    assertEquals(Duration.ofSeconds(5), config.dns().ttl());
    assertEquals(Duration.ofSeconds(2), config.dns().negativeTtl());
    assertEquals(4, config.dns().answerLimit());
    assertEquals(50, config.dns().panicPercent());
    assertEquals("10.0.0.0/8", config.dns().allow().getFirst().toString());
    assertEquals(
        List.of(
            new Upstream("", socket("9.9.9.9", 53)),
            new Upstream("corp.test", socket("fd00::1", 54))),
        config.dns().upstreams());
    assertEquals(socket("::1", 80), config.http());
    assertNull(config.socket());
    assertEquals(System.Logger.Level.DEBUG, config.logLevel());
  }

  @Test
  void noneSwitchesAPartOff() {
    AgentConfig config =
        config("--docker", "none", "--http", "none", "--dns", "none", "--upstream", "none");
    assertNull(config.docker());
    assertNull(config.http());
    assertEquals(List.of(), config.dns().listen());
    assertEquals(false, config.dns().auto());
    assertEquals(List.of(), config.dns().upstreams());
    assertEquals(false, config.dns().forward());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--node       | My_Host!       | is not a name that DNS can carry",
        "--dns-ttl    | soon           | is not a duration; write 250ms, 10s, 1m, 2h or 1d",
        "--dns-ttl    | 90d            | is out of range; 0s to 1d are possible",
        "--dns        | 127.0.0.1      | has no port; write it as in 127.0.0.1:7080",
        "--dns        | :53            | has no address; 0.0.0.0:53 would be every address",
        "--http       | 127.0.0.1:x    | is not a number; use 0 to 65535",
        "--http       | web:80         | is not an address",
        "--store      | etcd://        | is no server; write HOST or HOST:PORT",
        "--store      | redis:         | there is no store 'redis:'",
        "--remote     | dc2            | a remote store is NAME=URL",
        "--remote     | etcd://h?tls=on | a remote store is NAME=URL",
        "--remote     | dc1=etcd://h   | is this agent's own datacenter",
        "--remote     | dc2=etcd://h,dc2=etcd://i | is given twice",
        "--remote     | dc2=embedded:  | is on one host only",
        "--remote     | svc=etcd://h   | means something else in names",
        "--datacenter | DC_1!          | is not a datacenter's name",
        "--failover   | always         | is none of none, missing, unhealthy",
        "--docker     | docker.sock    | write unix:///var/run/docker.sock, tcp://HOST:PORT or none",
        "--namespaces | team           | is none of project, flat",
        "--address    | both           | is none of container, host",
        "--upstream   | 9.9.9.9:0      | is out of range; use 1 to 65535",
        "--dns-allow  | 10.0.0.0/33    | is not a range of addresses",
        "--dns-ttl    | 1500ms         | DNS counts whole seconds",
        "--domain     | a..b           | is not a domain name",
        "--answer-limit | 9999         | is out of range; use 0 to 1000",
        "--allow-scripts=perhaps |     | is not true or false",
      })
  void aBadValueNamesItsKeyAndTheMend(String flag, String value, String mend) {
    String[] flags = value == null ? new String[] {flag} : new String[] {flag, value};
    ConfigException problem = assertThrows(ConfigException.class, () -> config(flags));
    String message = String.join("\n", problem.problems());
    assertTrue(message.startsWith(flag.replaceAll("=.*", "") + ": "), message);
    assertTrue(message.contains(mend), message);
  }

  @Test
  void aBadVariableIsCalledByItsName() {
    Host host = new Host("h", true, Map.of("FAIRLEAD_DNS_TTL", "soon"));
    ConfigException problem =
        assertThrows(ConfigException.class, () -> AgentConfig.of(Settings.read(List.of(), host)));
    assertTrue(
        String.join("\n", problem.problems()).startsWith("FAIRLEAD_DNS_TTL: 'soon'"),
        String.join("\n", problem.problems()));
  }

  @Test
  void routersAreOfTheNodesSystemUnlessTheySayOtherwise() {
    AgentConfig.Bgp bgp = config("--bgp-as", "64512", "--bgp-peer", "10.0.0.1=65000,fd00::1").bgp();
    assertEquals(
        new AgentConfig.Bgp(
            new Routers(
                64512,
                List.of(
                    new Routers.Router(IpAddress.parse("10.0.0.1"), 65000),
                    new Routers.Router(IpAddress.parse("fd00::1"), 64512))),
            Path.of("/etc/bird/fairlead.conf"),
            Path.of("/run/bird/bird.ctl")),
        bgp);
    assertNull(config().bgp());
  }

  @ParameterizedTest
  @CsvSource({
    "--bgp-peer,10.0.0.1,needs --bgp-as",
    "--bgp-as,64512,needs --bgp-peer",
    "--bgp-as,as1,is no autonomous system",
    "--bgp-peer,10.0.0.1=0,is no autonomous system",
    "--bgp-peer,router,is not an address"
  })
  void halfOfWhatBgpNeedsIsToldWithTheRest(String flag, String value, String mend) {
    ConfigException e = assertThrows(ConfigException.class, () -> config(flag, value));
    assertTrue(String.valueOf(e.getMessage()).contains(mend), e.getMessage());
  }

  @Test
  void allBadValuesAreToldAtOnce() {
    ConfigException problem =
        assertThrows(
            ConfigException.class, () -> config("--dns-ttl", "x", "--http", "y", "--node", "!"));
    assertEquals(3, problem.problems().size());
  }

  @Test
  void remoteStoresAreReadInTheirOrder() {
    AgentConfig.Site site =
        config(
                "--datacenter",
                "dc7",
                "--remote",
                "dc2=etcd://h1:2379,h2:2379/p?tls=on,near=consul://h/p",
                "--remote",
                "dc3=etcd://h1,h2",
                "--failover",
                "missing")
            .site();
    assertEquals("dc7", site.datacenter());
    assertEquals(
        List.of(
            "dc2=etcd://h1:2379,h2:2379/p?tls=on",
            "near=consul://h:8500/p",
            "dc3=etcd://h1:2379,h2:2379"),
        site.remotes().stream().map(r -> r.datacenter() + "=" + r.store()).toList());
    assertEquals(Failover.Rule.MISSING, site.failover());
    assertEquals(List.of(), config().site().remotes());
  }

  private static AgentConfig config(String... flags) {
    return AgentConfig.of(Settings.read(List.of(flags), ROOT));
  }

  private static InetSocketAddress socket(String address, int port) {
    return new InetSocketAddress(IpAddress.parse(address).toInetAddress(), port);
  }
}
