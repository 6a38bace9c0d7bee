package io.fairlead.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.transport.Address;
import io.fairlead.transport.Call;
import io.fairlead.transport.HttpClient;
import io.fairlead.transport.Reply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of an agent. */
class AgentTest {
  @TempDir private Path directory;

  @Test
  void itIsReadyOnceItHasStarted() throws Exception {
    try (RunningAgent agent = RunningAgent.in(directory)) {
      assertEquals(200, get(agent, "/health/ready").status());
      assertTrue(get(agent, "/status").text().contains("\"node\":\"n1\""));
    }
  }

  @Test
  void itStartsWhereTheEngineIsAway() throws Exception {
    String nowhere = "unix://" + directory.resolve("none.sock");
    try (RunningAgent agent = RunningAgent.in(directory, "--docker", nowhere)) {
      assertEquals(200, get(agent, "/health/ready").status());
    }
  }

  @Test
  void itLeavesNoSocketBehind() throws Exception {
    RunningAgent agent = RunningAgent.in(directory);
    assertTrue(Files.exists(Path.of(agent.socket())));
    agent.close();
    assertFalse(Files.exists(Path.of(agent.socket())));
  }

  @Test
  void itLeavesNoFolderOfTheSocketBehind() throws Exception {
    Path folder = directory.resolve("run");
    RunningAgent.in(directory, "--socket", folder.resolve("a.sock").toString()).close();
    assertFalse(Files.exists(folder));
  }

  @Test
  void aSecondOneWithTheSameDataSaysSo() throws Exception {
    try (RunningAgent first = RunningAgent.in(directory)) {
      StartFailure failure =
          assertThrows(StartFailure.class, () -> RunningAgent.in(directory).close());
      String message = String.valueOf(failure.getMessage());
      assertTrue(message.contains(directory.resolve("data").toString()), message);
      assertTrue(message.contains("--data"), message);
      assertEquals(200, get(first, "/health/live").status());
    }
  }

  @Test
  void aSecondOneOnTheSameSocketSaysSoAndLeavesTheFirstAlone() throws Exception {
    try (RunningAgent first = RunningAgent.in(directory)) {
      String other = directory.resolve("other").toString();
      StartFailure failure =
          assertThrows(
              StartFailure.class, () -> RunningAgent.in(directory, "--data", other).close());
      String message = String.valueOf(failure.getMessage());
      assertTrue(message.contains(first.socket()), message);
      assertTrue(message.contains("--socket"), message);
      assertEquals(200, get(first, "/health/live").status());
    }
  }

  @Test
  void severalLiveSideBySide() throws Exception {
    Path one = Files.createDirectory(directory.resolve("one"));
    Path two = Files.createDirectory(directory.resolve("two"));
    try (RunningAgent first = RunningAgent.in(one);
        RunningAgent second = RunningAgent.in(two)) {
      register(first, "web");
      assertEquals(200, get(first, "/instances/web").status());
      assertEquals(404, get(second, "/instances/web").status());
    }
  }

  @Test
  void whatWasRegisteredOutlivesARestart() throws Exception {
    try (RunningAgent agent = RunningAgent.in(directory)) {
      register(agent, "web");
    }
    try (RunningAgent agent = RunningAgent.in(directory)) {
      assertEquals(200, get(agent, "/instances/web").status());
    }
  }

  @Test
  void itTellsFiguresOfAllItsParts() throws Exception {
    try (RunningAgent agent = RunningAgent.in(directory)) {
      try (HttpClient http = client(agent)) {
        String metrics = http.send(Call.get("/metrics")).text();
        assertTrue(metrics.contains("fairlead_registry_commits_total"), metrics);
        assertTrue(metrics.contains("fairlead_checks "), metrics);
        assertTrue(metrics.contains("fairlead_event_to_snapshot_seconds_bucket"), metrics);
      }
    }
  }

  private static void register(RunningAgent agent, String id) throws Exception {
    byte[] body =
        "{\"service\":\"web\",\"address\":\"192.0.2.1\",\"port\":80}"
            .getBytes(StandardCharsets.UTF_8);
    try (HttpClient http = client(agent)) {
      assertEquals(201, http.send(Call.json("PUT", "/api/v1/instances/" + id, body)).status());
    }
  }

  private static Reply get(RunningAgent agent, String target) throws Exception {
    try (HttpClient http = client(agent)) {
      return http.send(Call.get("/api/v1" + target));
    }
  }

  private static HttpClient client(RunningAgent agent) {
    return new HttpClient(Address.parse(agent.socket()), "the agent", new SystemTime());
  }
}
