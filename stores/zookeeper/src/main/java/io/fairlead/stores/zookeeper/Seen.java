package io.fairlead.stores.zookeeper;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was last seen of entries, the latest used ones. Only a hint: servers check it. */
final class Seen {
  private static final int MOST = 4096;

  private final Map<String, Fact> facts =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Fact> eldest) {
          return size() > MOST;
        }
      };

  /**
   * An entry as it was seen.
   *
   * @param graves the version of its top directory, read no later than the entry; null where it is
   *     not known
   */
  record Fact(Stat stat, @Nullable Integer graves) {}

  synchronized @Nullable Fact of(String key) {
    return facts.get(key);
  }

  /** Keeps {@code fact} unless a newer one, or one that says more, is there. */
  synchronized void keep(String key, Fact fact) {
    facts.merge(key, fact, (old, late) -> older(late, old) ? old : late);
  }

  synchronized void forget(String key) {
    facts.remove(key);
  }

  private static boolean older(Fact one, Fact other) {
    return one.stat().changed() < other.stat().changed()
        || (one.stat().changed() == other.stat().changed() && one.graves() == null);
  }
}
