package io.fairlead.agent;

import io.fairlead.view.http.MetricSource;
import java.util.Arrays;

/** How often durations of one kind came, by length. Thread-safe. */
final class Distribution {
  private static final double NANOS = 1e9;
  private static final long[] BOUNDS_MICROS = {
    100,
    250,
    500,
    1_000,
    2_500,
    5_000,
    10_000,
    25_000,
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
    2_500_000,
    5_000_000,
    10_000_000,
    30_000_000
  };

  private final long[] counts = new long[BOUNDS_MICROS.length + 1];
  private long sum;

  /** One more, of so many nanoseconds; less than none counts as none, since clocks differ. */
  synchronized void add(long nanos) {
    long length = Math.max(0, nanos);
    int bucket = 0;
    while (bucket < BOUNDS_MICROS.length && length > BOUNDS_MICROS[bucket] * 1_000) {
      bucket++;
    }
    counts[bucket]++;
    sum += length;
  }

  /** Its figures of one moment. */
  synchronized MetricSource.Buckets seen() {
    return new MetricSource.Buckets(
        Arrays.stream(BOUNDS_MICROS).mapToDouble(micros -> micros / 1e6).toArray(),
        counts.clone(),
        sum / NANOS);
  }
}
