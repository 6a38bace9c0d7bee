package io.fairlead.source.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.CheckState;
import io.fairlead.model.Health;
import io.fairlead.model.Registration;
import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.Images;
import io.fairlead.testkit.lab.Lab;
import io.fairlead.testkit.lab.LabContainer;
import io.fairlead.testkit.lab.LabHost;
import io.fairlead.testkit.lab.LabProcess;
import io.fairlead.testkit.time.MachineTime;
import io.fairlead.transport.Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The source against a real engine. */
class DockerSourceIT {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static Lab lab;
  private static LabHost host;
  private RunningSource source;
  private Told told;

  @BeforeAll
  static void open() {
    lab = Lab.open();
    host = lab.host("h1");
  }

  @BeforeEach
  void start() {
    source = new RunningSource(host.engine().address());
    told = source.told;
    await("the source has told all", () -> told.resets() == 1);
  }

  @AfterEach
  void clear() {
    source.close();
    host.clear();
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  private static void await(String what, BooleanSupplier condition) {
    Await.until(what, DEADLINE, condition);
  }

  private void awaitId(String id) {
    await(id + " is registered", () -> told.get(id).isPresent());
  }

  private void awaitGone(String container) {
    await(container + " is gone", () -> told.of(container).isEmpty());
  }

  private void awaitThat(String id, String what, Predicate<Registration> condition) {
    await(id + " " + what, () -> told.get(id).filter(condition).isPresent());
  }

  private static CheckState state(Registration registration, String name) {
    return registration.states().stream()
        .filter(state -> state.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void onTheBridgeItIsItsOwnAddressInBothFamilies() {
    LabContainer web = host.run(Images.WEB, "--name", "web");
    awaitId("host1:web:80");

    Registration registration = told.get("host1:web:80").orElseThrow();
    assertEquals(web.address(), registration.address().toString());
    assertEquals("default/web", registration.service().toString());
    assertEquals("docker event start", registration.cause().what());
    assertEquals(
        web.address6("bridge"),
        String.valueOf(registration.endpoints().getFirst().v6()).replaceAll("/.*", ""));
  }

  @Test
  void withoutANetworkItIsNotRegistered() {
    host.run(Images.WEB, "--name", "alone", "--network", "none");
    await(
        "it is remarked",
        () -> told.tells("remark alone: not registered: network mode none has no address"));
    assertEquals(List.of(), told.of("alone"));
  }

  @Test
  void whatJoinsAnotherFollowsItThroughARestart() {
    host.run(Images.WEB, "--name", "web");
    host.run(Images.IDLE, "--name", "side", "--network", "container:web");
    awaitId("host1:side");
    String address = told.get("host1:side").orElseThrow().address().toString();
    assertEquals(told.get("host1:web:80").orElseThrow().address().toString(), address);

    host.docker("stop", "web");
    awaitGone("side");
    host.run(Images.IDLE, "--name", "other");
    LabContainer web = new LabContainer(host, "web");
    host.docker("start", "web");
    awaitId("host1:side");
    assertEquals(web.address(), told.get("host1:side").orElseThrow().address().toString());
  }

  @Test
  void onTheHostsNetworkItIsWhatItReallyListensOn() {
    host.image(
        "listener",
        "EXPOSE 80",
        "CMD [\"sh\",\"-c\",\"sleep 1; nc -l -p 7001 & nc -l -s 127.0.0.1 -p 7002 & wait\"]");
    LabProcess process =
        host.start(
            "source",
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                SourceOnHost.class.getName(),
                host.engine().address()),
            Map.of());
    try {
      await("it runs", () -> process.output().contains("reset"));
      host.run("listener", "--name", "onhost", "--network", "host");

      await("TCP", () -> process.output().contains("upsert host1:onhost:7001 "));
      assertEquals(-1, process.output().indexOf("host1:onhost:7002"), "loopback only");
      assertEquals(-1, process.output().indexOf("host1:onhost:80"), "exposed, but nobody listens");
    } finally {
      process.kill();
    }
  }

  @Test
  void networksComeAndGoAsTheyAreConnected() {
    host.docker("network", "create", "front");
    LabContainer web = host.run(Images.WEB, "--name", "web");
    awaitId("host1:web:80");

    host.docker("network", "connect", "front", "web");
    awaitThat("host1:web:80", "is on two networks", r -> r.endpoints().size() == 2);
    assertEquals(web.address("front"), told.get("host1:web:80").orElseThrow().address().toString());

    host.docker("network", "disconnect", "front", "web");
    awaitThat("host1:web:80", "is on one network", r -> r.endpoints().size() == 1);
  }

  @Test
  void aStopDrainsBeforeItRemoves() {
    host.run(Images.WEB, "--name", "web");
    awaitId("host1:web:80");

    host.docker("stop", "web");
    awaitGone("web");
    List<String> story = told.story();
    int drained = story.indexOf("drain host1:web:80 <- docker event kill, signal 15");
    int removed = story.indexOf("remove host1:web:80 <- docker event die, exit code 0");
    assertTrue(drained > 0 && drained < removed, story.toString());
  }

  @Test
  void aSignalThatDoesNotEndItDrainsNothing() {
    host.run(Images.IDLE, "--name", "idle");
    awaitId("host1:idle");

    host.docker("kill", "--signal", "WINCH", "idle");
    host.docker("rename", "idle", "still");
    awaitId("host1:still");
    assertTrue(told.story().stream().noneMatch(line -> line.startsWith("drain ")));
  }

  @Test
  void aPausedContainerFailsUntilItGoesOn() {
    host.run(Images.WEB, "--name", "web");
    awaitId("host1:web:80");

    host.docker("pause", "web");
    awaitThat("host1:web:80", "fails", r -> state(r, "container").health() == Health.FAILING);
    assertEquals("paused", state(told.get("host1:web:80").orElseThrow(), "container").output());

    host.docker("unpause", "web");
    awaitThat("host1:web:80", "passes", r -> state(r, "container").health() == Health.PASSING);
  }

  @Test
  void theHealthcheckIsFollowed() {
    LabContainer checked = host.run(Images.CHECKED, "--name", "checked");
    awaitThat(
        "host1:checked:80", "passes", r -> state(r, "healthcheck").health() == Health.PASSING);

    checked.exec("touch", "/tmp/sick");
    awaitThat("host1:checked:80", "fails", r -> state(r, "healthcheck").health() == Health.FAILING);
  }

  @Test
  void aRenamedContainerHasItsNewNameOnly() {
    host.run(Images.WEB, "--name", "old");
    awaitId("host1:old:80");

    host.docker("rename", "old", "new");
    awaitId("host1:new:80");
    awaitGone("old");
  }

  @Test
  void aRestartLoopIsHeldBack() {
    // Each life is long enough to be seen, and far too short to count.
    List<String> shortLife = List.of("sh", "-c", "sleep 0.5; exit 1");
    host.run(Images.IDLE, List.of("--name", "loop", "--restart", "always"), shortLife);
    await(
        "it is held back",
        () -> told.tells("remark loop: not registered: it keeps dying within 10 s"));
    awaitGone("loop");
    int before = told.story().size();
    int restarts = Integer.parseInt(host.docker("inspect", "-f", "{{.RestartCount}}", "loop"));
    await(
        "it restarts again",
        () ->
            Integer.parseInt(host.docker("inspect", "-f", "{{.RestartCount}}", "loop")) > restarts);
    assertEquals(before, told.story().size(), told.story().toString());
  }

  @Test
  void twoContainersThatWantOneIdTakeTurns() {
    host.run(Images.WEB, "--name", "first", "--label", "SERVICE_ID=only");
    awaitId("only");
    host.run(Images.WEB, "--name", "second", "--label", "SERVICE_ID=only");
    await("it is remarked", () -> told.tells("remark second: not registered as 'only'"));
    assertEquals("first", told.get("only").orElseThrow().container());

    host.docker("rm", "-f", "first");
    awaitThat("only", "is the second's", r -> r.container().equals("second"));
  }

  @Test
  void aKilledEngineTakesNothingAndItsReturnTellsWhatIs() {
    host.run(Images.WEB, "--name", "kept", "--restart", "always");
    host.run(Images.WEB, "--name", "lost");
    awaitId("host1:kept:80");
    awaitId("host1:lost:80");

    host.engine().kill();
    await("it is remarked", () -> told.tells("remark docker: the event stream broke"));
    assertEquals(2, told.all().size());

    host.engine().start();
    await("all is told anew", () -> told.resets() == 2);
    awaitGone("lost");
    awaitId("host1:kept:80");
    assertTrue(told.tells("remark docker: watching the Docker engine"), told.story().toString());
  }

  @Test
  void anEngineThatIsAwayAtTheStartIsFoundWhenItComes() {
    source.close();
    host.engine().stop();
    source = new RunningSource(host.engine().address());
    told = source.told;
    await(
        "it is remarked",
        () -> told.tells("remark docker: cannot reach the Docker engine at unix://"));
    assertEquals(0, told.resets());

    host.engine().start();
    host.run(Images.WEB, "--name", "web");
    awaitId("host1:web:80");
  }

  @Test
  void theAgentStopsContainersByName() throws Exception {
    host.run(Images.WEB, "--name", "web");
    awaitId("host1:web:80");

    new DockerContainers(Address.parse(host.engine().address()), new MachineTime())
        .stop("web", Duration.ofSeconds(5));

    awaitGone("web");
    assertEquals("false", host.docker("inspect", "-f", "{{.State.Running}}", "web"));
  }

  @Test
  void theExamplesOfTheLabelsPageDoWhatItSays() throws Exception {
    host.image("nginx", "EXPOSE 80", Images.command("httpd -f -p 80 -h /www"));
    List<String> examples =
        Files.readAllLines(Path.of("../docs/labels.md")).stream()
            .filter(line -> line.startsWith("docker run "))
            .toList();
    for (String example : examples) {
      host.docker(example.substring("docker ".length()).split(" "));
    }
    await("both are registered", () -> told.all().size() == 2);

    assertEquals(
        List.of("site blue GET /health", "web  http GET /health"),
        told.all().stream().map(DockerSourceIT::example).sorted().toList());
  }

  private static String example(Registration r) {
    return r.service().name()
        + " "
        + String.join(",", r.tags())
        + (r.port().name().isEmpty() ? "" : " " + r.port().name())
        + " "
        + r.checks().getFirst().spec().target();
  }
}
