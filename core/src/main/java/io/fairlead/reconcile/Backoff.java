package io.fairlead.reconcile;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait after a failure: doubling from 100 ms to 30 s, each a random half shorter. */
final class Backoff {
  private static final long FIRST_MILLIS = 100;
  private static final long LONGEST_MILLIS = 30_000;

  private final RandomGenerator random;
  private long millis = FIRST_MILLIS;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  Duration next() {
    long wait = millis - random.nextLong(millis / 2);
    millis = Math.min(LONGEST_MILLIS, millis * 2);
    return Duration.ofMillis(wait);
  }

  void reset() {
    millis = FIRST_MILLIS;
  }
}
