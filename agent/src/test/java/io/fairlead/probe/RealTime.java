package io.fairlead.probe;

import io.fairlead.spi.Time;
import java.time.Duration;
import java.time.Instant;

/** The machine's clocks, for probes of real sockets. */
public final class RealTime implements Time {
  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    Thread.sleep(duration);
  }
}
