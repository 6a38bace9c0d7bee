package io.fairlead.testkit.time;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waiting in real time for what other threads do, looking again every millisecond. */
public final class Patience {
  private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private Patience() {}

  /**
   * Waits until {@code condition} holds.
   *
   * @throws AssertionError where that takes half a minute
   */
  public static void until(BooleanSupplier condition) throws InterruptedException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > DEADLINE_NANOS) {
        throw new AssertionError("it did not come about within half a minute");
      }
      Thread.sleep(1);
    }
  }
}
