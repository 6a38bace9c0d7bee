package io.fairlead.probe.script;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What a command prints: the beginning is kept, the rest read and thrown away so that it can go on
 * printing. Read on a platform thread, because reading a pipe holds the thread that it is on.
 */
final class Output {
  private static final int KEPT = 512;

  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final Thread reader;

  private Output(InputStream in) {
    reader = Thread.ofPlatform().daemon().name("fairlead-script-output").unstarted(() -> read(in));
  }

  static Output of(Process process) {
    Output output = new Output(process.getInputStream());
    output.reader.start();
    return output;
  }

  /** Waits for its end; false where somebody may still print. */
  boolean await(Duration atMost) throws InterruptedException {
    return reader.join(atMost);
  }

  /** What was printed so far, as one line. */
  synchronized String text() {
    return kept.toString(StandardCharsets.UTF_8).replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
  }

  private void read(InputStream in) {
    byte[] block = new byte[4096];
    try (in) {
      int count = in.read(block);
      while (count >= 0) {
        keep(block, count);
        count = in.read(block);
      }
    } catch (IOException e) {
      // The command was killed; what it printed before counts.
    }
  }

  private synchronized void keep(byte[] block, int count) {
    kept.write(block, 0, Math.min(count, KEPT - kept.size()));
  }
}
