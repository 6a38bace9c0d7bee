package io.fairlead.view.dns.forward;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers of upstreams, bounded in number and bytes; the least recently used goes first.
 * Thread-safe.
 */
final class ForwardCache {
  private final int maxEntries;
  private final long maxBytes;
  private final long stale;
  private final Map<QuestionKey, StoredAnswer> entries = new LinkedHashMap<>(64, 0.75f, true);
  private long bytes;

  /**
   * An empty cache.
   *
   * @param stale nanoseconds that an answer stays after its end
   */
  ForwardCache(int maxEntries, long maxBytes, long stale) {
    this.maxEntries = maxEntries;
    this.maxBytes = maxBytes;
    this.stale = stale;
  }

  /** The answer to this question, fresh or stale, or null. */
  synchronized @Nullable StoredAnswer get(QuestionKey key, long now) {
    StoredAnswer found = entries.get(key);
    if (found != null && !found.usable(now, stale)) {
      remove(key);
      return null;
    }
    return found;
  }

  /** Keeps {@code answer} in place of what was there. */
  synchronized void put(QuestionKey key, StoredAnswer answer) {
    remove(key);
    int weight = weight(key, answer);
    if (maxEntries == 0 || weight > maxBytes) {
      return;
    }
    entries.put(key, answer);
    bytes += weight;
    Iterator<Map.Entry<QuestionKey, StoredAnswer>> eldest = entries.entrySet().iterator();
    while (entries.size() > maxEntries || bytes > maxBytes) {
      Map.Entry<QuestionKey, StoredAnswer> out = eldest.next();
      bytes -= weight(out.getKey(), out.getValue());
      eldest.remove();
    }
  }

  synchronized int entries() {
    return entries.size();
  }

  synchronized long bytes() {
    return bytes;
  }

  private void remove(QuestionKey key) {
    StoredAnswer old = entries.remove(key);
    if (old != null) {
      bytes -= weight(key, old);
    }
  }

  private static int weight(QuestionKey key, StoredAnswer answer) {
    return key.weight() + answer.weight();
  }
}
