package io.fairlead.plugin.docker;

import java.time.Duration;

/** Wakes one thread; rung while nobody waits, it wakes the next wait. Thread-safe. */
final class Bell {
  private boolean rung;

  synchronized void ring() {
    rung = true;
    notifyAll();
  }

  /** Waits until it is rung, at most this long. */
  synchronized void await(Duration most) throws InterruptedException {
    if (!rung) {
      wait(Math.max(1, most.toMillis())); // woken for nothing, the waiter looks once too often
    }
    rung = false;
  }
}
