package io.fairlead.source.docker;

import io.fairlead.model.Cause;
import io.fairlead.spi.Sink;
import io.fairlead.spi.Time;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What outlives a broken session. For one thread. */
final class Memory {
  private static final int MOST = 4096;

  final Sink sink;
  final Ledger ledger = new Ledger();
  final RestartLoops loops = new RestartLoops();

  /**
   * What was last remarked of a container, by id; it lasts over restarts, so as to be said once.
   */
  final Map<String, Set<String>> remarked = Bounded.map(MOST);

  /** The containers that were asked to end, by id, and the event that did. */
  final Map<String, Cause> draining = new HashMap<>();

  /** The last event's own time. */
  Instant lastEvent = Instant.MIN;

  private final Time time;

  Memory(Sink sink, Time time) {
    this.sink = sink;
    this.time = time;
  }

  Instant now() {
    return time.now();
  }

  /** The container is removed from the engine. */
  void forget(String container) {
    loops.forget(container);
    remarked.remove(container);
  }
}
