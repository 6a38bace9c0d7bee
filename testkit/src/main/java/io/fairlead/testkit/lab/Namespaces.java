package io.fairlead.testkit.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Mount, process and name spaces around a named network namespace. Their first process reads a pipe
 * that this JVM holds: when the pipe closes, even because the JVM was killed, it ends, and the
 * kernel ends every process and mount in them.
 */
final class Namespaces implements AutoCloseable {
  private final Process entrance;
  private final long init;

  private Namespaces(Process entrance, long init) {
    this.entrance = entrance;
    this.init = init;
  }

  /**
   * Opens them.
   *
   * @param network the named network namespace
   * @param prepare shell commands that run first inside them, as root
   */
  static Namespaces open(String network, String prepare, Path log) {
    String init = Command.tool("docker-init", "docker.io");
    ProcessBuilder builder =
        new ProcessBuilder(
            Command.tool("nsenter", "util-linux"),
            "--net=/run/netns/" + network,
            Command.tool("unshare", "util-linux"),
            "--mount",
            "--uts",
            "--pid",
            "--fork",
            "--kill-child",
            "--mount-proc",
            "sh",
            "-ec",
            prepare + "\necho ready; exec " + init + " -- cat");
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      Process entrance = builder.start();
      BufferedReader output = new BufferedReader(entrance.inputReader(StandardCharsets.UTF_8));
      if (!"ready".equals(output.readLine())) {
        entrance.destroyForcibly();
        throw new LabException("The namespaces of " + network + " cannot be made; see " + log);
      }
      long first = entrance.children().findFirst().orElseThrow().pid();
      return new Namespaces(entrance, first);
    } catch (IOException e) {
      throw new LabException("The namespaces of " + network + " cannot be made", e);
    }
  }

  /** The command that runs {@code command} inside. */
  List<String> inside(List<String> command) {
    List<String> all =
        new ArrayList<>(
            List.of(
                Command.tool("nsenter", "util-linux"),
                "--target",
                Long.toString(init),
                "--mount",
                "--uts",
                "--net",
                "--pid",
                "--"));
    all.addAll(command);
    return all;
  }

  /** Ends every process inside and waits until the kernel has taken the last one down. */
  @Override
  public void close() {
    ProcessHandle.of(init).ifPresent(ProcessHandle::destroyForcibly);
    try {
      if (!entrance.waitFor(30, TimeUnit.SECONDS)) {
        throw new LabException("The processes of a host did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("Interrupted while a host was ended", e);
    }
  }
}
