package io.fairlead.bench;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Has the lab's agents started as people start theirs. */
final class Launcher {
  private Launcher() {}

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
