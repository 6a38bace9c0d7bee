package io.fairlead.testkit.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LabIT {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static Lab lab;
  private static LabHost host;

  @BeforeAll
  static void open() {
    lab = Lab.open();
    host = lab.host("h1");
  }

  @AfterEach
  void clear() {
    host.clear();
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @Test
  void aContainerAnswersItsHostOverIpv4AndIpv6() {
    LabContainer web = host.run(Images.WEB, "--name", "web", "--hostname", "greeter");

    Await.until(
        "web listens",
        DEADLINE,
        () -> host.succeeds("busybox", "wget", "-qO-", "http://" + web.address()));
    assertEquals("greeter", get(web.address()));
    assertEquals("greeter", get("[" + web.address6("bridge") + "]"));
  }

  @Test
  void aContainerReachesAnotherByItsName() {
    host.docker("network", "create", "red");
    host.run(Images.WEB, "--name", "web", "--hostname", "greeter", "--network", "red");
    LabContainer client = host.run(Images.IDLE, "--name", "client", "--network", "red");

    assertEquals("greeter", client.exec("wget", "-qO-", "http://web/"));
  }

  @Test
  void aContainerReachesItsHostAtTheGateway() {
    LabContainer idle = host.run(Images.IDLE, "--name", "idle");

    assertTrue(idle.exec("ping", "-c1", "-W5", host.gateway()).contains("1 packets received"));
  }

  @Test
  void aKilledEngineComesBackWithItsContainers() {
    LabContainer kept = host.run(Images.WEB, "--name", "kept", "--restart", "always");
    LabContainer gone = host.run(Images.IDLE, "--name", "gone");

    host.engine().kill();
    assertFalse(host.engine().process().alive());
    host.engine().start();

    Await.until("kept runs", DEADLINE, () -> kept.inspect("{{.State.Running}}").equals("true"));
    assertEquals("false", gone.inspect("{{.State.Running}}"));
  }

  @Test
  void aContainerStopsWhenItIsAskedTo() {
    LabContainer idle = host.run(Images.IDLE, "--name", "idle");

    idle.stop();

    assertEquals("0", idle.inspect("{{.State.ExitCode}}"));
  }

  @Test
  void aCheckedImageTurnsUnhealthyAndBack() {
    LabContainer checked = host.run(Images.CHECKED, "--name", "checked");
    awaitHealth(checked, "healthy");

    checked.exec("touch", "/tmp/sick");
    awaitHealth(checked, "unhealthy");

    checked.exec("rm", "/tmp/sick");
    awaitHealth(checked, "healthy");
  }

  @Test
  void aProcessOfAHostSeesTheHostAndEndsByItsPid() {
    LabProcess process =
        host.start("named", List.of("sh", "-c", "hostname; exec sleep 1000"), Map.of());
    Await.until("it speaks", DEADLINE, () -> !process.output().isEmpty());

    assertEquals("h1", process.output().strip());
    process.kill();
    assertFalse(ProcessHandle.of(process.pid()).map(ProcessHandle::isAlive).orElse(false));
  }

  @Test
  void aCutLinkPartsHostsUntilItIsHealed() {
    lab.exec("busybox", "ping", "-c1", "-W5", host.address());

    host.cutLink();
    assertThrows(
        LabException.class, () -> lab.exec("busybox", "ping", "-c1", "-W1", host.address()));

    host.healLink();
    lab.exec("busybox", "ping", "-c1", "-W20", host.address());
  }

  @Test
  void aCommandThatFailsTellsWhatItSaid() {
    LabException failure = assertThrows(LabException.class, () -> host.docker("inspect", "nobody"));

    assertTrue(failure.toString().contains("nobody"), failure.toString());
  }

  @Test
  void twoHostsReachEachOtherOverTheBridge() {
    LabHost second = lab.host("h2");

    assertNotEquals(host.address(), second.address());
    second.exec("busybox", "ping", "-c1", "-W5", host.address());
    second.exec("busybox", "ping6", "-c1", "-W5", host.address6());
    assertEquals("", second.docker("ps", "--quiet"));
  }

  @Test
  void closingLeavesNothing() throws IOException {
    Lab brief = Lab.open();
    String id = brief.id();
    LabHost briefHost = brief.host("h1");
    briefHost.run(Images.WEB, "--name", "web");
    long engine = briefHost.engine().process().pid();
    assertNotEquals(List.of(), traces(id));

    brief.close();

    assertEquals(List.of(), traces(id));
    assertFalse(ProcessHandle.of(engine).map(ProcessHandle::isAlive).orElse(false));
  }

  @Test
  void aPausedContainerDoesNotOutliveItsHost() throws IOException {
    Lab brief = Lab.open();
    String id = brief.id();
    brief.host("h1").run(Images.IDLE, "--name", "idle");
    brief.host("h1").docker("pause", "idle");

    brief.close();

    assertEquals(List.of(), traces(id));
  }

  @Test
  void whatAKilledRunLeftIsRemovedWhenTheNextLabOpens() throws Exception {
    Process run =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                AbandonedLab.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String id = run.inputReader().readLine();
    run.destroyForcibly().waitFor();
    Await.until("its processes end with it", DEADLINE, () -> processes(id).isEmpty());
    assertNotEquals(List.of(), traces(id));

    Lab.open().close();

    assertEquals(List.of(), traces(id));
    host.exec("true");
  }

  private static void awaitHealth(LabContainer container, String health) {
    Await.until(
        container.name() + " is " + health,
        DEADLINE,
        () -> container.inspect("{{.State.Health.Status}}").equals(health));
  }

  private static String get(String address) {
    return host.exec("busybox", "wget", "-qO-", "http://" + address);
  }

  /**
   * Everything on this machine that bears the lab's id: files, namespaces, cgroups, mounts,
   * processes.
   */
  private static List<String> traces(String id) throws IOException {
    List<String> traces = new ArrayList<>(processes(id));
    for (Path directory : List.of(Path.of("/tmp"), Path.of("/run/netns"), Path.of("/run/docker"))) {
      traces.addAll(filesNamed(directory, id, 1));
    }
    traces.addAll(filesNamed(Path.of("/sys/fs/cgroup"), id, 3));
    Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
        .filter(line -> line.contains(id))
        .forEach(traces::add);
    return traces;
  }

  private static List<String> filesNamed(Path directory, String id, int depth) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> paths =
        Files.find(directory, depth, (path, kind) -> path.getFileName().toString().contains(id))) {
      return paths.map(Path::toString).toList();
    }
  }

  private static List<String> processes(String id) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .flatMap(process -> process.info().commandLine().stream())
        .filter(line -> line.contains(id))
        .toList();
  }
}
