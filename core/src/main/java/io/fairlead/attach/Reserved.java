package io.fairlead.attach;

import io.fairlead.model.IpAddress;
import io.fairlead.spi.Addresses;
import io.fairlead.spi.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that were given and are no endpoint's: not yet, or no more. They come back from here.
 * Thread-safe.
 */
final class Reserved {
  private final Addresses addresses;
  private final Time time;
  private final Map<Place, Standing> all = new HashMap<>();

  /** One address of one network. */
  record Place(String network, IpAddress address) {}

  private record Standing(long since, boolean used) {}

  Reserved(Addresses addresses, Time time) {
    this.addresses = addresses;
    this.time = time;
  }

  /** It is reserved now; {@code used} says whether anything may have been sent from it. */
  synchronized void add(Place place, boolean used) {
    all.put(place, new Standing(time.nanos(), used));
  }

  /** Whether it was used, or null where it was not here; it is not any more. */
  synchronized @Nullable Boolean take(Place place) {
    Standing was = all.remove(place);
    return was == null ? null : was.used;
  }

  synchronized Set<Place> all() {
    return Set.copyOf(all.keySet());
  }

  /** Those that have been here for longer than this. */
  synchronized List<Place> over(Duration age) {
    long now = time.nanos();
    List<Place> over = new ArrayList<>();
    all.forEach(
        (place, standing) -> {
          if (now - standing.since > age.toNanos()) {
            over.add(place);
          }
        });
    return over;
  }

  /** An address comes back: it rests where it was used. */
  void giveBack(Place place, boolean used) {
    if (used) {
      addresses.giveBack(place.network(), place.address());
    } else {
      addresses.giveBackUnused(place.network(), place.address());
    }
  }
}
