package io.fairlead.source.docker;

import io.fairlead.model.Cause;
import io.fairlead.source.docker.ContainerFacts.ContainerPort;
import io.fairlead.source.docker.DockerEngine.Listed;
import io.fairlead.source.docker.Mapping.Mapped;
import io.fairlead.source.docker.Message.Look;
import io.fairlead.spi.Remark;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The containers of one session, each with what was last seen of it, and what follows from it for
 * the sink. For one thread.
 */
final class Book {
  /** A container that still runs so long after a stop signal has ignored it. */
  private static final Duration DRAIN_FOR = Duration.ofMinutes(10);

  private static final int LONGEST_CHAIN = 4;

  private final DockerOptions options;
  private final Memory memory;
  private final Timers timers;
  private final Eyes eyes;
  private final Map<String, Tracked> tracked = new HashMap<>();
  private final Set<Tracked> joiners = new LinkedHashSet<>();

  Book(DockerOptions options, Memory memory, Timers timers, Eyes eyes) {
    this.options = options;
    this.memory = memory;
    this.timers = timers;
    this.eyes = eyes;
  }

  /** Starts with all that a list and a look at each has found, and tells the sink. */
  void begin(Map<String, Look> seen) {
    Cause cause = new Cause(memory.now(), "docker list");
    Set<String> refused = new HashSet<>();
    seen.forEach(
        (id, look) -> {
          switch (look) {
            case Look.Found found -> note(track(id), found);
            case Look.Refused why -> {
              refused.add(id);
              remark(track(id), List.of(why.reason()), cause);
            }
            case Look.Gone gone -> {}
          }
        });
    memory.ledger.keepOnly(refused);
    for (Tracked container : oldestFirst()) {
      ContainerFacts facts = container.facts;
      if (facts != null && facts.alive()) {
        Mapped mapped = map(container, facts, cause);
        memory.ledger.enter(container.id, facts.state().startedAt(), mapped.registrations());
        remark(container, mapped.remarks(), cause);
      } else if (facts != null) {
        forget(container);
      }
    }
    memory.draining.keySet().retainAll(tracked.keySet());
    tracked.values().forEach(this::undrainLater);
    memory.ledger.reset(cause, memory.sink);
  }

  private List<Tracked> oldestFirst() {
    return tracked.values().stream()
        .sorted(Comparator.comparing(Tracked::startedAt).thenComparing(container -> container.id))
        .toList();
  }

  /** Whether the container is, or may be, running. */
  boolean knows(String id) {
    return tracked.containsKey(id);
  }

  /** Whether what the list says of a container is not what was seen of it. */
  boolean differs(Listed listed) {
    Tracked container = tracked.get(listed.id());
    return container == null || container.differs(listed);
  }

  /** Looks at all that run here but are not in the list. */
  void lookAtOthers(Set<String> listed, Cause cause) {
    for (String id : List.copyOf(tracked.keySet())) {
      if (!listed.contains(id)) {
        look(id, cause);
      }
    }
  }

  /** Looks at a container; several wishes while one look is under way make one more. */
  void look(String id, Cause cause) {
    Tracked container = track(id);
    if (container.looking) {
      container.lookAgain = cause;
    } else {
      container.looking = true;
      eyes.look(container, cause);
    }
  }

  /** A look has ended. What it found of a life that has ended meanwhile is nothing. */
  void seen(Tracked container, Cause cause, Look look) {
    if (tracked.get(container.id) != container) {
      return;
    }
    container.looking = false;
    switch (look) {
      case Look.Found found -> {
        note(container, found);
        settle(container, cause);
      }
      case Look.Gone gone -> end(container, cause);
      case Look.Refused refused -> {
        container.refused = true;
        remark(container, List.of(refused.reason()), cause);
      }
    }
    Cause again = container.lookAgain;
    if (again != null) {
      container.lookAgain = null;
      look(container.id, again);
    }
  }

  private void note(Tracked container, Look.Found found) {
    container.refused = false;
    container.facts = found.facts();
    container.listening = found.listening();
    Cause draining = memory.draining.get(container.id);
    if (draining != null && draining.at().isBefore(found.facts().state().startedAt())) {
      memory.draining.remove(container.id);
    }
    if (found.facts().joined() != null) {
      joiners.add(container);
    }
    if (found.listening().isPresent() && !container.listened) {
      container.listened = true;
      listenLater(container);
    }
  }

  /** The ports that a container listens on were read again. */
  void heard(Tracked container, Optional<Set<ContainerPort>> ports) {
    if (tracked.get(container.id) != container) {
      return;
    }
    if (ports.isPresent() && !ports.equals(container.listening)) {
      container.listening = ports;
      settle(container, new Cause(memory.now(), "its listening ports changed"));
    }
    listenLater(container);
  }

  private void listenLater(Tracked container) {
    timers.after(
        container.nextListen(),
        () -> {
          ContainerFacts facts = container.facts;
          if (tracked.get(container.id) == container && facts != null) {
            eyes.listen(container, facts);
          }
        });
  }

