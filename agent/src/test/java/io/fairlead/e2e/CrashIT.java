package io.fairlead.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.testkit.fleet.AgentProcess;
import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.EngineSettings;
import io.fairlead.testkit.lab.Images;
import io.fairlead.testkit.lab.LabContainer;
import io.fairlead.testkit.lab.LabHost;
import io.fairlead.testkit.lab.LabProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Engine and agent are killed while containers come and go. */
class CrashIT {
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
  void aKilledEngineLeavesTheLastAnswersStanding() {
    LabContainer web = host.run(Images.WEB, "--name", "web1");
    one.settles("after a start");
    String address = web.address();

    host.engine().kill();

    assertEquals(List.of(address), agent.resolve("web.svc.internal", "A"));
    assertEquals(1, agent.get("/instances").at("instances").elements().size());
    host.engine().start();
    one.settles("after the engine is back");
  }

  @Test
  void afterAnEngineIsKilledOnlyWhatItStartedAgainIsAnswered() {
    LabContainer back = host.run(Images.WEB, "--name", "back", "--restart", "always");
    host.run(Images.WEB, "--name", "lost");
    one.settles("after two starts");

    host.engine().kill();
    host.engine().start();

    one.settles("after the engine is back");
    assertEquals(List.of(back.address()), agent.resolve("web.svc.internal", "A"));
  }

  @Test
  void containersThatOutliveTheirEngineStayAnswered() {
    host.engine().stop();
    host.engine().start(EngineSettings.DEFAULT.liveRestore());
    LabContainer web = host.run(Images.WEB, "--name", "web1");
    LabContainer dies = host.run(Images.WEB, "--name", "dies");
    one.settles("after two starts");
    long pid = Long.parseLong(dies.inspect("{{.State.Pid}}"));

    host.engine().kill();
    host.exec("kill", "-9", Long.toString(pid));
    host.engine().start();

    one.settles("after the engine is back");
    assertEquals(List.of(web.address()), agent.resolve("web.svc.internal", "A"));
    web.remove();
    host.engine().stop();
    host.engine().start(EngineSettings.DEFAULT);
  }

  @Test
  void anEngineThatIsStoppedAndStartedIsFollowedAgain() {
    host.run(Images.WEB, "--name", "web1", "--restart", "always");
    one.settles("after a start");

    host.engine().stop();
    host.engine().start();
    one.settles("after the engine is back");
    host.run(Images.WEB, "--name", "web2");

    one.settles("after a start on the engine that is back");
  }

  @Test
  void whatHappensWhileTheAgentIsDeadIsKnownWhenItIsBack() {
    LabContainer stopped = host.run(Images.WEB, "--name", "stopped");
    LabContainer removed = host.run(Images.WEB, "--name", "removed");
    host.run(Images.WEB, "--name", "renamed");
    host.run(Images.WEB, "--name", "stays");
    one.settles("after four starts");

    agent.kill();
    stopped.stop();
    removed.remove();
    host.docker("rename", "renamed", "newname");
    host.run(Images.WEB, "--name", "fresh");
    agent.startAgain();

    one.settles("after the agent is back");
  }

  @Test
  void aKilledAgentAnswersAsSoonAsItIsBack() {
    LabContainer web = host.run(Images.WEB, "--name", "web1");
    one.settles("after a start");

    agent.kill();
    agent.startAgain();

    assertEquals(List.of(web.address()), agent.resolve("web.svc.internal", "A"));
    one.settles("after the agent is back");
  }

  @Test
  void anAgentThatStartsBeforeItsEngineFindsItLater() {
    host.run(Images.WEB, "--name", "web1", "--restart", "always");
    host.run(Images.WEB, "--name", "lost");
    one.settles("after two starts");

    agent.kill();
    host.engine().kill();
    agent.startAgain();
    host.engine().start();

    one.settles("after both are back");
  }

  @Test
  void nothingIsLostWhereContainersComeAndGoAllTheTime() {
    host.run(Images.WEB, "--name", "constant", "--restart", "always");
    LabProcess churn =
        host.start(
            "churn",
            List.of(
                "sh",
                "-c",
                """
                i=0
                while :; do
                  i=$((i + 1))
                  docker run --detach --name churn$i web
                  docker rm --force churn$((i - 3))
                done
                """),
            Map.of("DOCKER_HOST", host.engine().address()));

    for (int round = 0; round < 3; round++) {
      agent.kill();
      agent.startAgain();
    }
    host.engine().kill();
    host.engine().start();
    agent.kill();
    agent.startAgain();
    Await.until(
        "three containers came and the first has gone, however slow the machine",
        Duration.ofMinutes(2),
        () -> churn.output().lines().anyMatch("churn1"::equals));
    churn.kill();

    one.settles("after the end of the coming and going");
  }

  @Test
  void aMarkToDrainOutlivesTheAgent() {
    LabContainer kept = host.run(Images.WEB, "--name", "kept");
    LabContainer drained = host.run(Images.WEB, "--name", "drained");
    one.settles("after two starts");
    String id =
        agent.get("/instances").at("instances").elements().stream()
            .filter(i -> i.at("container").text().equals(drained.name()))
            .map(i -> i.at("id").text())
            .findFirst()
            .orElseThrow();
    agent.cli("drain", id);

    agent.kill();
    agent.startAgain();

    assertEquals(List.of(kept.address()), agent.resolve("web.svc.internal", "A"));
  }
}
