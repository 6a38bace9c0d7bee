package io.fairlead.testkit.lab;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting by condition, with a deadline that only a broken test reaches. */
public final class Await {
  private static final long PAUSE_MILLIS = 20;

  private Await() {}

  /**
   * Waits until {@code condition} holds.
   *
   * @param what names it in the failure
   * @throws AssertionError where it does not hold in time
   */
  public static void until(String what, Duration deadline, BooleanSupplier condition) {
    quietly(deadline, () -> condition.getAsBoolean() ? "" : "it never held", what);
  }

  /**
   * Waits until {@code difference} has nothing to say.
   *
   * @param difference what still differs from the state that is waited for, or empty
   * @throws AssertionError where it still differs at the deadline; the message holds how
   */
  public static void quiet(String what, Duration deadline, Supplier<String> difference) {
    quietly(deadline, difference, what);
  }

  private static void quietly(Duration deadline, Supplier<String> difference, String what) {
    long end = System.nanoTime() + deadline.toNanos();
    while (true) {
      String left = difference.get();
      if (left.isEmpty()) {
        return;
      }
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("After " + deadline + ", not yet: " + what + ": " + left);
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LabException("Interrupted while waiting: " + what, e);
      }
    }
  }
}
