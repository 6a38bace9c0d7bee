package io.fairlead.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The definition of a health check.
 *
 * @param name unique within its instance
 * @param initial the verdict until the check has run {@code rise} or {@code fall} times
 */
public record Check(String name, CheckSpec spec, Timing timing, Health initial) {
  public Check {
    InvalidField.unless(
        !name.isBlank() && name.length() <= 255, "check.name", "must be 1 to 255 characters");
  }

  /**
   * When a check runs and how its verdicts count.
   *
   * @param interval between the starts of two runs; the health engine spreads runs with jitter
   * @param timeout for one run
   * @param rise passes in a row that make a failing instance healthy
   * @param fall failures in a row that make a healthy instance failing
   * @param deregisterAfter failing this long takes the instance out of the registry; null for never
   */
  public record Timing(
      Duration interval, Duration timeout, int rise, int fall, @Nullable Duration deregisterAfter) {
    private static final Duration SHORTEST = Duration.ofMillis(100);

    /** Every 10 s, 5 s each, one verdict is enough. */
    public static final Timing DEFAULT =
        new Timing(Duration.ofSeconds(10), Duration.ofSeconds(5), 1, 1, null);

    public Timing {
      InvalidField.unless(
          interval.compareTo(SHORTEST) >= 0, "check.interval", "must be 100ms or longer");
      InvalidField.unless(timeout.isPositive(), "check.timeout", "must be longer than zero");
      InvalidField.unless(rise >= 1 && rise <= 100, "check.rise", "must be 1 to 100");
      InvalidField.unless(fall >= 1 && fall <= 100, "check.fall", "must be 1 to 100");
      InvalidField.unless(
          deregisterAfter == null || deregisterAfter.isPositive(),
          "check.deregister_after",
          "must be longer than zero");
    }
  }
}
