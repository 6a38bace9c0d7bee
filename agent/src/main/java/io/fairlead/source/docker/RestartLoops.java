package io.fairlead.source.docker;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Notices containers that die by themselves again and again, so that they do not come and go with
 * each start: after three lives in a row of less than ten seconds, the next must last that long
 * before it counts. Docker's own restart delay starts anew at the same ten seconds. For one thread.
 */
final class RestartLoops {
  /** A life that counts. */
  static final Duration LONG = Duration.ofSeconds(10);

  /** For people. */
  static final String HELD_BACK =
      "not registered: it keeps dying within 10 s of its start; it will be once it lives longer";

  private static final int SHORT_LIVES = 3;
  private static final int MOST = 4096;

  private final Map<String, Integer> shortLives = Bounded.map(MOST);

  /** A life has ended, by itself or because it was told to. */
  void ended(String container, Duration life, boolean byItself) {
    if (byItself && life.compareTo(LONG) < 0) {
      shortLives.merge(container, 1, Integer::sum);
    } else {
      shortLives.remove(container);
    }
  }

  /** How long from {@code now} until a life that began at {@code startedAt} counts, or zero. */
  Duration untilCounts(String container, Instant startedAt, Instant now) {
    if (shortLives.getOrDefault(container, 0) < SHORT_LIVES) {
      return Duration.ZERO;
    }
    Duration left = LONG.minus(Duration.between(startedAt, now));
    return left.isNegative() ? Duration.ZERO : left.compareTo(LONG) > 0 ? LONG : left;
  }

  /** The container is removed. */
  void forget(String container) {
    shortLives.remove(container);
  }
}
