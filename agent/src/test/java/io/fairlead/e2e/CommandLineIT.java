package io.fairlead.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.testkit.fleet.AgentProcess;
import io.fairlead.testkit.fleet.Doc;
import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.Images;
import io.fairlead.testkit.lab.LabContainer;
import io.fairlead.testkit.lab.LabException;
import io.fairlead.testkit.lab.LabHost;
import io.fairlead.testkit.lab.LabProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do at the command line and programs at the API, against real containers. */
class CommandLineIT {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final String NO_SERVICES = "services: []\n";

  @TempDir private static Path directory;
  private static Path services;
  private static OneHost one;
  private static LabHost host;
  private static AgentProcess agent;

  @BeforeAll
  static void open() throws IOException {
    services = directory.resolve("services.yaml");
    Files.writeString(services, NO_SERVICES);
    one = OneHost.open("--services", services.toString());
    host = one.host();
    agent = one.agent();
  }

  @AfterEach
  void clear() throws IOException {
    Files.writeString(services, NO_SERVICES);
    one.clear();
  }

  @AfterAll
  static void close() {
    one.close();
  }

  @Test
  void watchTellsOfContainersAsTheyComeAndGo() {
    LabProcess watch = agent.goOn("watch", "--json");
    LabContainer web = host.run(Images.WEB, "--name", "seen");
    Await.until("its start is told", DEADLINE, () -> watch.output().contains("h1:seen:80"));
    int told = watch.output().length();

    web.remove();

    Await.until(
        "its end is told", DEADLINE, () -> watch.output().substring(told).contains("h1:seen:80"));
    watch.kill();
  }

  @Test
  void aLongPollWakesForItsOwnServiceOnly() {
    int revision = agent.get("/services/default/web").at("revision").number();
    LabProcess poll =
        host.start(
            "poll",
            List.of(
                "curl",
                "--silent",
                "--unix-socket",
                agent.socket().toString(),
                "http://agent/api/v1/services/default/web?wait=60s&revision=" + revision),
            Map.of());
    host.run(Images.IDLE, "--name", "other");
    one.settles("after a start of another service");
    assertTrue(poll.alive(), poll::tail);

    LabContainer web = host.run(Images.WEB, "--name", "awaited");

    assertEquals(0, poll.awaitEnd());
    Doc woken = Doc.parse(poll.output());
    assertEquals(
        List.of(web.name()),
        woken.at("instances").elements().stream().map(i -> i.at("container").text()).toList());
  }

  @Test
  void explainTellsSinceWhenAndByWhatAnInstanceIsInOrOut() {
    host.run(Images.WEB, "--name", "in");
    LabContainer out = host.run(Images.WEB, "--name", "out");
    host.run(Images.WEB, "--name", "paused");
    out.kill();
    host.docker("pause", "paused");
    one.settles("after one is killed and one is paused");

    String said = agent.cli("explain", "web");

    assertTrue(said.matches("(?s).*in +h1:in:80.*docker event start.*"), said);
    assertTrue(said.matches("(?s).*out +h1:paused:80.*paused.*"), said);
    assertTrue(said.matches("(?s).*h1:out:80 .*is gone.*137.*"), said);
  }

  @Test
  void aNameThatNobodyKnowsEndsExplainWithAnError() {
    assertThrows(LabException.class, () -> agent.cli("explain", "nobody"));
  }

  @Test
  void whatIsRegisteredByHandIsAnsweredUntilItIsDeregistered() {
    agent.cli("register", "printer", "--id", "p1", "--address", "10.77.0.9", "--port", "631");
    Await.until(
        "it is answered",
        DEADLINE,
        () -> agent.resolve("printer.svc.internal", "A").equals(List.of("10.77.0.9")));
    assertTrue(agent.cli("services").contains("printer"));

    agent.cli("deregister", "p1");

    Await.until("it is gone", DEADLINE, () -> agent.resolve("printer.svc.internal", "A").isEmpty());
  }

  @Test
  void drainTakesAContainerOutOfAnswersAndStopsIt() {
    LabContainer kept = host.run(Images.WEB, "--name", "kept");
    LabContainer drained = host.run(Images.WEB, "--name", "drained");
    one.settles("after two starts");

    agent.cli("drain", "h1:drained:80");
    assertEquals(List.of(kept.address()), agent.resolve("web.svc.internal", "A"));
    assertEquals("running", drained.inspect("{{.State.Status}}"));

    agent.cli("drain", "h1:drained:80", "--stop");
    assertEquals("exited", drained.inspect("{{.State.Status}}"));
    one.settles("after it stopped");
  }

  @Test
  void aFileOfServicesIsFollowedAndABrokenOneKeepsTheLast() throws IOException {
    Files.writeString(services, fileWith("10.77.0.21"));
    Await.until(
        "it is answered",
        DEADLINE,
        () -> agent.resolve("ledger.svc.internal", "A").equals(List.of("10.77.0.21")));

    int told = agent.process().output().length();
    Files.writeString(services, "services: [\n");
    Await.until(
        "its break is told",
        DEADLINE,
        () -> agent.process().output().substring(told).contains("services.yaml"));
    assertEquals(List.of("10.77.0.21"), agent.resolve("ledger.svc.internal", "A"));

    Files.writeString(services, fileWith("10.77.0.22"));
    Await.until(
        "the mended one is answered",
        DEADLINE,
        () -> agent.resolve("ledger.svc.internal", "A").equals(List.of("10.77.0.22")));
  }

  @Test
  void aFileIsKeptByATemplateWhileContainersComeAndGo() throws IOException {
    Path template = directory.resolve("web.ctmpl");
    Path file = directory.resolve("web.conf");
    Files.writeString(template, "{{range service \"web\"}}{{.Address}}\n{{end}}");
    LabContainer first = host.run(Images.WEB, "--name", "first");
    one.settles("after a start");
    String line = template + ":" + file + ":echo reloaded >> " + directory.resolve("reloads");
    LabProcess kept = agent.goOn("template", "-t", line, "--may-vanish", "100");
    Await.until("it is written", DEADLINE, () -> text(file).equals(first.address() + "\n"));

    LabContainer second = host.run(Images.WEB, "--name", "second");
    Await.until(
        "both are in it",
        DEADLINE,
        () -> text(file).lines().toList().containsAll(List.of(first.address(), second.address())));
    first.remove();
    second.remove();

    Await.until("nobody is in it", DEADLINE, () -> text(file).isEmpty());
    assertTrue(text(directory.resolve("reloads")).lines().count() >= 3);
    assertTrue(kept.output().contains("because of service default/web"), kept::output);
    kept.kill();
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "not there";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String fileWith(String address) {
    return """
    services:
      - service: ledger
        address: %s
        port: 5432
    """
        .formatted(address);
  }
}
