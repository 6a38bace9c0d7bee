package io.fairlead.ways;

import java.time.Duration;

/**
 * What answers and silence say of one way. A value; each event gives the next one.
 *
 * @param good whole packets answered since the last loss, while that matters
 * @param lost whole packets lost since the last answer
 * @param need how many must be answered before it is believed: more after each fall
 * @param small whether small packets pass
 * @param since when it came to be in this state, in nanoseconds
 */
record Track(Belief state, int good, int lost, int need, boolean small, long since) {
  /** How many losses in a row are believed. */
  static final int LOSSES = 3;

  /** How many answers in a row are believed at first. */
  static final int ANSWERS = 3;

  private static final int MOST_ANSWERS = 48;
  private static final long FORGIVEN = Duration.ofMinutes(10).toNanos();
  private static final long EAGER = Duration.ofMinutes(1).toNanos();
  private static final long QUICK = Duration.ofMillis(250).toNanos();
  private static final long HOPEFUL = Duration.ofMillis(500).toNanos();
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /** Nothing known. */
  static Track fresh(long now) {
    return new Track(Belief.UNKNOWN, 0, 0, ANSWERS, false, now);
  }

  /** A whole packet was answered. */
  Track answered(long now) {
    if (state == Belief.CARRIES) {
      int next = now - since > FORGIVEN ? ANSWERS : need;
      return new Track(state, 0, 0, next, true, since);
    }
    return good + 1 >= need
        ? new Track(Belief.CARRIES, 0, 0, need, true, now)
        : new Track(state, good + 1, 0, need, true, since);
  }

  /** A whole packet was not. */
  Track missed(long now) {
    if (state == Belief.FAILS || lost + 1 < LOSSES) {
      return new Track(state, 0, Math.min(lost + 1, LOSSES), need, small, since);
    }
    int next = state == Belief.CARRIES ? Math.min(need * 2, MOST_ANSWERS) : need;
    return new Track(Belief.FAILS, 0, LOSSES, next, small, now);
  }

  /** A small packet was answered, or was not. */
  Track small(boolean passes) {
    return new Track(state, good, lost, need, passes, since);
  }

  /** Whether a small packet is sent beside a whole one, to tell why that is lost. */
  boolean wantsSmall() {
    return lost > 0;
  }

  /**
   * How long until the next question, in nanoseconds.
   *
   * @param steady where nothing is in doubt
   */
  long pause(long now, long steady) {
    return switch (state) {
      case UNKNOWN -> QUICK;
      case CARRIES -> lost > 0 ? QUICK : steady;
      case FAILS -> good > 0 ? HOPEFUL : now - since < EAGER ? SECOND : Math.max(steady, SECOND);
    };
  }
}
