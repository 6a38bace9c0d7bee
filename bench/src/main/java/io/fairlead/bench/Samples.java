package io.fairlead.bench;

import java.util.Arrays;
import java.util.Locale;

/** Durations of one kind of event, in nanoseconds, in the order they came. */
final class Samples {
  private long[] nanos = new long[256];
  private int count;

  void add(long value) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, count * 2);
    }
    nanos[count++] = value;
  }

  void clear() {
    count = 0;
  }

  int count() {
    return count;
  }

  /** The first that came, in milliseconds. */
  double firstMillis() {
    return count == 0 ? Double.NaN : nanos[0] / 1e6;
  }

  /** Leaves the first one out: it holds what happens once after a start. */
  void dropFirst() {
    if (count > 0) {
      System.arraycopy(nanos, 1, nanos, 0, --count);
    }
  }

  /** The value that a share of {@code quantile} (0 to 1) does not exceed, in milliseconds. */
  double millis(double quantile) {
    if (count == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(quantile * count) - 1;
    return sorted[Math.clamp(rank, 0, count - 1)] / 1e6;
  }

  /** {@code p50 1.23 p99 4.56} in milliseconds. */
  String summary() {
    return String.format(Locale.ROOT, "%8.2f %8.2f", millis(0.5), millis(0.99));
  }
}
