package io.fairlead.view.dns;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;

/** Ends that cannot fail in a way that matters. */
final class Closing {
  private static final System.Logger LOG = System.getLogger(Closing.class.getName());

  private Closing() {}

  static void quietly(Closeable resource) {
    try {
      resource.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "closing failed", e);
    }
  }

  /** Waits for a thread whose socket is closed; an interruption is kept for the caller. */
  static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
