package io.fairlead.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a measurement starts the agent: as the launcher does, from the built tree. */
final class AgentProcess {
  private AgentProcess() {}

  /** The launcher, beside which the measurements run. */
  static Path launcher() {
    return Path.of("fairlead").toAbsolutePath();
  }

  /** {@code fairlead agent} with a data folder and sockets of its own. */
  static List<String> command(Path folder, int dnsPort, int httpPort, String... more) {
    return node("bench", folder, dnsPort, httpPort, more);
  }

  /** The same, as the node of this name. */
  static List<String> node(String name, Path folder, int dnsPort, int httpPort, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                launcher().toString(),
                "agent",
                "--node",
                name,
                "--data",
                folder.resolve("data").toString(),
                "--socket",
                folder.resolve("agent.sock").toString(),
                "--dns",
                "127.0.0.1:" + dnsPort,
                "--http",
                "127.0.0.1:" + httpPort));
    command.addAll(List.of(more));
    return command;
  }
}
