package io.fairlead.spi;

import java.time.Duration;
import java.time.Instant;

/** Time, injected: nothing below the wiring reads a clock or sleeps by itself. Thread-safe. */
public interface Time {
  /** The wall clock: for people and records, never for measuring. It may jump. */
  Instant now();

  /** Nanoseconds of a clock that never goes back; only differences mean something. */
  long nanos();

  /** Waits on this clock. */
  void sleep(Duration duration) throws InterruptedException;
}
