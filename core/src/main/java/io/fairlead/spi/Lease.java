package io.fairlead.spi;

import java.time.Duration;

/** A claim that must be renewed; entries that hang on it go when it ends. Thread-safe. */
public interface Lease {
  /** The store's name for it, usable in {@link Txn#lease()} and after a restart. */
  String id();

  /** How long it lives from its last renewal. */
  Duration ttl();

  /**
   * Lives its whole ttl from now.
   *
   * @return false where it has ended already: its entries are gone or going
   */
  boolean renew();

  /** Ends it at once, with its entries. */
  void revoke();
}
