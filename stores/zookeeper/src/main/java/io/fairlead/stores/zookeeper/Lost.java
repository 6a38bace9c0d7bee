package io.fairlead.stores.zookeeper;

import java.io.IOException;

/** A connection cannot be had, or has ended; what was asked on it may have been done. */
final class Lost extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean hungUp;

  Lost(String message, boolean hungUp) {
    super(message);
    this.hungUp = hungUp;
  }

  /**
   * Whether the server took the connection and ended it without a word: it is not part of a
   * majority now, or has older data than this client has seen.
   */
  boolean hungUp() {
    return hungUp;
  }
}
