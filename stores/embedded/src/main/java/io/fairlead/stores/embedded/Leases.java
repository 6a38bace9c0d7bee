package io.fairlead.stores.embedded;

import io.fairlead.spi.Time;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How long each lease has left, by the clock that never jumps. Thread-safe. */
final class Leases {
  private static final Duration IDLE = Duration.ofHours(1);

  private final Time time;
  private final Map<String, Term> terms = new HashMap<>();

  Leases(Time time) {
    this.time = time;
  }

  /** Begins a lease, or begins it again with its whole ttl. */
  synchronized void add(String id, Duration ttl) {
    terms.put(id, new Term(ttl, time.nanos()));
  }

  synchronized void remove(List<String> ids) {
    ids.forEach(terms::remove);
  }

  synchronized int size() {
    return terms.size();
  }

  /** The ttl of a lease that has time left; null for any other. */
  synchronized @Nullable Duration live(String id) {
    Term term = terms.get(id);
    return term == null || !term.left(time.nanos()).isPositive() ? null : term.ttl();
  }

  /** Gives a lease that has time left its whole ttl. */
  synchronized boolean renew(String id) {
    Duration ttl = live(id);
    if (ttl != null) {
      add(id, ttl);
    }
    return ttl != null;
  }

  /** Those that have no time left; such a lease never gets any again. */
  synchronized List<String> over() {
    long now = time.nanos();
    return terms.entrySet().stream()
        .filter(lease -> !lease.getValue().left(now).isPositive())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** How long until the next may be over. */
  synchronized Duration untilNext() {
    long now = time.nanos();
    return terms.values().stream()
        .map(term -> term.left(now))
        .filter(Duration::isPositive)
        .reduce(IDLE, (one, other) -> one.compareTo(other) < 0 ? one : other);
  }

  private record Term(Duration ttl, long since) {
    Duration left(long now) {
      return ttl.minusNanos(now - since);
    }
  }
}
