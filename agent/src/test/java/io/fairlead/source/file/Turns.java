package io.fairlead.source.file;

import io.fairlead.spi.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A clock on which every sleep ends when the test takes a turn. */
final class Turns implements Time {
  private final Semaphore asleep = new Semaphore(0);
  private final Semaphore awake = new Semaphore(0);

  @Override
  public Instant now() {
    return Instant.EPOCH;
  }

  @Override
  public long nanos() {
    return 0;
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    asleep.release();
    awake.acquire();
  }

  /** Waits until the sleeper sleeps: what it had to do before is done. */
  void awaitAsleep() throws InterruptedException {
    if (!asleep.tryAcquire(30, TimeUnit.SECONDS)) {
      throw new AssertionError("nobody sleeps after 30 s");
    }
  }

  /** Lets the sleeper go and waits until it sleeps again. */
  void take(int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      awake.release();
      awaitAsleep();
    }
  }
}
