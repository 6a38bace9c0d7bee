package io.fairlead.e2e;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What was done to a fleet and when, by the wall clock: which containers ran, and when a host's
 * agent or the store was not in order. Thread-safe.
 */
final class FaultLog {
  /** Of containers that have not ended, and of disturbances that go on. */
  private static final long OPEN = Long.MAX_VALUE;

  private final List<String> story = new ArrayList<>();
  private final Map<String, List<Span>> lives = new HashMap<>();
  private final Map<String, List<Span>> sureLives = new HashMap<>();
  private final Map<String, Integer> homes = new HashMap<>();
  private final Map<String, List<Span>> disturbances = new HashMap<>();
  private int faults;

  /** From one moment to another, in milliseconds. */
  record Span(long from, long to) {
    boolean meets(long begin, long end) {
      return from <= end && begin <= to;
    }
  }

  /** Tells one fault. */
  synchronized void fault(String what) {
    faults++;
    tell(what);
  }

  /** Tells what is no fault: the end of one. */
  synchronized void tell(String what) {
    story.add(System.currentTimeMillis() + " " + what);
  }

  synchronized int faults() {
    return faults;
  }

  synchronized List<String> story() {
    return List.copyOf(story);
  }

  /** A container is started: it may run from now on. */
  synchronized void starts(String container, int host) {
    homes.put(container, host);
    open(lives, container);
  }

  /** It runs. */
  synchronized void runs(String container) {
    open(sureLives, container);
  }

  /** It is ended: it may run no more from now on. */
  synchronized void ends(String container) {
    shut(sureLives, container);
  }

  /** It does not run any more. */
  synchronized void dead(String container) {
    shut(sureLives, container);
    shut(lives, container);
  }

  /** All that were ever started. */
  synchronized Set<String> containers() {
    return new TreeSet<>(lives.keySet());
  }

  synchronized int home(String container) {
    return homes.getOrDefault(container, -1);
  }

  /** From now on this is not in order: {@code agent1}, {@code store}. */
  synchronized void disturbed(String what) {
    open(disturbances, what);
  }

  /** It can be in order again from now on. */
  synchronized void undisturbed(String what) {
    shut(disturbances, what);
  }

  /** Whether any of these was not in order at some moment between two. */
  synchronized boolean wasDisturbed(Collection<String> whats, long begin, long end) {
    return whats.stream()
        .flatMap(what -> disturbances.getOrDefault(what, List.of()).stream())
        .anyMatch(span -> span.meets(begin, end));
  }

  /** Whether the container may have run at some moment between two. */
  synchronized boolean ranWithin(String container, long begin, long end) {
    return lives.getOrDefault(container, List.of()).stream().anyMatch(s -> s.meets(begin, end));
  }

  /** Whether the container ran for certain all the time between two moments. */
  synchronized boolean ranAllTheTime(String container, long begin, long end) {
    return sureLives.getOrDefault(container, List.of()).stream()
        .anyMatch(span -> span.from() <= begin && end <= span.to());
  }

  private static void open(Map<String, List<Span>> spans, String what) {
    List<Span> known = spans.computeIfAbsent(what, key -> new ArrayList<>());
    if (known.isEmpty() || known.getLast().to() != OPEN) {
      known.add(new Span(System.currentTimeMillis(), OPEN));
    }
  }

  private static void shut(Map<String, List<Span>> spans, String what) {
    List<Span> known = spans.getOrDefault(what, List.of());
    if (!known.isEmpty() && known.getLast().to() == OPEN) {
      known.set(known.size() - 1, new Span(known.getLast().from(), System.currentTimeMillis()));
    }
  }
}
