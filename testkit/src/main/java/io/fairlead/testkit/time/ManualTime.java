package io.fairlead.testkit.time;

import io.fairlead.spi.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Time that moves only when a test says so. Its nanoseconds start a second before they overflow, as
 * a real clock's may at any moment. Thread-safe.
 */
public final class ManualTime implements Time {
  private static final long REAL_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private long nanos = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(1);
  private final List<Long> wakeUps = new ArrayList<>();

  @Override
  public synchronized Instant now() {
    return now;
  }

  @Override
  public synchronized long nanos() {
    return nanos;
  }

  @Override
  public synchronized void sleep(Duration duration) throws InterruptedException {
    Long wakeUp = nanos + duration.toNanos();
    wakeUps.add(wakeUp);
    notifyAll();
    try {
      while (wakeUp - nanos > 0) {
        wait();
      }
    } finally {
      wakeUps.remove(wakeUp);
    }
  }

  /**
   * Moves both clocks on and wakes those whose sleep is over. A thread that has looked at the clock
   * but does not sleep yet will sleep from the new time: {@link #awaitSleepers} first.
   */
  public synchronized void advance(Duration duration) {
    nanos += duration.toNanos();
    now = now.plus(duration);
    notifyAll();
  }

  /** The wall clock alone jumps, forward or back, as when somebody sets it. */
  public synchronized void jumpWallClock(Duration duration) {
    now = now.plus(duration);
  }

  /**
   * Waits, in real time, until this many threads at least sleep on this clock and their sleep is
   * not over yet: what they had to do before is done.
   *
   * @throws AssertionError where that takes half a minute
   */
  public synchronized void awaitSleepers(int atLeast) throws InterruptedException {
    long start = System.nanoTime();
    while (sleepers() < atLeast) {
      long left = REAL_PATIENCE_NANOS - (System.nanoTime() - start);
      if (left <= 0) {
        throw new AssertionError(sleepers() + " threads sleep, not " + atLeast);
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  private long sleepers() {
    return wakeUps.stream().filter(wakeUp -> wakeUp - nanos > 0).count();
  }
}
