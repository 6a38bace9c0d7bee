package io.fairlead.bench;

import io.fairlead.testkit.time.MachineTime;
import io.fairlead.transport.Address;
import io.fairlead.transport.Call;
import io.fairlead.transport.HttpClient;
import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Time from the start of the process until it is ready, and resident memory then, empty and with
 * 10,000 instances; beside Consul where a binary is given. Run from the top of the tree.
 *
 * <p>Arguments: rounds, and optionally the path of a Consul binary.
 */
public final class StartBench {
  private static final int INSTANCES = 10_000;
  private static final int DNS = 15353;
  private static final int HTTP = 17080;
  private static final Duration GIVE_UP = Duration.ofSeconds(60);

  private StartBench() {}

  /** Prints the table. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 7;
    Path folder = Files.createTempDirectory("fairlead-bench");
    try {
      Path services = folder.resolve("services.json");
      Files.write(services, definitions());
      Samples empty = new Samples();
      Samples emptyMemory = new Samples();
      Samples full = new Samples();
      Samples fullMemory = new Samples();
      Samples consul = new Samples();
      Samples consulMemory = new Samples();
      for (int round = 0; round < rounds; round++) {
        Path home = Files.createDirectories(folder.resolve("round" + round));
        run(agent(home), HTTP, "/api/v1/health/ready", 0, empty, emptyMemory);
        Path second = Files.createDirectories(folder.resolve("full" + round));
        List<String> command = agent(second, "--services", services.toString());
        run(command, HTTP, "/api/v1/health/ready", INSTANCES, full, fullMemory);
        if (args.length > 1) {
          run(consul(Path.of(args[1])), HTTP, "/v1/status/leader", 0, consul, consulMemory);
        }
      }
      System.out.printf("%-42s %8s %8s%n", "median of " + rounds, "ready ms", "RSS MB");
      row("Fairlead, empty", empty, emptyMemory);
      row("Fairlead, 10,000 instances", full, fullMemory);
      if (args.length > 1) {
        row("Consul -dev, empty", consul, consulMemory);
        System.out.printf(
            "%-42s %8.2f %8.2f%n",
            "ratio, Fairlead to Consul, both empty",
            empty.millis(0.5) / consul.millis(0.5),
            emptyMemory.millis(0.5) / consulMemory.millis(0.5));
      }
    } finally {
      delete(folder);
    }
  }

  private static void run(
      List<String> command, int port, String path, int instances, Samples ready, Samples memory)
      throws IOException, InterruptedException {
    MachineTime time = new MachineTime();
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    long begin = System.nanoTime();
    Process process = builder.start();
    try (HttpClient http = new HttpClient(new Address.Tcp("127.0.0.1", port), "the agent", time)) {
      while (!answers(http, path, instances)) {
        if (System.nanoTime() - begin > GIVE_UP.toNanos() || !process.isAlive()) {
          throw new IllegalStateException(String.join(" ", command) + " was not ready in time");
        }
        Thread.sleep(2);
      }
      ready.add(System.nanoTime() - begin);
      // Bytes, scaled so that a printed millisecond is a megabyte.
      memory.add(ProcessFigures.residentBytes(process.pid()));
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private static boolean answers(HttpClient http, String path, int instances)
      throws InterruptedException {
    try {
      if (!http.send(Call.get(path)).ok()) {
        return false;
      }
      return instances == 0 || instancesOf(http) >= instances;
    } catch (IOException e) {
      return false;
    }
  }

  private static int instancesOf(HttpClient http) throws IOException, InterruptedException {
    Map<?, ?> status =
        (Map<?, ?>)
            Objects.requireNonNull(Json.parse(http.send(Call.get("/api/v1/status")).body()));
    @Nullable Object count = status.get("instances");
    return count instanceof Number number ? number.intValue() : 0;
  }

  private static List<String> agent(Path folder, String... more) {
    List<String> flags = new ArrayList<>(List.of(more));
    flags.addAll(List.of("--docker", "unix://" + folder.resolve("no-engine.sock")));
    return AgentProcess.command(folder, DNS, HTTP, flags.toArray(String[]::new));
  }

  private static List<String> consul(Path binary) {
    return List.of(
        binary.toAbsolutePath().toString(),
        "agent",
        "-dev",
        "-bind=127.0.0.1",
        "-http-port=" + HTTP,
        "-dns-port=" + DNS,
        "-log-level=error");
  }

  private static byte[] definitions() {
    List<Map<String, Object>> services = new ArrayList<>();
    for (int i = 0; i < INSTANCES; i++) {
      services.add(
          Map.of(
              "id", "s" + i,
              "service", "svc" + i / 4,
              "address", "10." + (i >> 16 & 255) + "." + (i >> 8 & 255) + "." + (i & 255),
              "port", Map.of("number", 8080)));
    }
    return Json.write(Map.of("services", services));
  }

  private static void row(String name, Samples ready, Samples memory) {
    System.out.printf("%-42s %8.0f %8.1f%n", name, ready.millis(0.5), memory.millis(0.5));
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
