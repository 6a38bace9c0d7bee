package io.fairlead.stores.embedded;

import io.fairlead.spi.StoreException;
import io.fairlead.spi.Watch;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A place in the history. It holds no queue of its own: what it has not read yet is in the tables,
 * so a slow reader costs nothing, and the place stays where it is when a read fails.
 */
final class EmbeddedWatch implements Watch {
  private final Reader reader;
  private final Signal signal;
  private final String prefix;
  private long seen;
  private volatile boolean closed;

  EmbeddedWatch(Reader reader, Signal signal, String prefix, long seen) {
    this.reader = reader;
    this.signal = signal;
    this.prefix = prefix;
    this.seen = seen;
  }

  @Override
  public @Nullable Event next(Duration timeout) throws InterruptedException {
    long left = timeout.toNanos();
    while (true) {
      long count = signal.count();
      if (closed) {
        throw StoreException.refused("the watch is closed; open another");
      }
      switch (reader.after(prefix, seen)) {
        case Reader.News.Changed(Delta delta) -> {
          seen = delta.revision().value();
          return delta;
        }
        case Reader.News.Lost(Reset reset) -> {
          return reset;
        }
        case Reader.News.Nothing(long upTo) -> seen = upTo;
      }
      if (left <= 0) {
        return null;
      }
      left = signal.await(count, left);
    }
  }

  @Override
  public void close() {
    closed = true;
    signal.give();
  }
}
