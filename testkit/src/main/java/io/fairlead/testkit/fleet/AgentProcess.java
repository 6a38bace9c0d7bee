package io.fairlead.testkit.fleet;

import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.LabHost;
import io.fairlead.testkit.lab.LabProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An agent as a process on a host of the lab; its data outlive it. It is the classes of the running
 * program, or what the launcher starts that the system property {@value #LAUNCHER} names. One
 * thread at a time.
 */
public final class AgentProcess {
  /** The path of a launcher: measurements run what people run. */
  public static final String LAUNCHER = "fairlead.launcher";

  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final String HTTP = "127.0.0.1:7080";

  private final LabHost host;
  private final String name;
  private final String dns;
  private final List<String> flags;
  private LabProcess process;

  private AgentProcess(LabHost host, String name, List<String> flags) {
    this.host = host;
    this.name = name;
    this.dns = host.gateway();
    this.flags = List.copyOf(flags);
    this.process = launch();
  }

  /** Starts one and waits until it is ready. */
  public static AgentProcess start(LabHost host, String... flags) {
    AgentProcess agent = launch(host, flags);
    agent.awaitReady();
    return agent;
  }

  /** Starts one and does not wait. */
  public static AgentProcess launch(LabHost host, String... flags) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("--node", host.name(), "--docker", host.engine().address()));
    all.addAll(List.of("--dns", host.gateway() + ":53", "--http", HTTP));
    all.addAll(List.of(flags));
    return new AgentProcess(host, "agent", all);
  }

  /**
   * Starts another agent on a host, beside the host's own, and does not wait. It has data of its
   * own, and neither DNS nor an engine.
   */
  public static AgentProcess launchBeside(LabHost host, String node, String... flags) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("--node", node, "--docker", "none", "--dns", "none", "--http", "none"));
    all.addAll(List.of(flags));
    return new AgentProcess(host, "beside", all);
  }

  /** Where its DNS server listens, port 53: the host's address on the engine's bridge. */
  public String dns() {
    return dns;
  }

  /** Where its API listens; this machine sees the same socket. */
  public Path socket() {
    return host.directory().resolve(name + ".sock");
  }

  /** Its process: the newest, where it was started again. */
  public LabProcess process() {
    return process;
  }

  /** Ends it as a crash does. */
  public void kill() {
    process.kill();
  }

  /** Starts it again with the same data, and waits until it is ready. */
  public void startAgain() {
    launchAgain();
    awaitReady();
  }

  /** Starts it again with the same data, and does not wait. */
  public void launchAgain() {
    process = launch();
  }

  /** Stops its time: it is there, and does nothing. */
  public void freeze() {
    process.signal("STOP");
  }

  /** Lets it go on. */
  public void thaw() {
    process.signal("CONT");
  }

  /** The status and the headers of the API's answer at this path, as HTTP writes them. */
  public String head(String path) {
    return host.exec(
        "curl",
        "--silent",
        "--show-error",
        "--max-time",
        "20",
        "--dump-header",
        "-",
        "--output",
        "/dev/null",
        "--unix-socket",
        socket().toString(),
        "http://agent/api/v1" + path);
  }

  /** The value of one of its metrics, with its labels as they are written. */
  public double metric(String name) {
    return host.exec(
            "curl", "--silent", "--unix-socket", socket().toString(), "http://agent/metrics")
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + name));
  }

  /** The JSON that the API answers at this path, asked over the unix socket by curl. */
  public Doc get(String path) {
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
  public Doc getOverTcp(String path) {
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
  public String cli(String... arguments) {
    return host.exec(command(arguments).toArray(String[]::new));
  }

  /** A command of the command line that goes on by itself. */
  public LabProcess goOn(String... arguments) {
    return host.start(arguments[0], command(arguments), Map.of());
  }

  private List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(java());
    command.addAll(List.of(arguments));
    command.addAll(List.of("--agent", socket().toString()));
    return command;
  }

  /** What dig prints of the answer sections to these questions, each a name and a type. */
  public List<String> dig(List<String> questions) {
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
  public List<String> resolve(String name, String type) {
    return dig(List.of(name + " " + type)).stream()
        .map(line -> line.split("\\s+", 5)[4])
        .sorted()
        .toList();
  }

  private LabProcess launch() {
    List<String> command = new ArrayList<>(java());
    command.addAll(List.of("agent", "--data", host.directory().resolve(name + "-data").toString()));
    command.addAll(List.of("--socket", socket().toString(), "--domain", "internal"));
    command.addAll(flags);
    return host.start(name, command, Map.of());
  }

  /** Waits until it says that it is ready. */
  public void awaitReady() {
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
    String launcher = System.getProperty(LAUNCHER);
    if (launcher != null) {
      return List.of(launcher);
    }
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xmx256m",
        "-cp",
        classPath(),
        "io.fairlead.agent.Main");
  }

  /** The class path of the running test. */
  static String classPath() {
    String ofTests = System.getProperty("surefire.test.class.path");
    return ofTests == null ? System.getProperty("java.class.path") : ofTests;
  }
}
