package io.fairlead.testkit.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * A container on a host of the lab.
 *
 * @param name the name that it was started with, or its id
 */
public record LabContainer(LabHost host, String name) {
  /** The output of a command inside it that must succeed. */
  public String exec(String... command) {
    List<String> all = new ArrayList<>(List.of("exec", name));
    all.addAll(List.of(command));
    return host.docker(all.toArray(String[]::new));
  }

  /** A field of {@code docker inspect} by its Go template, {@code {{.State.Pid}}}. */
  public String inspect(String template) {
    return host.docker("inspect", "--format", template, name);
  }

  /** Its IPv4 address on the engine's own bridge, or empty. */
  public String address() {
    return address("bridge");
  }

  /** Its IPv4 address on a network, or empty. */
  public String address(String network) {
    return inspect(
        "{{with index .NetworkSettings.Networks \"" + network + "\"}}{{.IPAddress}}{{end}}");
  }

  /** Its IPv6 address on a network, or empty. */
  public String address6(String network) {
    return inspect(
        "{{with index .NetworkSettings.Networks \""
            + network
            + "\"}}{{.GlobalIPv6Address}}{{end}}");
  }

  /** Ends it with SIGTERM. */
  public void stop() {
    host.docker("stop", name);
  }

  /** Ends it with SIGKILL. */
  public void kill() {
    host.docker("kill", name);
  }

  /** Ends and removes it, running or not. */
  public void remove() {
    host.docker("rm", "--force", "--volumes", name);
  }
}
