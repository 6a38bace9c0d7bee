package io.fairlead.registry;

import io.fairlead.catalog.Change;
import io.fairlead.catalog.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What goes on being answered though the store does not show it, until its nodes had the time to
 * say it again: all that was known before the store lost its past, since a store that was wiped or
 * restored from a backup says nothing of what runs; and what this node itself is about to put back.
 * Used by one thread.
 */
final class Held {
  /** Nothing. */
  static final Held NONE = new Held(0, "");

  private final Map<String, Change> puts = new TreeMap<>();
  private final long end;
  private final String which;

  private Held(long end, String which) {
    this.end = end;
    this.which = which;
  }

  /**
   * All that {@code before} knows.
   *
   * @param end when it is no longer held, in nanoseconds of the feed's clock
   * @param which entries these are, for people
   */
  static Held of(Snapshot before, long end, String which) {
    Held held = new Held(end, which);
    held.puts.putAll(Entries.of(before));
    return held;
  }

  /** Nothing yet; the rest as above. */
  static Held until(long end, String which) {
    return new Held(end, which);
  }

  /** Which entries these are, for people. */
  String which() {
    return which;
  }

  /** Keeps what {@code before} has at this key. */
  void keep(String key, Snapshot before) {
    Change put = Entries.at(key, before);
    if (put != null) {
      puts.put(key, put);
    }
  }

  /** The store has spoken of this one: it counts. */
  void spoken(Change change) {
    puts.remove(Entries.key(change));
  }

  /** What is still held. */
  List<Change> all() {
    return List.copyOf(puts.values());
  }

  boolean empty() {
    return puts.isEmpty();
  }

  int size() {
    return puts.size();
  }

  /** Whether the time to say it again is over. */
  boolean over(long now) {
    return now - end >= 0;
  }

  /** What is no longer believed, once the time is over. */
  List<Change> release() {
    List<Change> changes = new ArrayList<>();
    for (String key : puts.keySet()) {
      Change removal = Entries.removal(key);
      if (removal != null) {
        changes.add(removal);
      }
    }
    puts.clear();
    return changes;
  }
}
