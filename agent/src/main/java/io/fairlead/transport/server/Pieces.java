package io.fairlead.transport.server;

import org.jspecify.annotations.Nullable;

/**
 * A body that is made while the client takes it, so that neither a large answer nor a slow client
 * takes memory. Called by the connection's thread only.
 */
public interface Pieces {
  /**
   * The next piece, some kilobytes best; null where there is none now: either it has {@link
   * #ended}, or {@link Exchange#resume} tells that there is more.
   */
  byte @Nullable [] next();

  /** Whether nothing follows. */
  boolean ended();
}
