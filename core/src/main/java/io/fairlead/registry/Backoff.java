package io.fairlead.registry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: doubling from 50 ms to 5 s, each a random half shorter so
 * that many agents do not come back at one moment. Used by one thread.
 */
final class Backoff {
  private static final long FIRST_MILLIS = 50;
  private static final long LONGEST_MILLIS = 5_000;

  private final RandomGenerator random;
  private final long longestMillis;
  private long millis = FIRST_MILLIS;

  Backoff(RandomGenerator random) {
    this(random, Duration.ofMillis(LONGEST_MILLIS));
  }

  /** Waits no longer than {@code longest}, nor than it would without. */
  Backoff(RandomGenerator random, Duration longest) {
    this.random = random;
    this.longestMillis = Math.clamp(longest.toMillis(), FIRST_MILLIS, LONGEST_MILLIS);
  }

  /** The next wait, longer each time until {@link #reset}. */
  Duration next() {
    long wait = millis - random.nextLong(millis / 2);
    millis = Math.min(longestMillis, millis * 2);
    return Duration.ofMillis(wait);
  }

  /** Whether nothing has failed since {@link #reset}. */
  boolean fresh() {
    return millis == FIRST_MILLIS;
  }

  /** It worked. */
  void reset() {
    millis = FIRST_MILLIS;
  }
}
