package io.fairlead.bench;

import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.Images;
import io.fairlead.testkit.lab.Lab;
import io.fairlead.testkit.lab.LabHost;
import io.fairlead.testkit.lab.LabProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * From a container's start event on one host to the first right DNS answer on another, through
 * etcd; beside a Consul server and client where a binary is given. Hosts are network namespaces of
 * one machine. Run as root from the top of the tree.
 *
 * <p>Arguments: rounds, the path of an etcd binary, and optionally that of a Consul binary.
 */
public final class OtherHostBench {
  private static final int DNS = 5353;
  private static final int HTTP = 7080;
  private static final int ETCD = 2379;
  private static final int CONSUL_HTTP = 8500;
  private static final int CONSUL_DNS = 8600;
  private static final Duration GIVE_UP = Duration.ofMinutes(20);

  private OtherHostBench() {}

  /** Prints the table. */
  public static void main(String[] args) {
    try (Lab lab = Lab.open()) {
      LabHost first = lab.host("h1");
      LabHost second = lab.host("h2");
      first.run(Images.IDLE, "--name", "warm-up").remove();
      LabProcess etcd = first.start("etcd", etcd(Path.of(args[1]), first), Map.of());
      String url = "http://" + first.address() + ":" + ETCD;
      awaitAnswer(first, url + "/health", etcd);
      String store = "etcd://" + first.address() + ":" + ETCD + "/fairlead";
      agent(first, "a", store, first.engine().address());
      LabProcess agent = agent(second, "b", store, "none");
      List<String> probe =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-Detcd=" + first.address() + ":" + ETCD,
                  "-cp",
                  System.getProperty("java.class.path"),
                  FirstAnswerProbe.class.getName(),
                  first.engine().socket().toString(),
                  Images.IDLE,
                  args[0],
                  ".internal",
                  Integer.toString(DNS)));
      if (args.length > 2) {
        Path binary = Path.of(args[2]).toAbsolutePath();
        LabProcess server = first.start("consul", consul(binary, first, "-dev"), Map.of());
        awaitAnswer(first, "http://127.0.0.1:" + CONSUL_HTTP + "/v1/status/leader", server);
        LabProcess client =
            second.start(
                "consul",
                consul(
                    binary,
                    second,
                    "-retry-join=" + first.address(),
                    "-data-dir=" + second.directory().resolve("consul")),
                Map.of());
        awaitAnswer(second, "http://127.0.0.1:" + CONSUL_HTTP + "/v1/catalog/nodes", client);
        probe.add(first.address());
        probe.add(Integer.toString(CONSUL_HTTP));
        probe.add(Integer.toString(CONSUL_DNS));
      }
      LabProcess running = second.start("probe", probe, Map.of());
      Await.until("the probe ends", GIVE_UP, () -> !running.alive());
      int exit = running.awaitEnd();
      System.out.println(running.output());
      if (exit != 0) {
        throw new IllegalStateException("the probe failed; the agent said\n" + agent.tail());
      }
      System.out.println(first.exec("sh", "-c", metrics("to_store")));
      System.out.println(second.exec("sh", "-c", metrics("to_snapshot")));
    }
  }

  /** The agent's own figures: its histograms of how far changes have come. */
  private static String metrics(String which) {
    return "curl -s http://127.0.0.1:" + HTTP + "/metrics | grep '^fairlead_event_" + which + "'";
  }

  private static LabProcess agent(LabHost host, String node, String store, String docker) {
    LabProcess agent =
        host.start(
            "agent",
            AgentProcess.node(
                node,
                host.directory(),
                DNS,
                HTTP,
                "--store",
                store,
                "--docker",
                docker,
                "--upstream",
                "none"),
            Map.of());
    awaitAnswer(host, "http://127.0.0.1:" + HTTP + "/api/v1/health/ready", agent);
    return agent;
  }

  private static List<String> etcd(Path binary, LabHost host) {
    String at = "http://" + host.address();
    return List.of(
        binary.toAbsolutePath().toString(),
        "--data-dir=" + host.directory().resolve("etcd"),
        "--listen-client-urls=" + at + ":" + ETCD,
        "--advertise-client-urls=" + at + ":" + ETCD,
        "--listen-peer-urls=" + at + ":2380",
        "--initial-advertise-peer-urls=" + at + ":2380",
        "--initial-cluster=default=" + at + ":2380",
        "--logger=zap",
        "--log-level=error");
  }

  private static List<String> consul(Path binary, LabHost host, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                binary.toString(),
                "agent",
                "-node=" + host.name(),
                "-bind=" + host.address(),
                "-client=0.0.0.0",
                "-log-level=error"));
    command.addAll(List.of(more));
    return command;
  }

  private static void awaitAnswer(LabHost host, String url, LabProcess process) {
    Await.until(
        "an answer at " + url + "\n" + process.tail(),
        Duration.ofSeconds(60),
        () -> host.succeeds("curl", "-sf", "-m", "2", url));
  }
}
