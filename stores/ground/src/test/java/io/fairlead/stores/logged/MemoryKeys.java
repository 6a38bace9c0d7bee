package io.fairlead.stores.logged;

import io.fairlead.stores.logged.KeyServer.Condition;
import io.fairlead.stores.logged.KeyServer.Item;
import io.fairlead.stores.logged.KeyServer.Write;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The keys of a server in memory; every method is one step under one lock. */
final class MemoryKeys {
  private NavigableMap<String, Item> items = new TreeMap<>();
  private long version;
  private long pulse;
  private long changes;

  synchronized @Nullable Item get(String key) {
    return items.get(key);
  }

  synchronized List<Item> list(String prefix, @Nullable String after, int limit) {
    String from = after == null || after.compareTo(prefix) < 0 ? prefix : after;
    return items.tailMap(from, !from.equals(after)).values().stream()
        .takeWhile(item -> item.key().startsWith(prefix))
        .limit(limit)
        .toList();
  }

  synchronized boolean change(List<Condition> conditions, List<Write> writes) {
    changes++;
    for (Condition condition : conditions) {
      Item item = items.get(condition.key());
      long there = item == null ? 0 : item.version();
      boolean holds =
          condition.version() == Condition.ANY ? there > 0 : there == condition.version();
      if (!holds) {
        return false;
      }
    }
    Set<String> once = new HashSet<>();
    version++;
    for (Write write : writes) {
      if (!once.add(write.key())) {
        throw new AssertionError(write.key() + " is written twice in one change");
      }
      byte[] value = write.value();
      if (value == null) {
        items.remove(write.key());
      } else {
        items.put(write.key(), new Item(write.key(), value, version));
      }
    }
    wakeAll();
    return true;
  }

  /** How many changes were asked for. */
  synchronized long changes() {
    return changes;
  }

  synchronized List<String> keys(String prefix) {
    return items.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
  }

  /** All entries as they are, to be restored later. */
  synchronized NavigableMap<String, Item> backup() {
    return new TreeMap<>(items);
  }

  /** Takes the server back to what it was, versions included. */
  synchronized void restore(NavigableMap<String, Item> backup) {
    items = new TreeMap<>(backup);
    version = items.values().stream().mapToLong(Item::version).max().orElse(0);
    wakeAll();
  }

  synchronized void remove(String key) {
    items.remove(key);
    wakeAll();
  }

  synchronized void wakeAll() {
    pulse++;
    notifyAll();
  }

  synchronized long pulse() {
    return pulse;
  }

  /** Waits for another pulse; returns the nanoseconds that are left. */
  synchronized long awaitPulse(long known, long nanos) throws InterruptedException {
    long start = System.nanoTime();
    if (pulse == known && nanos > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, nanos);
    }
    return nanos - (System.nanoTime() - start);
  }
}
