package io.fairlead.testkit.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process on a host of the lab, known by its pid outside of the host. It ends with its host at
 * the latest.
 */
public final class LabProcess {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final String name;
  private final Path log;
  private final Process entrance;
  private final ProcessHandle target;

  private LabProcess(String name, Path log, Process entrance, ProcessHandle target) {
    this.name = name;
    this.log = log;
    this.entrance = entrance;
    this.target = target;
  }

  /**
   * Starts a command whose first part enters namespaces and then waits for the real process, which
   * it has as its one child.
   */
  static LabProcess start(
      String name, List<String> command, Map<String, String> environment, Path log) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      Process entrance = builder.start();
      Await.until(
          name + " starts",
          DEADLINE,
          () -> entrance.children().findAny().isPresent() || !entrance.isAlive());
      ProcessHandle target = entrance.children().findAny().orElse(entrance.toHandle());
      return new LabProcess(name, log, entrance, target);
    } catch (IOException e) {
      throw new LabException(name + " cannot be started: " + e.getMessage(), e);
    }
  }

  /** Its pid as this machine, not as its host, sees it. */
  public long pid() {
    return target.pid();
  }

  /** Whether it runs. */
  public boolean alive() {
    return target.isAlive() && entrance.isAlive();
  }

  /** Ends it with SIGKILL and waits until it is gone. */
  public void kill() {
    target.destroyForcibly();
    goOn();
    awaitEnd();
  }

  /** Asks it to end with SIGTERM and waits until it has; kills it where it does not. */
  public void terminate() {
    target.destroy();
    try {
      awaitEnd();
    } catch (LabException e) {
      kill();
      throw e;
    }
  }

  /** Sends a signal by name: {@code STOP}, {@code CONT}, {@code HUP}. */
  public void signal(String signal) {
    Command.output("kill", "-" + signal, Long.toString(pid()));
    if (signal.equals("CONT")) {
      goOn();
    }
  }

  /** The entrance stops itself when its child is stopped, and then hears of nothing. */
  private void goOn() {
    if (entrance.isAlive()) {
      Command.run(List.of("kill", "-CONT", Long.toString(entrance.pid())), Map.of());
    }
  }

  /** Waits until it has ended by itself, and tells how (128 and more: by a signal). */
  public int awaitEnd() {
    try {
      if (!entrance.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
        throw new LabException(name + " did not end in " + DEADLINE + ":\n" + tail());
      }
      return entrance.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("Interrupted while waiting for the end of " + name, e);
    }
  }

  /** All that it has written so far, standard output and error. */
  public String output() {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new LabException("The log of " + name + " cannot be read", e);
    }
  }

  /** The last lines that it wrote, for messages. */
  public String tail() {
    List<String> lines = output().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
  }
}
