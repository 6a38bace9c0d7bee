package io.fairlead.source.docker;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Doubling pauses from 100 ms to 10 s, each cut by up to a half at random. For one thread. */
final class Backoff {
  static final Duration SHORTEST = Duration.ofMillis(100);
  static final Duration LONGEST = Duration.ofSeconds(10);

  private final RandomGenerator random;
  private Duration pause = SHORTEST;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  Duration next() {
    long nanos = pause.toNanos();
    Duration jittered = Duration.ofNanos(nanos - random.nextLong(nanos / 2 + 1));
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    return jittered;
  }

  void reset() {
    pause = SHORTEST;
  }
}
