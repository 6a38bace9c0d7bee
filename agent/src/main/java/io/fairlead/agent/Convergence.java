package io.fairlead.agent;

import io.fairlead.catalog.Service;
import io.fairlead.model.Instance;
import io.fairlead.model.Revision;
import io.fairlead.model.ServiceKey;
import io.fairlead.registry.Milestones;
import io.fairlead.spi.Time;
import io.fairlead.view.http.MetricSource;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long changes take from their event to the store, from there to the snapshot, and to the first
 * answer. What other nodes' events took is told by two clocks, and as right as these agree.
 * Thread-safe.
 */
final class Convergence implements Milestones {
  /** An answer that was first asked for later than this after the event says nothing of us. */
  private static final Duration FIRST_ANSWER = Duration.ofMinutes(1);

  private static final int REMEMBERED = 1024;

  private final String node;
  private final Time time;
  private final Distribution eventToStore = new Distribution();
  private final Distribution storeToSnapshot = new Distribution();
  private final Distribution ownToSnapshot = new Distribution();
  private final Distribution othersToSnapshot = new Distribution();
  private final Distribution ownToAnswer = new Distribution();
  private final Distribution othersToAnswer = new Distribution();

  // All guarded by this: when a revision was first met, on one of its two ways, and the newest
  // event of each service that was answered.
  private final Map<Revision, Long> stored = new Bounded<>();
  private final Map<Revision, Long> shown = new Bounded<>();
  private final Map<ServiceKey, Instant> answered = new Bounded<>();

  Convergence(String node, Time time) {
    this.node = node;
    this.time = time;
  }

  @Override
  public void stored(Instant event, Revision revision) {
    eventToStore.add(since(event));
    synchronized (this) {
      // The watch may be quicker than the acknowledgement.
      if (shown.remove(revision) != null) {
        storeToSnapshot.add(0);
      } else {
        stored.putIfAbsent(revision, time.nanos());
      }
    }
  }

  @Override
  public void shown(Instant event, Revision revision, boolean own) {
    (own ? ownToSnapshot : othersToSnapshot).add(since(event));
    if (own) {
      synchronized (this) {
        Long acknowledged = stored.remove(revision);
        if (acknowledged != null) {
          storeToSnapshot.add(time.nanos() - acknowledged);
        } else {
          shown.putIfAbsent(revision, time.nanos());
        }
      }
    }
  }

  /** An answer was planned from this service. */
  void planned(Service service) {
    Instance newest = newest(service);
    if (newest == null) {
      return;
    }
    Instant event = newest.cause().at();
    synchronized (this) {
      Instant before = answered.get(service.key());
      if (before != null && !event.isAfter(before)) {
        return;
      }
      answered.put(service.key(), event);
    }
    long taken = since(event);
    if (taken <= FIRST_ANSWER.toNanos()) {
      (newest.id().node().equals(node) ? ownToAnswer : othersToAnswer).add(taken);
    }
  }

  /** Tells all figures. */
  void read(MetricSource.Metrics into) {
    into.histogram(
        "fairlead_event_to_store_seconds",
        "From events on this node to the store's acknowledgement",
        eventToStore.seen());
    into.histogram(
        "fairlead_store_to_snapshot_seconds",
        "From the store's acknowledgement to this agent's snapshot",
        storeToSnapshot.seen());
    String help = "From events to the snapshot that shows them";
    into.histogram("fairlead_event_to_snapshot_seconds", help, ownToSnapshot.seen(), "of", "own");
    into.histogram(
        "fairlead_event_to_snapshot_seconds", help, othersToSnapshot.seen(), "of", "others");
    String first = "From events to the first DNS answer that shows them";
    into.histogram("fairlead_event_to_answer_seconds", first, ownToAnswer.seen(), "of", "own");
    into.histogram(
        "fairlead_event_to_answer_seconds", first, othersToAnswer.seen(), "of", "others");
  }

  private static @Nullable Instance newest(Service service) {
    Instance newest = null;
    for (Instance instance : service.instances()) {
      if (newest == null || instance.cause().at().isAfter(newest.cause().at())) {
        newest = instance;
      }
    }
    return newest;
  }

  private long since(Instant event) {
    return Duration.between(event, time.now()).toNanos();
  }

  /** Forgets the oldest. */
  private static final class Bounded<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > REMEMBERED;
    }
  }
}
