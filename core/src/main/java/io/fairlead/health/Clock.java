package io.fairlead.health;

import io.fairlead.spi.Time;
import java.time.Instant;

/** The engine's time: nanoseconds since its start, which do not wrap. */
record Clock(Time time, long origin) {
  static Clock startingNow(Time time) {
    return new Clock(time, time.nanos());
  }

  long nanos() {
    return time.nanos() - origin;
  }

  Instant wall() {
    return time.now();
  }
}
