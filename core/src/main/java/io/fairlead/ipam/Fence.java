package io.fairlead.ipam;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How long nodes that hold blocks have been away, as this node saw it: one that started a moment
 * ago has seen nobody be away for long. For one thread.
 */
final class Fence {
  private final Options options;
  private final Map<String, Long> awaySince = new HashMap<>();

  Fence(Options options) {
    this.options = options;
  }

  /**
   * Looks at who is there.
   *
   * @param holders nodes that hold blocks
   * @param now in nanoseconds
   * @return those that have been away for longer than the fence
   */
  List<String> look(Set<String> holders, long now) {
    awaySince.keySet().retainAll(holders);
    List<String> over = new ArrayList<>();
    for (String holder : holders) {
      if (holder.equals(options.node()) || options.present().test(holder)) {
        awaySince.remove(holder);
      } else {
        Long since = awaySince.putIfAbsent(holder, now);
        if (since != null && now - since >= options.fence().toNanos()) {
          over.add(holder);
        }
      }
    }
    return over;
  }
}
