package io.fairlead.stores.consul;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys under a prefix as they were at one time, in order.
 *
 * @param number later listings have larger ones
 */
record Listing(String prefix, List<String> keys, long number) {
  Listing {
    keys = List.copyOf(keys);
  }

  /** The place of the first key after {@code key}; of the first one for null. */
  int after(@Nullable String key) {
    if (key == null) {
      return 0;
    }
    int place = Collections.binarySearch(keys, key);
    return place < 0 ? -place - 1 : place + 1;
  }
}
