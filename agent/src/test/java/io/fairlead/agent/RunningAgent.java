package io.fairlead.agent;

import io.fairlead.agent.config.AgentConfig;
import io.fairlead.agent.config.Host;
import io.fairlead.agent.config.Settings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A real agent in this process, without an engine, on a directory and ports of its own. */
public final class RunningAgent implements AutoCloseable {
  private final Agent agent;
  private final Path socket;

  private RunningAgent(Agent agent, Path socket) {
    this.agent = agent;
    this.socket = socket;
  }

  /** Starts one in {@code directory}; {@code more} are flags that go first. */
  public static RunningAgent in(Path directory, String... more) throws InterruptedException {
    Path socket = directory.resolve("agent.sock");
    Map<String, String> usual =
        Map.of(
            "FAIRLEAD_NODE", "n1",
            "FAIRLEAD_DOCKER", "none",
            "FAIRLEAD_UPSTREAM", "none",
            "FAIRLEAD_ADVERTISE", "192.0.2.7",
            "FAIRLEAD_DNS", "127.0.0.1:0",
            "FAIRLEAD_HTTP", "127.0.0.1:0",
            "FAIRLEAD_DATA", directory.resolve("data").toString(),
            "FAIRLEAD_SOCKET", socket.toString());
    Host host = new Host("test", false, usual);
    AgentConfig config = AgentConfig.of(Settings.read(List.of(more), host));
    return new RunningAgent(Agent.start(config, new SystemTime()), socket);
  }

  /** The path of its unix socket. */
  public String socket() {
    return socket.toString();
  }

  /** Its HTTP address. */
  public String http() {
    return Banner.text(agent.listening().http().getFirst());
  }

  /** Where its DNS answers. */
  public InetSocketAddress dns() {
    return Objects.requireNonNull(agent.listening().dns().getFirst());
  }

  @Override
  public void close() {
    agent.close();
  }
}
