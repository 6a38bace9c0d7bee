package io.fairlead.agent.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A line that appears where something takes over a second, counts seconds, and goes when closed.
 */
final class Progress implements AutoCloseable {
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final Terminal terminal;
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread ticking;

  private Progress(Terminal terminal, String what) {
    this.terminal = terminal;
    this.ticking = Thread.ofVirtual().unstarted(() -> tick(what));
  }

  /** Shows {@code what} from one second on, where a person looks. */
  static Progress of(Terminal terminal, String what) {
    Progress progress = new Progress(terminal, what);
    if (terminal.progress()) {
      progress.ticking.start();
    }
    return progress;
  }

  private void tick(String what) {
    try {
      for (int seconds = 1; !done.await(1, TimeUnit.SECONDS); seconds++) {
        terminal.err().print(CLEAR_LINE + what + " (" + seconds + " s)");
        terminal.err().flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    terminal.err().print(CLEAR_LINE);
    terminal.err().flush();
  }

  @Override
  public void close() {
    done.countDown();
    if (!terminal.progress()) {
      return;
    }
    try {
      ticking.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
