package io.fairlead.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.fairlead.testkit.fleet.AgentProcess;
import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.Images;
import io.fairlead.testkit.lab.LabContainer;
import io.fairlead.testkit.lab.LabHost;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What happens to containers shows in every answer. */
class ContainersIT {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static OneHost one;
  private static LabHost host;
  private static AgentProcess agent;

  @BeforeAll
  static void open() {
    one = OneHost.open();
    host = one.host();
    agent = one.agent();
  }

  @AfterEach
  void clear() {
    one.clear();
  }

  @AfterAll
  static void close() {
    one.close();
  }

  @Test
  void aStartedContainerHasNamesOverIpv4AndIpv6() {
    LabContainer web = host.run(Images.WEB, "--name", "front");

    one.settles("after a start");

    String v6 = web.address6("bridge");
    assertFalse(v6.isEmpty());
    assertEquals(List.of(web.address()), agent.resolve("web.svc.internal", "A"));
    assertEquals(List.of(v6), agent.resolve("web.svc.internal", "AAAA"));
    assertEquals(List.of(v6), agent.resolve("front.container.internal", "AAAA"));
    assertEquals(1, agent.resolve("_tcp.web.svc.internal", "SRV").size());
    assertEquals(1, agent.resolve(reverse(web.address()), "PTR").size());
    assertEquals(
        agent.get("/instances").at("instances"), agent.getOverTcp("/instances").at("instances"));
  }

  @Test
  void containersThatStopDieOrAreRemovedAreGone() {
    LabContainer stopped = host.run(Images.WEB, "--name", "stopped");
    LabContainer killed = host.run(Images.WEB, "--name", "killed");
    LabContainer removed = host.run(Images.WEB, "--name", "removed");
    LabContainer ends =
        host.run(
            Images.WEB,
            List.of("--name", "ends"),
            List.of("sh", "-c", "until test -e /tmp/end; do sleep 0.1; done"));
    LabContainer stays = host.run(Images.WEB, "--name", "stays");
    one.settles("after five starts");

    stopped.stop();
    killed.kill();
    removed.remove();
    ends.exec("touch", "/tmp/end");
    Await.until("it ends", DEADLINE, () -> ends.inspect("{{.State.Status}}").equals("exited"));

    one.settles("after four ends");
    assertEquals(List.of(stays.address()), agent.resolve("web.svc.internal", "A"));
  }

  @Test
  void aStoppedContainerThatIsStartedAgainIsBack() {
    LabContainer web = host.run(Images.WEB, "--name", "web1");
    one.settles("after a start");
    web.stop();
    one.settles("after a stop");

    host.docker("start", web.name());
    one.settles("after the second start");
    host.docker("restart", web.name());

    one.settles("after a restart");
    assertEquals(List.of(web.address()), agent.resolve("web.svc.internal", "A"));
  }

  @Test
  void aPausedContainerIsHeldBackUntilItGoesOn() {
    LabContainer paused = host.run(Images.WEB, "--name", "paused");
    LabContainer other = host.run(Images.WEB, "--name", "other");
    one.settles("after two starts");

    host.docker("pause", paused.name());
    one.settles("after a pause");
    assertEquals(List.of(other.address()), agent.resolve("web.svc.internal", "A"));

    host.docker("unpause", paused.name());
    one.settles("after the end of the pause");
    assertEquals(2, agent.resolve("web.svc.internal", "A").size());
  }

  @Test
  void aRenamedContainerAnswersToItsNewNameOnly() {
    LabContainer web = host.run(Images.WEB, "--name", "before");
    one.settles("after a start");

    host.docker("rename", "before", "after");

    one.settles("after a new name");
    assertEquals(List.of(), agent.resolve("before.container.internal", "A"));
    assertEquals(
        List.of(new LabContainer(host, "after").address()),
        agent.resolve("after.container.internal", "A"));
    assertEquals("before", web.name());
  }

  @Test
  void aContainerThatMovesBetweenNetworksIsAnsweredWithWhereItIs() {
    host.docker("network", "create", "red");
    host.docker("network", "create", "--ipv6", "--subnet", "fd77:b1::/64", "blue");
    LabContainer web = host.run(Images.WEB, "--name", "mover", "--network", "red");
    one.settles("after a start in red");
    assertEquals(List.of(web.address("red")), agent.resolve("web.svc.internal", "A"));

    host.docker("network", "connect", "blue", web.name());
    one.settles("after it joined blue");

    host.docker("network", "disconnect", "red", web.name());
    one.settles("after it left red");
    assertEquals(List.of(web.address("blue")), agent.resolve("web.svc.internal", "A"));
    assertEquals(List.of(web.address6("blue")), agent.resolve("web.svc.internal", "AAAA"));

    host.docker("network", "connect", "bridge", web.name());
    one.settles("after it joined the engine's bridge");

    host.docker("network", "disconnect", "blue", web.name());
    one.settles("after it left blue");
    assertEquals(List.of(web.address()), agent.resolve("web.svc.internal", "A"));
  }

  @Test
  void aContainerInARestartLoopEndsUpAsTheEngineSays() {
    LabContainer calm = host.run(Images.WEB, "--name", "calm");
    host.run(
        Images.WEB,
        List.of("--name", "looping", "--restart", "always"),
        List.of("sh", "-c", "sleep 0.2; exit 1"));
    Await.until(
        "it has been started several times",
        DEADLINE,
        () ->
            Integer.parseInt(new LabContainer(host, "looping").inspect("{{.RestartCount}}")) >= 4);

    one.settles("in a restart loop");
    host.docker("update", "--restart", "no", "looping");
    Await.until(
        "it ends",
        DEADLINE,
        () -> new LabContainer(host, "looping").inspect("{{.State.Status}}").equals("exited"));

    one.settles("after a restart loop");
    assertEquals(List.of(calm.address()), agent.resolve("web.svc.internal", "A"));
  }

  @Test
  void anUnhealthyContainerIsHeldBackUntilItIsWell() {
    LabContainer sick = host.run(Images.CHECKED, "--name", "sick");
    LabContainer well = host.run(Images.CHECKED, "--name", "well");
    Await.until("both are healthy", DEADLINE, () -> healthy(sick) && healthy(well));
    one.settles("after both are healthy");

    sick.exec("touch", "/tmp/sick");
    Await.until("one is unhealthy", DEADLINE, () -> !healthy(sick));
    one.settles("after one is unhealthy");
    assertEquals(List.of(well.address()), agent.resolve("checked.svc.internal", "A"));

    sick.exec("rm", "/tmp/sick");
    Await.until("it is healthy again", DEADLINE, () -> healthy(sick));
    one.settles("after it is healthy again");
    assertEquals(2, agent.resolve("checked.svc.internal", "A").size());
  }

  @Test
  void aServiceWhoseInstancesAllFailIsStillAnswered() {
    LabContainer sick = host.run(Images.CHECKED, "--name", "sick");
    sick.exec("touch", "/tmp/sick");
    Await.until(
        "it is unhealthy",
        DEADLINE,
        () -> sick.inspect("{{.State.Health.Status}}").equals("unhealthy"));

    one.settles("after all are unhealthy");
    assertEquals(List.of(sick.address()), agent.resolve("checked.svc.internal", "A"));
  }

  private static boolean healthy(LabContainer container) {
    return container.inspect("{{.State.Health.Status}}").equals("healthy");
  }

  private static String reverse(String v4) {
    return String.join(".", List.of(v4.split("\\.")).reversed()) + ".in-addr.arpa";
  }
}
