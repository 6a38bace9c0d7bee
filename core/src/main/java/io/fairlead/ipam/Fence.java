package io.fairlead.ipam;

import io.fairlead.spi.Holdings.Absence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How long nodes that hold blocks have been away, as this node saw it without a gap: one that
 * started a moment ago, or did not hear the store for a moment, has seen nobody be away for long.
 * For one thread.
 */
final class Fence {
  private static final int MOST_GIVEN_UP = 256;

  private final Options options;
  private final Map<String, Long> awaySince = new HashMap<>();

  // Since when they were away; those given up last are remembered.
  private final Map<String, Long> givenUp =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MOST_GIVEN_UP;
        }
      };

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
    givenUp.keySet().removeIf(options.present());
    Duration fence = options.fence();
    List<String> over = new ArrayList<>();
    for (String holder : holders) {
      if (holder.equals(options.node()) || options.present().test(holder)) {
        awaySince.remove(holder);
      } else {
        Long since = awaySince.putIfAbsent(holder, now);
        if (since != null && fence != null && now - since >= fence.toNanos()) {
          over.add(holder);
        }
      }
    }
    return over;
  }

  /** It came, went or changed: until now it was not away. */
  void stirred(String node) {
    awaySince.remove(node);
  }

  /** Who came and went was not seen for a while: all count from now on. */
  void blinked() {
    awaySince.clear();
  }

  /** What this node held was taken. */
  void gaveUp(String node) {
    Long since = awaySince.remove(node);
    if (since != null) {
      givenUp.put(node, since);
    }
  }

  /** Who is away now, by name. */
  List<Absence> absences(long nanos, Instant now) {
    List<Absence> absences = new ArrayList<>();
    awaySince.forEach((node, at) -> absences.add(absence(node, now.minusNanos(nanos - at), false)));
    givenUp.forEach((node, at) -> absences.add(absence(node, now.minusNanos(nanos - at), true)));
    absences.sort(Comparator.comparing(Absence::node));
    return List.copyOf(absences);
  }

  private Absence absence(String node, Instant since, boolean over) {
    Duration fence = options.fence();
    return new Absence(node, since, fence == null ? null : since.plus(fence), over);
  }
}
