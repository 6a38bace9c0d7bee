package io.fairlead.registry;

import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Revision;
import io.fairlead.spi.Store;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the store does not show of this node, and its registry is about to put back: it stays as it
 * was until then, or until the time for it is over. Used by one thread.
 */
final class Owed {
  private final String node;
  private final OwnEntries own;
  private final Supplier<Held> begin;
  private Held held = Held.NONE;

  /**
   * Nothing yet.
   *
   * @param node this node's name; empty where no node is this one
   * @param begin holds nothing yet, for the time that an entry has from now on
   */
  Owed(String node, OwnEntries own, Supplier<Held> begin) {
    this.node = node;
    this.own = own;
    this.begin = begin;
  }

  /** What is owed now. */
  Held held() {
    return held;
  }

  /** Whether this entry, which is gone since {@code at}, is one: then it is held. */
  boolean owes(String key, Revision at, Snapshot before) {
    if (!Keys.isOf(node, key) || !own.gone(key, at)) {
      return false;
    }
    if (Entries.at(key, before) != null) {
      if (held.empty()) {
        held = begin.get();
      }
      held.keep(key, before);
    }
    return true;
  }

  /** Holds what {@code before} knew of this node and all of the store does not show. */
  void missingIn(Reading reading, Snapshot before) {
    if (node.isEmpty()) {
      return;
    }
    Set<String> read = new HashSet<>();
    for (Store.Entry entry : reading.entries()) {
      if (Keys.isOf(node, entry.key())) {
        read.add(entry.key());
      }
    }
    List<String> keys = Entries.keysOf(node, before);
    keys.removeAll(read);
    keys.forEach(key -> owes(key, reading.coverage().from(), before));
  }
}
