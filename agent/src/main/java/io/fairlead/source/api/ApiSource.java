package io.fairlead.source.api;

import io.fairlead.model.Cause;
import io.fairlead.model.InvalidField;
import io.fairlead.model.Registration;
import io.fairlead.model.RegistrationId;
import io.fairlead.spi.Sink;
import io.fairlead.spi.Source;
import io.fairlead.spi.Time;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Holds what was registered through the API until it is deregistered or overdue. It keeps nothing
 * itself: after a restart it takes back what the store still has. Thread-safe.
 */
public final class ApiSource implements Source {
  /** The source of its registrations. */
  public static final String NAME = "api";

  /** Registrations that it holds at most. */
  public static final int MOST = 10_000;

  private final Before before;
  private final Time time;

  // Both guarded by this; the sink takes one call at a time.
  private final Map<RegistrationId, Registration> held = new LinkedHashMap<>();
  private @Nullable Sink sink;

  /**
   * A source without registrations yet.
   *
   * @param before what the agent before this one held
   */
  public ApiSource(Before before, Time time) {
    this.before = before;
    this.time = time;
  }

  /** What was registered before a restart. */
  @FunctionalInterface
  public interface Before {
    /** All of it; waits until the store has told. */
    List<Registration> registrations() throws InterruptedException;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void run(Sink to) throws InterruptedException {
    List<Registration> earlier = before.registrations();
    synchronized (this) {
      earlier.forEach(registration -> held.putIfAbsent(registration.id(), registration));
      to.reset(
          List.copyOf(held.values()), new Cause(time.now(), "not registered before the restart"));
      sink = to;
    }
    try {
      new CountDownLatch(1).await(); // for the interrupt: what comes, comes by the methods below
    } finally {
      synchronized (this) {
        sink = null;
      }
    }
  }

  /**
   * Registers, or replaces what has the same id.
   *
   * @throws InvalidField where there is no room for more
   */
  public synchronized void register(Registration registration) {
    RegistrationId id = registration.id();
    InvalidField.unless(
        held.size() < MOST || held.containsKey(id),
        "id",
        MOST + " instances are registered through the API already; deregister some first");
    held.put(id, registration);
    if (sink != null) {
      sink.upsert(registration);
    }
  }

  /**
   * Removes an instance.
   *
   * @return false where there is none of that id
   */
  public synchronized boolean deregister(String id, Cause cause) {
    RegistrationId registration = new RegistrationId(NAME, id);
    if (held.remove(registration) == null) {
      return false;
    }
    if (sink != null) {
      sink.remove(registration, cause);
    }
    return true;
  }

  /**
   * Removes an instance whose check failed for too long: whoever registered it is taken to be gone
   * and must register anew. Ids of other sources are ignored.
   */
  public void overdue(RegistrationId id, Cause cause) {
    if (id.source().equals(NAME)) {
      deregister(id.id(), cause);
    }
  }
}
