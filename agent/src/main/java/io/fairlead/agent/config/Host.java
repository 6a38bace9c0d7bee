package io.fairlead.agent.config;

import io.fairlead.model.DnsLabel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What defaults depend on.
 *
 * @param hostName as the kernel knows it
 * @param root whether the agent runs as root
 * @param environment of the process
 */
public record Host(String hostName, boolean root, Map<String, String> environment) {
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  public Host {
    environment = Map.copyOf(environment);
  }

  /** The one that this process runs on. */
  public static Host here() {
    return new Host(readHostName(), isRoot(), System.getenv());
  }

  /** The socket that an agent of this user listens on where nothing else is said. */
  public String socket() {
    if (root) {
      return "/run/fairlead/fairlead.sock";
    }
    String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    return (runtime.isEmpty() ? dataDirectory() : runtime + "/fairlead") + "/fairlead.sock";
  }

  /** Where an engine on this host looks for a network driver of this agent's; none if not root. */
  String pluginSocket() {
    return root ? "/run/docker/plugins/fairlead.sock" : "none";
  }

  String dataDirectory() {
    if (root) {
      return "/var/lib/fairlead";
    }
    String state = environment.getOrDefault("XDG_STATE_HOME", "");
    return (state.isEmpty() ? environment.getOrDefault("HOME", "") + "/.local/state" : state)
        + "/fairlead";
  }

  String nodeName() {
    int dot = hostName.indexOf('.');
    String label = DnsLabel.from(dot > 0 ? hostName.substring(0, dot) : hostName);
    return label.isEmpty() ? "node" : label;
  }

  private static String readHostName() {
    try {
      return Files.readString(HOST_NAME).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private static boolean isRoot() {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException | UnsupportedOperationException e) {
      return "root".equals(System.getProperty("user.name"));
    }
  }
}