  /** It was sent a signal: if one that ends it, it gets no new work from now on. */
  void killed(Event event) {
    Tracked container = tracked.get(event.container());
    if (container == null || container.startedAt().isAfter(event.at())) {
      return;
    }
    ContainerFacts facts = container.facts;
    int own = facts == null ? 0 : facts.stop().signal();
    if (StopSignals.ends(event.signal(), own)
        && memory.draining.putIfAbsent(container.id, event.cause()) == null) {
      settle(container, event.cause());
      undrainLater(container);
    }
  }

  private void undrainLater(Tracked container) {
    Cause signal = memory.draining.get(container.id);
    if (signal != null) {
      ContainerFacts facts = container.facts;
      Duration timeout = facts == null ? DRAIN_FOR : facts.stop().timeout();
      timers.after(
          timeout.compareTo(DRAIN_FOR) > 0 ? timeout : DRAIN_FOR,
          () -> survived(container, signal));
    }
  }

  private void survived(Tracked container, Cause signal) {
    if (tracked.get(container.id) == container && memory.draining.remove(container.id, signal)) {
      settle(container, new Cause(memory.now(), "it still runs, long after " + signal.what()));
    }
  }

  /** It has ended. */
  void died(Event event) {
    Tracked container = tracked.get(event.container());
    if (container == null || container.startedAt().isAfter(event.at())) {
      return;
    }
    if (container.facts != null) {
      Duration life = Duration.between(container.startedAt(), event.at());
      memory.loops.ended(container.id, life, !memory.draining.containsKey(container.id));
    }
    end(container, event.cause());
  }

  private void end(Tracked container, Cause cause) {
    forget(container);
    memory.draining.remove(container.id);
    memory.ledger.withdraw(container.id, cause, memory.sink);
    settleJoiners(container, cause);
  }

  private void forget(Tracked container) {
    tracked.remove(container.id);
    joiners.remove(container);
  }

  private Tracked track(String id) {
    return tracked.computeIfAbsent(id, Tracked::new);
  }

  /** Tells the sink what follows from what is known of a container, and of those that joined it. */
  private void settle(Tracked container, Cause cause) {
    ContainerFacts facts = container.facts;
    if (facts == null) {
      return;
    }
    if (!facts.alive()) {
      end(container, cause);
      return;
    }
    Mapped mapped = map(container, facts, cause);
    memory.ledger.claim(
        container.id, facts.state().startedAt(), mapped.registrations(), cause, memory.sink);
    remark(container, mapped.remarks(), cause);
    settleJoiners(container, cause);
  }

  private void settleJoiners(Tracked host, Cause cause) {
    for (Tracked joiner : List.copyOf(joiners)) {
      ContainerFacts facts = joiner.facts;
      if (joiner != host && facts != null && host.isCalled(String.valueOf(facts.joined()))) {
        settle(joiner, cause);
      }
    }
  }

  private Mapped map(Tracked container, ContainerFacts facts, Cause cause) {
    Instant startedAt = facts.state().startedAt();
    Duration wait = memory.loops.untilCounts(container.id, startedAt, memory.now());
    if (wait.isPositive()) {
      timers.after(wait, () -> lasted(container, startedAt));
      return new Mapped(List.of(), List.of(RestartLoops.HELD_BACK));
    }
    boolean draining = memory.draining.containsKey(container.id);
    return Mapping.map(
        facts,
        options.rules(),
        new Circumstances(host(facts), container.listening, draining, cause));
  }

  private void lasted(Tracked container, Instant startedAt) {
    if (tracked.get(container.id) == container && container.startedAt().equals(startedAt)) {
      settle(
          container,
          new Cause(memory.now(), "it has run for " + RestartLoops.LONG.toSeconds() + " s"));
    }
  }

  /** The container whose network it stands in, where that is another's and runs. */
  private @Nullable ContainerFacts host(ContainerFacts facts) {
    ContainerFacts place = facts;
    for (int step = 0; step < LONGEST_CHAIN; step++) {
      String joined = place.joined();
      if (joined == null) {
        return step == 0 ? null : place;
      }
      Tracked next = tracked.get(joined);
      if (next == null) {
        next = tracked.values().stream().filter(t -> t.isCalled(joined)).findAny().orElse(null);
      }
      if (next == null || next.facts == null || !next.facts.alive()) {
        return null;
      }
      place = next.facts;
    }
    return null;
  }

  /** Remarks what was not remarked of it before, and ids that it shares with another. */
  private void remark(Tracked container, List<String> remarks, Cause cause) {
    Set<String> all = new LinkedHashSet<>(remarks);
    for (String id : memory.ledger.contested(container.id)) {
      all.add("not registered as '" + id + "': another container has that id; give it its own");
    }
    Set<String> before =
        all.isEmpty()
            ? memory.remarked.remove(container.id)
            : memory.remarked.put(container.id, all);
    for (String what : all) {
      if (before == null || !before.contains(what)) {
        memory.sink.remark(new Remark(container.name(), new Cause(cause.at(), what)));
      }
    }
  }
}
