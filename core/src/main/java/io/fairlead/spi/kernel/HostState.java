package io.fairlead.spi.kernel;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is configured on a host, or should be: items by their keys, in the order given. */
public final class HostState {
  /** Nothing. */
  public static final HostState EMPTY = new HostState(Map.of());

  private final Map<HostItem.Key, HostItem> items;

  private HostState(Map<HostItem.Key, HostItem> items) {
    this.items = items;
  }

  /**
   * These items; the same one twice is once.
   *
   * @throws IllegalArgumentException where two of one key differ
   */
  public static HostState of(Collection<? extends HostItem> items) {
    Map<HostItem.Key, HostItem> byKey = LinkedHashMap.newLinkedHashMap(items.size());
    for (HostItem item : items) {
      put(byKey, item.key(), item);
    }
    return new HostState(Collections.unmodifiableMap(byKey));
  }

  /** As {@link #of(Collection)}. */
  public static HostState of(HostItem... items) {
    return of(List.of(items));
  }

  /** What was seen; of two of one key, which only somebody else can have made, the later. */
  public static HostState seen(Collection<? extends HostItem> items) {
    Map<HostItem.Key, HostItem> byKey = LinkedHashMap.newLinkedHashMap(items.size());
    items.forEach(item -> byKey.put(item.key(), item));
    return new HostState(Collections.unmodifiableMap(byKey));
  }

  /** This and another; what both want alike is once. */
  public HostState and(HostState other) {
    if (items.isEmpty() || other.items.isEmpty()) {
      return items.isEmpty() ? other : this;
    }
    Map<HostItem.Key, HostItem> all =
        LinkedHashMap.newLinkedHashMap(items.size() + other.items.size());
    all.putAll(items);
    other.items.forEach((key, item) -> put(all, key, item));
    return new HostState(Collections.unmodifiableMap(all));
  }

  private static void put(Map<HostItem.Key, HostItem> all, HostItem.Key key, HostItem item) {
    HostItem before = all.put(key, item);
    if (before != null && !before.equals(item)) {
      HostItem both = before.and(item);
      if (both != null) {
        all.put(key, both);
        return;
      }
      throw new IllegalArgumentException(
          key + " is wanted twice: as " + before + " and as " + item);
    }
  }

  /** All of it, by key. */
  public Map<HostItem.Key, HostItem> byKey() {
    return items;
  }

  /** All of it. */
  public Collection<HostItem> items() {
    return items.values();
  }

  /** The item of this key, or null. */
  public @Nullable HostItem get(HostItem.Key key) {
    return items.get(key);
  }

  /** All of one kind. */
  public <T extends HostItem> List<T> all(Class<T> kind) {
    return items.values().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof HostState that && items.equals(that.items));
  }

  @Override
  public int hashCode() {
    return items.hashCode();
  }

  @Override
  public String toString() {
    return items.values().toString();
  }
}
