package io.fairlead.testkit.time;

import io.fairlead.spi.Time;
import java.time.Duration;
import java.time.Instant;

/** The machine's own clocks, where sockets and processes do not wait for a manual one. */
public final class MachineTime implements Time {
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
