package io.fairlead.registry;

import io.fairlead.model.Revision;

/** Told what the feed sees happen to this node's entries in the store. Thread-safe. */
interface OwnEntries {
  /**
   * The entry is not there at {@code revision}.
   *
   * @return whether it should be: then it is put back, and until then it is as it was
   */
  boolean gone(String key, Revision revision);

  /** What the store says of moves to another one may have changed. */
  void planChanged();

  /** The store has lost its past, or is another one: what this node wrote may not be in it. */
  void storeReplaced();
}
