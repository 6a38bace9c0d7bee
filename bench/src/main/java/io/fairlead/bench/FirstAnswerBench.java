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
 * From a container's start event to the first right DNS answer, on a real engine, with the engine's
 * own share told apart; beside Consul where a binary is given. Run as root from the top of the
 * tree.
 *
 * <p>Arguments: rounds, and optionally the path of a Consul binary.
 */
public final class FirstAnswerBench {
  private static final int DNS = 5353;
  private static final int HTTP = 7080;
  private static final int CONSUL_HTTP = 8500;
  private static final int CONSUL_DNS = 8600;

  private FirstAnswerBench() {}

  /** Prints the table. */
  public static void main(String[] args) {
    String rounds = args.length > 0 ? args[0] : "200";
    try (Lab lab = Lab.open()) {
      LabHost host = lab.host("h1");
      host.run(Images.IDLE, "--name", "warm-up").remove();
      LabProcess agent =
          host.start(
              "agent",
              AgentProcess.command(
                  host.directory(), DNS, HTTP, "--docker", host.engine().address()),
              Map.of());
      awaitHttp(host, HTTP, "/api/v1/health/ready", agent);
      List<String> probe =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  FirstAnswerProbe.class.getName(),
                  host.engine().socket().toString(),
                  Images.IDLE,
                  rounds,
                  ".internal",
                  Integer.toString(DNS)));
      if (args.length > 1) {
        LabProcess consul = host.start("consul", consul(Path.of(args[1])), Map.of());
        awaitHttp(host, CONSUL_HTTP, "/v1/status/leader", consul);
        probe.add("127.0.0.1");
        probe.add(Integer.toString(CONSUL_HTTP));
        probe.add(Integer.toString(CONSUL_DNS));
      }
      LabProcess running = host.start("probe", probe, Map.of());
      Await.until("the probe ends", Duration.ofMinutes(15), () -> !running.alive());
      int exit = running.awaitEnd();
      System.out.println(running.output());
      if (exit != 0) {
        throw new IllegalStateException("the probe failed; the agent said\n" + agent.tail());
      }
    }
  }

  private static List<String> consul(Path binary) {
    return List.of(
        binary.toAbsolutePath().toString(),
        "agent",
        "-dev",
        "-bind=127.0.0.1",
        "-client=127.0.0.1",
        "-log-level=error");
  }

  private static void awaitHttp(LabHost host, int port, String path, LabProcess process) {
    Await.until(
        "an answer at " + path + "\n" + process.tail(),
        Duration.ofSeconds(60),
        () -> host.succeeds("curl", "-sf", "http://127.0.0.1:" + port + path));
  }
}
