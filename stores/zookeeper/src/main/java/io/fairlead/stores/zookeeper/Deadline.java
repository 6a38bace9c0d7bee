package io.fairlead.stores.zookeeper;

import io.fairlead.spi.Time;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Until when a call may take.
 *
 * @param end on {@link Time#nanos()}
 */
record Deadline(Time time, long end) {
  static Deadline in(Duration duration, Time time) {
    return new Deadline(time, time.nanos() + duration.toNanos());
  }

  boolean isPast() {
    return left() <= 0;
  }

  long left() {
    return end - time.nanos();
  }

  /**
   * What comes of a request.
   *
   * @throws Lost where its connection has ended
   * @throws io.fairlead.spi.StoreException where it takes longer than this
   */
  <T> T await(CompletableFuture<T> asked, Connection connection) throws Lost, InterruptedException {
    try {
      return asked.get(Math.max(0, left()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw new Lost(String.valueOf(cause.getMessage()), false);
    } catch (TimeoutException e) {
      throw Failures.slow(connection.server(), e);
    }
  }
}
