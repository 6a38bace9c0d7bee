package io.fairlead.docs;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.Images;
import io.fairlead.testkit.lab.Lab;
import io.fairlead.testkit.lab.LabHost;
import io.fairlead.testkit.lab.LabProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Types every {@code sh} block of README.md and docs/*.md on a host of the lab, beside an agent
 * that {@code ./fairlead up} started there. Each command must succeed, and those that ask something
 * must print something. Commands that never end, or build and test the tree itself, are not typed
 * again.
 */
class DocsIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern NOT_TYPED =
      Pattern.compile("^(sudo )?\\./(fairlead (up|agent)|verify)\\b.*|^(mvn|export|systemctl) .*");
  private static final Pattern ASKS =
      Pattern.compile("^(dig|curl -s|\\./fairlead|docker run --rm).*");
  private static final Duration READY = Duration.ofSeconds(60);
  private static final Duration ANSWERED = Duration.ofSeconds(10);

  private static Lab lab;
  private static LabHost host;
  private static LabProcess agent;

  @BeforeAll
  static void startAsTheReadmeSays() {
    lab = Lab.open();
    host = lab.host("docs");
    for (String image : List.of("nginx", "busybox", "alpine")) {
      host.image(image, "EXPOSE 80", Images.command("httpd -f -p 80 -h /www"));
    }
    List<String> command = new ArrayList<>(List.of("env"));
    command.addAll(environment());
    command.addAll(List.of(ROOT.resolve("fairlead").toString(), "up", "--no-install"));
    agent = host.start("agent", command, Map.of());
    Await.quiet(
        "an answer of the agent",
        READY,
        () ->
            host.succeeds("curl", "-sf", "http://127.0.0.1:7080/api/v1/health/ready")
                ? ""
                : "not ready\n" + agent.tail());
  }

  @AfterAll
  static void end() {
    lab.close();
  }

  @TestFactory
  Stream<DynamicTest> everyCommandInTheDocsWorks() throws IOException {
    List<Path> files = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(files::add);
    }
    return files.stream()
        .map(file -> dynamicTest(ROOT.relativize(file).toString(), () -> typeAllOf(file)));
  }

  private static void typeAllOf(Path file) throws IOException {
    host.clear();
    for (ShellBlocks.Command command : ShellBlocks.in(file)) {
      if (!NOT_TYPED.matcher(command.text()).matches()) {
        type(file, command);
      }
    }
  }

  private static void type(Path file, ShellBlocks.Command command) {
    List<String> words = new ArrayList<>(List.of("env", "-C", ROOT.toString()));
    words.addAll(environment());
    words.addAll(List.of("bash", "-euo", "pipefail", "-c", command.text()));
    String where = file.getFileName() + ":" + command.line() + ": " + command.text();
    try {
      String[] typed = words.toArray(String[]::new);
      if (ASKS.matcher(command.text()).matches()) {
        // A person types the next line seconds later; here it may come before the engine's event.
        Await.until(where + " prints", ANSWERED, () -> !host.exec(typed).isBlank());
      } else {
        host.exec(typed);
      }
    } catch (RuntimeException e) {
      throw new AssertionError(where + "\n" + e.getMessage() + "\nagent:\n" + agent.tail(), e);
    }
  }

  /** Puts the agent's data, its socket and the engine where this host has them. */
  private static List<String> environment() {
    return List.of(
        "FAIRLEAD_NODE=host1",
        "FAIRLEAD_DATA=" + host.directory().resolve("agent-data"),
        "FAIRLEAD_SOCKET=" + host.directory().resolve("fairlead.sock"),
        "FAIRLEAD_AGENT=" + host.directory().resolve("fairlead.sock"),
        "FAIRLEAD_DOCKER=" + host.engine().address(),
        "DOCKER_HOST=" + host.engine().address(),
        "DOCKER_CONFIG=" + host.directory());
  }
}
