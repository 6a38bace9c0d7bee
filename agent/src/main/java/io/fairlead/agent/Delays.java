package io.fairlead.agent;

import java.util.function.LongConsumer;

/** How long changes take from their cause to the catalog, as figures. Thread-safe. */
final class Delays implements LongConsumer {
  private long count;
  private long sum;
  private long longest;

  @Override
  public synchronized void accept(long nanos) {
    count++;
    sum += nanos;
    longest = Math.max(longest, nanos);
  }

  /** All figures of one moment. */
  synchronized Seen seen() {
    return new Seen(count, sum, longest);
  }

  /** Nanoseconds since the start. */
  record Seen(long count, long sum, long longest) {}
}
