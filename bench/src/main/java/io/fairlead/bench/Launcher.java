package io.fairlead.bench;

import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.LabHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Has the lab's agents started as people start theirs. */
final class Launcher {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private Launcher() {}

  /** Waits until an agent has rehearsed attaching, as it does after its start. */
  static void awaitRehearsed(LabHost host) {
    Path folder = host.directory().resolve("agent-data").resolve("rehearsal");
    Await.quiet("the rehearsal is over", PATIENCE, () -> Files.exists(folder) ? "it goes on" : "");
  }

  /** From now on; what the launcher makes once is made before. */
  static void forLab() {
    String launcher = AgentProcess.launcher().toString();
    try {
      int status =
          new ProcessBuilder(launcher, "version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (status != 0) {
        throw new IllegalStateException(launcher + " version ends with " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted before it began", e);
    }
    System.setProperty(io.fairlead.testkit.fleet.AgentProcess.LAUNCHER, launcher);
  }
}
