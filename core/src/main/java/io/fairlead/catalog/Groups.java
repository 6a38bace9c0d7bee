package io.fairlead.catalog;

import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * An index in the making: lists of instances in order of id. A list is copied when it first changes
 * and then changed in place, so many changes to one large list cost one copy. For one thread.
 */
final class Groups<K> {
  private final Function<K, List<Instance>> held;
  private final Map<K, List<Instance>> open = new HashMap<>();

  /**
   * @param held the list of a key as it is; empty where there is none
   */
  Groups(Function<K, List<Instance>> held) {
    this.held = held;
  }

  /** Adds an instance, or puts it in the place of the one with its id. */
  void put(K key, Instance instance) {
    List<Instance> list = open(key);
    int at = find(list, instance.id());
    if (at < 0) {
      list.add(-at - 1, instance);
    } else {
      list.set(at, instance);
    }
  }

  void remove(K key, InstanceId id) {
    List<Instance> list = open(key);
    int at = find(list, id);
    if (at >= 0) {
      list.remove(at);
    }
  }

  /** The keys whose lists are other ones now, with those lists. */
  Map<K, List<Instance>> changed() {
    Map<K, List<Instance>> changed = new HashMap<>();
    open.forEach(
        (key, list) -> {
          if (!list.equals(held.apply(key))) {
            changed.put(key, list);
          }
        });
    return changed;
  }

  private List<Instance> open(K key) {
    return open.computeIfAbsent(key, absent -> new ArrayList<>(held.apply(absent)));
  }

  /** The place of an id, or where it belongs as {@code -place - 1}. */
  private static int find(List<Instance> list, InstanceId id) {
    int low = 0;
    int high = list.size() - 1;
    // Much comes in order of id: look at the end first.
    int at = high;
    while (low <= high) {
      int order = list.get(at).id().compareTo(id);
      if (order == 0) {
        return at;
      }
      if (order < 0) {
        low = at + 1;
      } else {
        high = at - 1;
      }
      at = (low + high) >>> 1;
    }
    return -low - 1;
  }
}
