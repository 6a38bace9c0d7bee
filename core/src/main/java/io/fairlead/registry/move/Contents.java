package io.fairlead.registry.move;

import io.fairlead.spi.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All that a store holds, but for what is about moves. */
final class Contents {
  private Contents() {}

  static Map<String, Store.Entry> of(Store store, String prefix) {
    Map<String, Store.Entry> all = new TreeMap<>();
    for (Store.Entry entry : entries(store, prefix)) {
      if (!entry.key().startsWith(Plan.KEYS)) {
        all.put(entry.key(), entry);
      }
    }
    return all;
  }

  static Store.@Nullable Entry entry(Store store, String key) {
    return store.read(key, null).entries().stream()
        .filter(entry -> entry.key().equals(key))
        .findFirst()
        .orElse(null);
  }

  private static List<Store.Entry> entries(Store store, String prefix) {
    List<Store.Entry> entries = new ArrayList<>();
    String after = null;
    boolean more = true;
    while (more) {
      Store.Page page = store.read(prefix, after);
      entries.addAll(page.entries());
      more = page.more() && !page.entries().isEmpty();
      after = more ? page.entries().getLast().key() : null;
    }
    return entries;
  }
}
