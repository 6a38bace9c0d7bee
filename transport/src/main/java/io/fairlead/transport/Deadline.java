package io.fairlead.transport;

import io.fairlead.spi.Time;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The moment by which something must have happened; {@link #NEVER} waits for ever. */
record Deadline(@Nullable Time time, long at) {
  static final Deadline NEVER = new Deadline(null, 0);

  static Deadline in(Duration timeout, Time time) {
    return new Deadline(time, time.nanos() + timeout.toNanos());
  }

  /** The sooner of the two. */
  Deadline or(Duration timeout, Time clock) {
    Deadline other = in(timeout, clock);
    return time == null || at - other.at > 0 ? other : this;
  }

  /** What is left, rounded up; 0 means no limit, as {@code Selector.select} has it. */
  long millisLeft() throws SocketTimeoutException {
    if (time == null) {
      return 0;
    }
    long nanos = at - time.nanos();
    if (nanos <= 0) {
      throw new SocketTimeoutException("no answer in time");
    }
    return nanos / 1_000_000 + 1;
  }
}
