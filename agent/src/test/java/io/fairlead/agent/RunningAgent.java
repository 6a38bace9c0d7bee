package io.fairlead.agent;

import io.fairlead.agent.config.AgentConfig;
import io.fairlead.agent.config.Host;
import io.fairlead.agent.config.Settings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
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

  /** Starts one in {@code directory}; {@code more} are flags besides. */
  public static RunningAgent in(Path directory, String... more) throws InterruptedException {
    Path socket = directory.resolve("agent.sock");
    List<String> flags = new ArrayList<>(List.of("--node", "n1", "--docker", "none"));
    flags.addAll(List.of("--upstream", "none", "--advertise", "192.0.2.7"));
    flags.addAll(List.of("--dns", "127.0.0.1:0", "--http", "127.0.0.1:0"));
    flags.addAll(List.of("--data", directory.resolve("data").toString()));
    flags.addAll(List.of("--socket", socket.toString()));
    flags.addAll(List.of(more));
    Host host = new Host("test", false, Map.of());
    AgentConfig config = AgentConfig.of(Settings.read(flags, host));
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
