package io.fairlead.source.docker;

import io.fairlead.model.Cause;
import io.fairlead.model.CheckState;
import io.fairlead.model.Registration;
import io.fairlead.spi.Sink;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What containers claim, and what the sink was told of it: only differences pass. Where two
 * containers claim one id, the first keeps it until it goes. For one thread.
 */
final class Ledger {
  private final Map<String, Map<String, Claim>> claims = new HashMap<>();
  private final Map<String, Set<String>> idsOf = new HashMap<>();
  private final Map<String, Registration> told = new HashMap<>();

  private record Claim(Registration registration, Instant startedAt) {}

  /**
   * A container's registrations, in place of those it claimed before.
   *
   * @param startedAt the start of its life: what was seen before is of another
   */
  void claim(String container, Instant startedAt, List<Registration> now, Cause cause, Sink sink) {
    Set<String> affected = enter(container, startedAt, now);
    List<Registration> gone = new ArrayList<>();
    for (String id : affected) {
      Registration before = told.get(id);
      Registration next = settled(id);
      if (next == null) {
        told.remove(id);
        if (before != null) {
          gone.add(before);
        }
      } else if (!next.equals(before)) {
        told.put(id, next);
        sink.upsert(next);
      }
    }
    gone.forEach(registration -> sink.remove(registration.id(), cause));
  }

  /** The container claims nothing any more. */
  void withdraw(String container, Cause cause, Sink sink) {
    claim(container, Instant.MIN, List.of(), cause, sink);
  }

  /** Forgets the claims of all containers but these; to be followed by {@link #reset}. */
  void keepOnly(Set<String> containers) {
    for (String container : List.copyOf(idsOf.keySet())) {
      if (!containers.contains(container)) {
        enter(container, Instant.MIN, List.of());
      }
    }
  }

  /** Notes a claim without telling anybody; returns the ids that it may have changed. */
  Set<String> enter(String container, Instant startedAt, List<Registration> now) {
    Set<String> affected = new LinkedHashSet<>();
    for (Registration registration : now) {
      String id = registration.id().id();
      affected.add(id);
      claims
          .computeIfAbsent(id, key -> new LinkedHashMap<>())
          .put(container, new Claim(registration, startedAt));
    }
    Set<String> left =
        now.isEmpty() ? idsOf.remove(container) : idsOf.put(container, Set.copyOf(affected));
    if (left != null) {
      for (String id : left) {
        if (affected.add(id)) {
          Map<String, Claim> claimed = claims.get(id);
          if (claimed != null) {
            claimed.remove(container);
          }
        }
      }
    }
    return affected;
  }

  /** Tells the sink everything that is claimed, unchanged where it was told before. */
  void reset(Cause cause, Sink sink) {
    Map<String, Registration> all = new HashMap<>();
    for (String id : List.copyOf(claims.keySet())) {
      Registration next = settled(id);
      if (next != null) {
        all.put(id, next);
      }
    }
    told.clear();
    told.putAll(all);
    sink.reset(List.copyOf(all.values()), cause);
  }

  /** The ids that a container claims and another holds. */
  List<String> contested(String container) {
    return idsOf.getOrDefault(container, Set.of()).stream()
        .filter(
            id -> !claims.getOrDefault(id, Map.of()).keySet().iterator().next().equals(container))
        .sorted()
        .toList();
  }

  /** How many registrations the sink knows of. */
  int size() {
    return told.size();
  }

  private @Nullable Registration settled(String id) {
    Map<String, Claim> claimed = claims.get(id);
    if (claimed == null || claimed.isEmpty()) {
      claims.remove(id);
      return null;
    }
    Claim first = claimed.values().iterator().next();
    Registration before = told.get(id);
    if (before == null) {
      return first.registration;
    }
    Registration next = steady(before, first);
    return next.sameButCause(before) ? before : next;
  }

  /** Keeps since when a state holds, and what made it so, where its health has not changed. */
  private static Registration steady(Registration before, Claim claim) {
    Registration next = claim.registration;
    List<CheckState> states = new ArrayList<>();
    for (CheckState state : next.states()) {
      CheckState steady = state;
      for (CheckState old : before.states()) {
        if (old.name().equals(state.name()) && !old.since().isBefore(claim.startedAt)) {
          steady = old.health() == state.health() ? old : since(state, next.cause().at());
        }
      }
      states.add(steady);
    }
    return next.withStates(states);
  }

  private static CheckState since(CheckState state, Instant event) {
    Instant since = state.since().isBefore(event) ? event : state.since();
    return new CheckState(state.name(), state.kind(), state.health(), since, state.output());
  }
}
