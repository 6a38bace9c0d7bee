package io.fairlead.json;

import io.fairlead.model.InvalidField;
import java.math.BigInteger;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 250ms}, {@code 10s}, {@code 1m30s}, {@code 2h}. */
public final class Durations {
  private static final Map<String, ChronoUnit> UNITS = new LinkedHashMap<>();
  private static final Duration LONGEST = Duration.ofDays(36_500);
  private static final int MAX_LENGTH = 64;

  static {
    UNITS.put("d", ChronoUnit.DAYS);
    UNITS.put("h", ChronoUnit.HOURS);
    UNITS.put("m", ChronoUnit.MINUTES);
    UNITS.put("s", ChronoUnit.SECONDS);
    UNITS.put("ms", ChronoUnit.MILLIS);
    UNITS.put("us", ChronoUnit.MICROS);
    UNITS.put("ns", ChronoUnit.NANOS);
  }

  private static final Pattern PART = Pattern.compile("(\\d{1,19})(ms|us|ns|d|h|m|s)");

  private Durations() {}

  /**
   * Reads a whole number with its unit (d, h, m, s, ms, us, ns), or several of them in a row;
   * {@code 0} needs no unit. 100 years at most.
   *
   * @param field what it is, for the error
   */
  public static Duration parse(String field, String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Matcher part = PART.matcher(text);
    Duration sum = Duration.ZERO;
    int end = 0;
    while (text.length() <= MAX_LENGTH && part.lookingAt()) {
      sum = sum.plus(partOf(field, part));
      end = part.end();
      part.region(end, text.length());
    }
    InvalidField.unless(
        !text.isEmpty() && end == text.length(),
        field,
        "'" + shortened(text) + "' is not a duration; write 250ms, 10s, 1m, 2h or 1d");
    InvalidField.unless(sum.compareTo(LONGEST) <= 0, field, "must be 36500d at most");
    return sum;
  }

  /** The shortest text that {@link #parse} reads as {@code duration}: one number, one unit. */
  public static String format(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    for (Map.Entry<String, ChronoUnit> unit : UNITS.entrySet()) {
      long nanos = unit.getValue().getDuration().toNanos();
      if (duration.toNanos() % nanos == 0) {
        return duration.toNanos() / nanos + unit.getKey();
      }
    }
    throw new AssertionError("every duration is a number of nanoseconds");
  }

  private static Duration partOf(String field, Matcher part) {
    ChronoUnit unit = UNITS.getOrDefault(part.group(2), ChronoUnit.NANOS);
    BigInteger count = new BigInteger(part.group(1));
    BigInteger most = BigInteger.valueOf(LONGEST.dividedBy(unit.getDuration()));
    InvalidField.unless(count.compareTo(most) <= 0, field, "must be 36500d at most");
    return Duration.of(count.longValueExact(), unit);
  }

  private static String shortened(String text) {
    return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "...";
  }
}
