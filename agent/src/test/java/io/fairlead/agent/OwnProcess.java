package io.fairlead.agent;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.servers.ServerProcess;
import io.fairlead.transport.Address;
import io.fairlead.transport.Call;
import io.fairlead.transport.HttpClient;
import io.fairlead.transport.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An agent in a process of its own, without an engine: one that can be killed. */
final class OwnProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path socket;
  private final Path log;
  private final int dns;
  private final ServerProcess process;

  /** One in {@code directory}; {@code more} are flags. */
  OwnProcess(Path directory, String node, String... more) throws IOException {
    Path home = Files.createDirectories(directory.resolve(node));
    socket = home.resolve("agent.sock");
    dns = ServerProcess.freePorts(1).getFirst();
    log = home.resolve("log");
    List<String> command =
        new ArrayList<>(
            List.of(
                "agent",
                "--node=" + node,
                "--docker=none",
                "--upstream=none",
                "--advertise=192.0.2.7",
                "--http=none",
                "--dns=127.0.0.1:" + dns,
                "--data=" + home.resolve("data"),
                "--socket=" + socket));
    command.addAll(List.of(more));
    process = fairlead(command, log);
  }

  /** The program with these words, in a process that does not run yet. */
  static ServerProcess fairlead(List<String> words, Path log) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "io.fairlead.agent.Main"));
    command.addAll(words);
    return new ServerProcess(command, log);
  }

  /** A command that asks this agent. */
  ServerProcess command(String... words) {
    List<String> command = new ArrayList<>(List.of(words));
    command.add("--agent=" + socket);
    return fairlead(command, log.resolveSibling("command.log"));
  }

  /** Stops its time: it is there, and does nothing. */
  void freeze() {
    process.freeze();
  }

  void thaw() {
    process.thaw();
  }

  OwnProcess start() {
    process.start();
    Await.quiet(
        "the agent is ready",
        PATIENCE,
        () ->
            ask(Call.get("/api/v1/health/ready")).startsWith("200")
                ? ""
                : "no: " + process.lastWords());
    return this;
  }

  /** As kill -9 does. */
  void kill() {
    process.kill();
  }

  String socket() {
    return socket.toString();
  }

  int dns() {
    return dns;
  }

  void register(String id, String service, String address) {
    String body = "{\"service\":\"" + service + "\",\"address\":\"" + address + "\",\"port\":80}";
    String said =
        ask(Call.json("PUT", "/api/v1/instances/" + id, body.getBytes(StandardCharsets.UTF_8)));
    assertTrue(said.startsWith("20"), said);
  }

  void deregister(String id) {
    String said = ask(Call.of("DELETE", "/api/v1/instances/" + id));
    assertTrue(said.startsWith("20"), said);
  }

  /** Status and body, or why there is none. */
  String ask(Call call) {
    try (HttpClient http =
        new HttpClient(Address.parse(socket.toString()), "the agent", new SystemTime())) {
      Reply reply = http.send(call);
      return reply.status() + " " + reply.text();
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  String log() {
    return process.lastWords();
  }

  @Override
  public void close() {
    process.close();
  }
}
