package io.fairlead.e2e;

import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.LabHost;
import io.fairlead.testkit.lab.LabProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An agent as a process on a host of the lab; its data outlive it. */
final class AgentProcess {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final String HTTP = "127.0.0.1:7080";

  private final LabHost host;
  private final String dns;
  private final List<String> flags;
  private LabProcess process;

  private AgentProcess(LabHost host, List<String> flags) {
    this.host = host;
    this.dns = host.gateway();
    this.flags = List.copyOf(flags);
    this.process = launch();
  }

  /** Starts one and waits until it is ready. */
  static AgentProcess start(LabHost host, String... flags) {
    AgentProcess agent = new AgentProcess(host, List.of(flags));
    agent.awaitReady();
    return agent;
  }

  /** Where its DNS server listens, port 53: the host's address on the engine's bridge. */
  String dns() {
    return dns;
  }

  Path socket() {
    return host.directory().resolve("agent.sock");
  }

  LabProcess process() {
    return process;
  }

  /** Ends it as a crash does. */
  void kill() {
    process.kill();
  }

  /** Starts it again with the same data, and waits until it is ready. */
  void startAgain() {
    process = launch();
    awaitReady();
  }

  /** The JSON that the API answers at this path, asked over the unix socket by curl. */
  Doc get(String path) {
    return Doc.parse(
        host.exec(
            "curl",
            "--silent",
            "--show-error",
            "--fail-with-body",
            "--max-time",
            "10",
            "--unix-socket",
            socket().toString(),
            "http://agent/api/v1" + path));
  }

  /** The same over TCP, from the host itself. */
  Doc getOverTcp(String path) {
    return Doc.parse(
        host.exec(
            "curl",
            "--silent",
            "--show-error",
            "--fail-with-body",
            "--max-time",
            "10",
            "http://" + HTTP + "/api/v1" + path));
  }

  /** The output of a command of the command line, spoken to this agent. */
  String cli(String... arguments) {
    return host.exec(command(arguments).toArray(String[]::new));
  }

  /** A command of the command line that goes on by itself. */
  LabProcess goOn(String... arguments) {
    return host.start(arguments[0], command(arguments), Map.of());
  }

  private List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(java());
    command.addAll(List.of(arguments));
    command.addAll(List.of("--agent", socket().toString()));
    return command;
  }

  /** What dig prints of the answer sections to these questions, each a name and a type. */
  List<String> dig(List<String> questions) {
    if (questions.isEmpty()) {
      return List.of();
    }
    List<String> command =
        new ArrayList<>(
            List.of("dig", "@" + dns, "+noall", "+answer", "+tries=2", "+timeout=2", "+norecurse"));
    for (String question : questions) {
      command.addAll(List.of(question.split(" ")));
    }
    return host.exec(command.toArray(String[]::new))
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith(";"))
        .toList();
  }

  /** The data of the answers to one question, sorted; dig's own words for it. */
  List<String> resolve(String name, String type) {
    return dig(List.of(name + " " + type)).stream()
        .map(line -> line.split("\\s+", 5)[4])
        .sorted()
        .toList();
  }

  private LabProcess launch() {
    List<String> command = new ArrayList<>(java());
    command.addAll(
        List.of(
            "agent",
            "--node",
            host.name(),
            "--data",
            host.directory().resolve("agent-data").toString(),
            "--docker",
            host.engine().address(),
            "--dns",
            dns + ":53",
            "--http",
            HTTP,
            "--socket",
            socket().toString(),
            "--domain",
            "internal"));
    command.addAll(flags);
    return host.start("agent", command, Map.of());
  }

  private void awaitReady() {
    Await.until(
        "the agent is ready",
        DEADLINE,
        () -> {
          if (!process.alive()) {
            throw new AssertionError("The agent ended at its start:\n" + process.tail());
          }
          return host.succeeds(
              "curl",
              "--silent",
              "--fail",
              "--unix-socket",
              socket().toString(),
              "http://agent/api/v1/health/ready");
        });
  }

  private static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xmx256m",
        "-cp",
        System.getProperty("java.class.path"),
        "io.fairlead.agent.Main");
  }
}
