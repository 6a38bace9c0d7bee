package io.fairlead.registry;

import io.fairlead.model.Revision;

/** Told what the feed sees happen to this node's entries in the store. Thread-safe. */
interface OwnEntries {
  /** The entry is no longer there. */
  void gone(String key, Revision revision);

  /** The store has lost its past, or is another one: what this node wrote may not be in it. */
  void storeReplaced();
}
