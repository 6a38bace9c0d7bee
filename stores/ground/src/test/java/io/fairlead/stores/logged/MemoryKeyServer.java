package io.fairlead.stores.logged;

import io.fairlead.spi.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A connection to {@link MemoryKeys} that can be made to fail. Thread-safe. */
final class MemoryKeyServer implements KeyServer {
  private final MemoryKeys keys;
  private volatile boolean closed;
  private volatile boolean away;
  private volatile Faults faults = new Faults() {};

  MemoryKeyServer(MemoryKeys keys) {
    this.keys = keys;
  }

  /** What goes wrong around changes and reads; each may throw. */
  interface Faults {
    default void beforeChange() {}

    default void afterChange() {}

    default void beforeRead() {}
  }

  static StoreException failure(String what) {
    return StoreException.away(what + "; try again", new IOException(what));
  }

  void faults(Faults with) {
    faults = with;
  }

  void away(boolean now) {
    away = now;
    keys.wakeAll();
  }

  @Override
  public Map<String, Item> get(List<String> wanted) {
    requireReachable();
    faults.beforeRead();
    Map<String, Item> found = new LinkedHashMap<>();
    for (String key : wanted) {
      Item item = keys.get(key);
      if (item != null) {
        found.put(key, item);
      }
    }
    return found;
  }

  @Override
  public List<Item> list(String prefix, @Nullable String after, int limit) {
    requireReachable();
    faults.beforeRead();
    return keys.list(prefix, after, limit);
  }

  @Override
  public boolean change(List<Condition> conditions, List<Write> writes) {
    requireReachable();
    if (writes.size() > MOST_WRITES || conditions.size() > 4) {
      throw StoreException.refused(conditions.size() + " and " + writes.size() + ": too many");
    }
    faults.beforeChange();
    boolean done = keys.change(conditions, writes);
    faults.afterChange();
    return done;
  }

  @Override
  public @Nullable Item await(String key, long known, Duration timeout)
      throws InterruptedException {
    long left = timeout.toNanos();
    while (true) {
      long pulse = keys.pulse();
      requireReachable();
      Item item = keys.get(key);
      if ((item == null ? 0 : item.version()) != known || left <= 0) {
        return item;
      }
      left = keys.awaitPulse(pulse, left);
    }
  }

  @Override
  public void close() {
    closed = true;
    keys.wakeAll();
  }

  private void requireReachable() {
    if (closed) {
      throw StoreException.refused("the server's client is closed");
    }
    if (away) {
      throw failure("away");
    }
  }
}
