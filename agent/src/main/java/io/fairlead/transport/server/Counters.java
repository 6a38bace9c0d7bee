package io.fairlead.transport.server;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts what {@link ServerStats} tells. Thread-safe. */
final class Counters {
  final AtomicInteger connections = new AtomicInteger();
  final LongAdder accepted = new LongAdder();
  final LongAdder turnedAway = new LongAdder();

  /** Bytes of bodies that are coming now. */
  final AtomicLong bodies = new AtomicLong();

  final LongAdder requests = new LongAdder();
  final LongAdder cutOff = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder failed = new LongAdder();

  void answered(int status) {
    if (status >= 500) {
      failed.increment();
    } else if (status >= 400) {
      refused.increment();
    }
  }

  ServerStats stats() {
    return new ServerStats(
        connections.get(),
        accepted.sum(),
        turnedAway.sum(),
        bodies.get(),
        requests.sum(),
        refused.sum(),
        failed.sum(),
        cutOff.sum());
  }
}
