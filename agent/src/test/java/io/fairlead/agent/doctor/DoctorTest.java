package io.fairlead.agent.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.agent.config.AgentConfig;
import io.fairlead.agent.config.Host;
import io.fairlead.agent.config.Settings;
import io.fairlead.agent.doctor.Finding.State;
import io.fairlead.json.Fields;
import io.fairlead.model.IpPrefix;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.testkit.time.MachineTime;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How what is found is judged. */
class DoctorTest {
  private static final Path DATA = Path.of("/data");

  private static void says(Finding finding, State state, String found) {
    assertEquals(state, finding.state(), finding.toString());
    assertTrue(finding.found().contains(found), finding.toString());
    boolean mends = state == State.WARN || state == State.BAD;
    assertEquals(mends, !finding.mend().isEmpty(), finding.toString());
  }

  @Test
  void roomOnTheDisk() {
    says(HostChecks.room(DATA, 5L << 30), State.OK, "5120 MiB");
    says(HostChecks.room(DATA, 200L << 20), State.WARN, "200 MiB");
    says(HostChecks.room(DATA, 3L << 20), State.BAD, "3 MiB");
  }

  @Test
  void aFolderThatIsNotThereYetIsJudgedByTheOneAroundIt(@TempDir Path directory) {
    assertTrue(HostChecks.data(directory.resolve("a/b")).state() != State.BAD);
  }

  @Test
  void clocksThatDiffer() {
    Instant now = Instant.parse("2026-01-01T00:00:10Z");
    says(StoreChecks.skew("Thu, 01 Jan 2026 00:00:08 GMT", now), State.OK, "2 s apart");
    says(StoreChecks.skew("Thu, 01 Jan 2026 00:01:10 GMT", now), State.WARN, "60 s apart");
    says(StoreChecks.skew("soon", now), State.SKIPPED, "did not say");
  }

  @Test
  void aStoreThatIsSlowOrAway() throws IOException {
    says(StoreChecks.latency("store", Duration.ofMillis(3)), State.OK, "3 ms");
    says(StoreChecks.latency("store", Duration.ofMillis(300)), State.WARN, "300 ms");
    int port;
    try (ServerSocket gone = new ServerSocket(0)) {
      port = gone.getLocalPort();
    }
    StoreUrl url = StoreUrl.parse("zookeeper://127.0.0.1:" + port + "/fairlead");
    says(StoreChecks.of(url, new MachineTime()).getFirst(), State.BAD, "does not answer");
  }

  @Test
  void aRouteInANetworksWay() {
    List<Fields> networks =
        List.of(
            Fields.lenient(
                Map.of(
                    "network",
                    Map.of("name", "backend", "pools", List.of(Map.of("subnet", "10.1.0.0/24"))))));
    says(AgentChecks.routes(networks, List.of(IpPrefix.parse("10.2.0.0/16"))), State.OK, "");
    says(
        AgentChecks.routes(networks, List.of(IpPrefix.parse("10.1.0.0/16"))),
        State.BAD,
        "backend has 10.1.0.0/24, and this host a route to 10.1.0.0/16");
  }

  @Test
  void whatTheAgentSaysOfItself() {
    says(AgentChecks.agent(Fields.lenient(Map.of("ready", true))), State.OK, "");
    says(AgentChecks.agent(Fields.lenient(Map.of("ready", false))), State.BAD, "cannot serve");
    Fields open = Fields.lenient(Map.of("networks", Map.of("kernel", "2 differences stay: x")));
    says(AgentChecks.kernel(open), State.BAD, "2 differences stay");
    Fields well = Fields.lenient(Map.of("networks", Map.of("kernel", "7 items as they should be")));
    says(AgentChecks.kernel(well), State.OK, "7 items");
  }

  @Test
  void withoutAnAgentTheHostIsLookedAtAllTheSame(@TempDir Path directory) {
    Host host = new Host("h1", false, Map.of("HOME", directory.toString()));
    AgentConfig config = AgentConfig.of(Settings.read(List.of("--docker", "none"), host));
    List<Finding> findings = Doctor.examine(config, List.of(), false, target -> null);
    List<String> bad =
        findings.stream()
            .filter(one -> one.state() == State.BAD)
            .map(Finding::check)
            .filter(check -> !check.equals("data folder")) // a full disk is nobody's fault here
            .toList();
    assertEquals(List.of("agent"), bad, findings.toString());
    List<String> skipped =
        findings.stream().filter(one -> one.state() == State.SKIPPED).map(Finding::check).toList();
    assertEquals(List.of("kernel", "engine", "networks", "routes", "underlay"), skipped);
  }
}
