package io.fairlead.plugin.docker;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes one thread; rung while nobody waits, it wakes the next wait. Thread-safe. */
final class Bell {
  private final Semaphore rung = new Semaphore(0);

  void ring() {
    rung.release();
  }

  /**
   * Waits until it is rung, at most this long.
   *
   * @return whether it was rung
   */
  boolean await(Duration most) throws InterruptedException {
    boolean woken = rung.tryAcquire(most.toNanos(), TimeUnit.NANOSECONDS);
    rung.drainPermits();
    return woken;
  }
}
