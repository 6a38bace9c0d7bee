package io.fairlead.balancer.template;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A person's command, run by the shell, with an end. */
final class ShellCommand {
  private static final int SHOWN = 2_000;

  private final Map<String, String> environment;

  ShellCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Runs it.
   *
   * @return why it failed, with the end of what it printed, or null where it did not
   */
  @Nullable String run(String line, Duration timeout) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(List.of("sh", "-c", line));
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    Process process = builder.start();
    process.getOutputStream().close();
    Tail tail = new Tail(process.getInputStream());
    Thread reader = Thread.ofVirtual().name("command-output").start(tail);
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return "'" + line + "' was ended: it took longer than " + timeout.toSeconds() + " s" + tail;
      }
      reader.join(Duration.ofSeconds(1)); // what it started may hold its output open
      return process.exitValue() == 0
          ? null
          : "'" + line + "' ended with status " + process.exitValue() + tail;
    } finally {
      end(process);
    }
  }

  /** What a reload leaves running on purpose has parted from it, and is not ended. */
  private static void end(Process process) {
    if (process.isAlive()) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** The end of what is printed, whatever its length. */
  private static final class Tail implements Runnable {
    private final InputStream in;
    // Guarded by this.
    private final StringBuilder text = new StringBuilder();

    Tail(InputStream in) {
      this.in = in;
    }

    @Override
    public void run() {
      byte[] piece = new byte[4096];
      try (in) {
        for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
          add(new String(piece, 0, n, StandardCharsets.UTF_8));
        }
      } catch (IOException e) {
        add(" (its output could not be read: " + e.getMessage() + ")");
      }
    }

    private synchronized void add(String more) {
      text.append(more);
      text.delete(0, Math.max(0, text.length() - SHOWN));
    }

    @Override
    public synchronized String toString() {
      String shown = text.toString().strip();
      return shown.isEmpty() ? "" : ": " + shown;
    }
  }
}
