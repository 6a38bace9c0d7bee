package io.fairlead.agent;

import static io.fairlead.testkit.catalog.NetworkSamples.endpoint;
import static io.fairlead.testkit.catalog.NetworkSamples.network;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.catalog.Change;
import io.fairlead.catalog.Datacenters;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Revision;
import io.fairlead.testkit.lab.Images;
import io.fairlead.testkit.lab.Lab;
import io.fairlead.testkit.lab.LabContainer;
import io.fairlead.testkit.lab.LabHost;
import io.fairlead.testkit.time.MachineTime;
import io.fairlead.view.dns.DnsOptions;
import io.fairlead.view.dns.DnsServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Containers of a real engine, on a network of their own with Docker's resolver. */
class SandboxNamesIT {
  private static Lab lab;
  private static LabHost host;
  private static LabContainer asker;
  private static LabContainer neighbour;

  private DnsServer server;
  private SandboxNames names;

  @BeforeAll
  static void start() {
    lab = Lab.open();
    host = lab.host("h1");
    host.docker("network", "create", "--subnet", "10.66.0.0/24", "own");
    neighbour = host.run(Images.IDLE, "--name", "neighbour", "--network", "own");
    asker = host.run(Images.IDLE, "--name", "asker", "--network", "own");
  }

  @AfterAll
  static void end() {
    lab.close();
  }

  @BeforeEach
  void open() {
    Snapshot snapshot =
        Snapshot.empty()
            .with(
                new Revision(1),
                List.of(
                    new Change.PutNetwork(network("own", "10.66.0.0/24")),
                    new Change.PutEndpoint(
                        endpoint("host1", "asker", "own", address(asker) + "/24")),
                    new Change.PutEndpoint(endpoint("host2", "faraway", "own", "10.66.0.99/24"))));
    server =
        new DnsServer(
            DnsOptions.of("internal", "host1"),
            Datacenters.alone(() -> snapshot),
            (query, length, client, tcp, reply) -> {},
            service -> {});
    names = new SandboxNames(server, new MachineTime());
  }

  @AfterEach
  void close() {
    names.close();
    server.close();
  }

  private static String address(LabContainer container) {
    return container.inspect("{{.NetworkSettings.Networks.own.IPAddress}}");
  }

  private static SandboxNames.Sandbox sandbox() {
    String engine = Long.toString(host.engine().process().pid());
    return new SandboxNames.Sandbox(
        Path.of("/proc", engine, "root", key()), IpAddress.parse(address(asker)), true);
  }

  private static String key() {
    return asker.inspect("{{.NetworkSettings.SandboxKey}}");
  }

  private static String lookUp(String name) {
    return host.docker("exec", "asker", "sh", "-c", "nslookup " + name + " 2>&1 || true");
  }

  @Test
  void aContainerIsAnsweredByTheAgentAndByDockersResolverForTheRest() {
    names.apply(Set.of(sandbox()));

    assertTrue(lookUp("faraway").contains("10.66.0.99"), lookUp("faraway"));
    assertTrue(lookUp("neighbour").contains(address(neighbour)), lookUp("neighbour"));
  }

  @Test
  void applyingTwiceChangesNothing() {
    names.apply(Set.of(sandbox()));
    String before = rules();

    names.apply(Set.of(sandbox()));

    assertEquals(before, rules());
    assertTrue(lookUp("faraway").contains("10.66.0.99"));
  }

  @Test
  void whatIsNoLongerWantedLeavesNothingBehind() {
    names.apply(Set.of(sandbox()));

    names.apply(Set.of());

    assertFalse(rules().contains("fairlead"), rules());
    assertFalse(lookUp("faraway").contains("10.66.0.99"));
    assertTrue(lookUp("neighbour").contains(address(neighbour)));
  }

  @Test
  void aRuleThatNobodyRenewsEndsAndDockersResolverAnswers() {
    names.apply(Set.of(sandbox()));

    inside("nft", "flush", "set", "ip", "fairlead-names", "answering");

    assertTrue(lookUp("neighbour").contains(address(neighbour)), lookUp("neighbour"));
    assertFalse(lookUp("faraway").contains("10.66.0.99"));
  }

  private static String rules() {
    return inside("nft", "--stateless", "list", "ruleset").replaceAll("expires \\S+", "");
  }

  private static String inside(String... command) {
    List<String> all = new ArrayList<>(List.of("nsenter", "--net=" + key()));
    all.addAll(List.of(command));
    return host.exec(all.toArray(String[]::new));
  }
}
