package io.fairlead.agent.network;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What was answered last, for as long as the same is asked. Thread-safe. */
final class Last<K, V> {
  // Guarded by this.
  private @Nullable K asked;
  private @Nullable V answered;

  /** The answer of a pure function; the same object as before where {@code key} is equal. */
  synchronized V of(K key, Function<K, V> function) {
    V known = answered;
    if (known == null || !key.equals(asked)) {
      known = function.apply(key);
      asked = key;
      answered = known;
    }
    return known;
  }
}
