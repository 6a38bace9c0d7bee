package io.fairlead.attach;

import io.fairlead.model.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Addresses that were given and are no endpoint's: not yet, or no more. Thread-safe. */
final class Reserved {
  /** One address of one network. */
  record Place(String network, IpAddress address) {}

  private final Map<Place, Long> since = new HashMap<>();

  synchronized void add(Place place, long nanos) {
    since.put(place, nanos);
  }

  /** Whether it was here; it is not any more. */
  synchronized boolean take(Place place) {
    return since.remove(place) != null;
  }

  synchronized Set<Place> all() {
    return Set.copyOf(since.keySet());
  }

  /** Takes those that have been here for longer than this. */
  synchronized List<Place> over(Duration age, long now) {
    List<Place> over = new ArrayList<>();
    since.forEach(
        (place, from) -> {
          if (now - from > age.toNanos()) {
            over.add(place);
          }
        });
    over.forEach(since::remove);
    return over;
  }
}
