package io.fairlead.source.docker;

import io.fairlead.model.Cause;
import io.fairlead.model.Registration;
import io.fairlead.model.RegistrationId;
import io.fairlead.spi.Remark;
import io.fairlead.spi.Sink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A sink that keeps what it is told: the state, and the story. Thread-safe. */
final class Told implements Sink {
  private final Map<String, Registration> state = new TreeMap<>();
  private final List<String> story = new ArrayList<>();
  private int resets;

  @Override
  public synchronized void reset(List<Registration> all, Cause cause) {
    state.clear();
    all.forEach(registration -> state.put(registration.id().id(), registration));
    resets++;
    story.add("reset");
  }

  @Override
  public synchronized void upsert(Registration registration) {
    state.put(registration.id().id(), registration);
    story.add(
        (registration.draining() ? "drain " : "upsert ")
            + registration.id().id()
            + " <- "
            + registration.cause().what());
  }

  @Override
  public synchronized void remove(RegistrationId id, Cause cause) {
    state.remove(id.id());
    story.add("remove " + id.id() + " <- " + cause.what());
  }

  @Override
  public synchronized void remark(Remark remark) {
    story.add("remark " + remark.subject() + ": " + remark.cause().what());
  }

  /** All that was told, in order, each as one line. */
  synchronized List<String> story() {
    return List.copyOf(story);
  }

  /** How often everything was told anew. */
  synchronized int resets() {
    return resets;
  }

  synchronized List<Registration> all() {
    return List.copyOf(state.values());
  }

  synchronized Optional<Registration> get(String id) {
    return Optional.ofNullable(state.get(id));
  }

  /** The registrations of one container. */
  synchronized List<Registration> of(String container) {
    return state.values().stream().filter(r -> r.container().equals(container)).toList();
  }

  /** Whether a line of the story starts like this. */
  synchronized boolean tells(String start) {
    return story.stream().anyMatch(line -> line.startsWith(start));
  }
}
