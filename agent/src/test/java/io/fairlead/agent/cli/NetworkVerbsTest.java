package io.fairlead.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.agent.RunningAgent;
import io.fairlead.testkit.time.Patience;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks by the command line, on a real agent. */
class NetworkVerbsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private RunningAgent agent;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    agent = RunningAgent.in(directory);
  }

  @AfterEach
  void end() {
    agent.close();
  }

  private int run(String... words) {
    out.reset();
    err.reset();
    List<String> line = new ArrayList<>(List.of(words));
    line.addAll(List.of("--agent", agent.socket()));
    return Cli.run(
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            0,
            false),
        line.toArray(String[]::new));
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
  }

  private void awaitNetworks(String... names) throws InterruptedException {
    Patience.until(
        () -> {
          run("network", "ls");
          List<String> first = said().lines().skip(1).map(line -> line.split(" ", 2)[0]).toList();
          return first.equals(List.of(names));
        });
  }

  @Test
  void aNetworkIsMadeListedShownAndRemoved() throws Exception {
    assertEquals(0, run("network", "create", "backend"), said());
    assertTrue(said().startsWith("made network backend, 10."), said());
    awaitNetworks("backend");
    assertTrue(said().startsWith("NAME     SUBNETS"), said());
    assertEquals(0, run("network", "inspect", "backend"));
    assertTrue(said().contains("dataplane  auto"), said());
    assertTrue(said().contains("nothing is on it"), said());
    assertEquals(0, run("network", "rm", "backend"));
    assertEquals("removed network backend", said().strip());
    awaitNetworks();
    assertTrue(said().contains("'fairlead network create NAME' makes one"), said());
  }

  @Test
  void allThatCanBeAskedForIsKept() throws Exception {
    assertEquals(
        0,
        run(
            "network",
            "create",
            "vault",
            "--subnet",
            "10.21.0.0/24",
            "--gateway",
            "10.21.0.254",
            "--ip-range",
            "10.21.0.128/25",
            "--aux",
            "printer=10.21.0.9",
            "--ipv6",
            "--dataplane",
            "vxlan",
            "--mtu",
            "1400",
            "--internal",
            "--encrypted",
            "-o",
            "colour=blue"),
        said());
    awaitNetworks("vault");
    run("network", "inspect", "vault");
    assertTrue(
        said()
            .contains("10.21.0.0/24, gateway 10.21.0.254, range 10.21.0.128/25, printer 10.21.0.9"),
        said());
    assertTrue(said().contains("mtu=1400, encrypted, internal, colour=blue"), said());
    assertTrue(said().contains("subnet     fd"), said());
    run("network", "inspect", "vault", "--json");
    assertTrue(said().contains("\"dataplane\":\"vxlan\""), said());
  }

  @Test
  void whatCannotBeIsRefusedWithTheWayOut() throws Exception {
    run("network", "create", "backend", "--subnet", "10.21.0.0/24");
    assertEquals(2, run("network", "create", "backend"));
    assertTrue(said().contains("there is a network 'backend'; choose another name"), said());
    assertEquals(2, run("network", "create", "other", "--subnet", "10.21.0.0/25"));
    assertTrue(said().contains("overlaps 10.21.0.0/24"), said());
    assertEquals(2, run("network", "create", "other", "--subnet", "10.21.0.0/24"));
    assertEquals(2, run("network", "create", "other", "--gateway", "10.22.0.1"));
    assertTrue(said().contains("--gateway 10.22.0.1 is in no --subnet"), said());
    assertEquals(2, run("network", "create", "other", "--mtu", "100"));
    assertTrue(said().contains("mtu"), said());
    assertEquals(2, run("network", "create", "-bad-", "--subnet", "10.23.0.0/24"), said());
    assertEquals(1, run("network", "rm", "nowhere"), said());
    assertTrue(said().contains("no network 'nowhere' is known"), said());
    assertEquals(1, run("network", "inspect", "nowhere"));
    assertEquals(2, run("network"), said());
  }
}
