package io.fairlead.testkit.store;

import io.fairlead.model.Revision;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Watch;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A place in a ledger's history. */
final class MemoryWatch implements Watch {
  private final Ledger ledger;
  private final String prefix;
  private final Runnable requireReachable;
  private long seen;
  private volatile boolean closed;

  MemoryWatch(Ledger ledger, String prefix, Revision from, Runnable requireReachable) {
    this.ledger = ledger;
    this.prefix = prefix;
    this.requireReachable = requireReachable;
    seen = from.value();
  }

  @Override
  public @Nullable Event next(Duration timeout) throws InterruptedException {
    long left = timeout.toNanos();
    while (true) {
      long pulse = ledger.pulse();
      requireReachable.run();
      if (closed) {
        throw StoreException.refused("the watch is closed");
      }
      long newest = ledger.revision();
      Event event = ledger.eventAfter(prefix, seen);
      if (event != null) {
        seen = event instanceof Delta delta ? delta.revision().value() : seen;
        return event;
      }
      seen = newest;
      if (left <= 0) {
        return null;
      }
      left = ledger.awaitPulse(left, pulse);
    }
  }

  @Override
  public void close() {
    closed = true;
    ledger.wakeAll();
  }
}
