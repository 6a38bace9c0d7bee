package io.fairlead.stores.zookeeper;

import java.time.Duration;

/**
 * How long things may take and how large they may be.
 *
 * @param session asked for; the server may give another. A server that is silent for half of what
 *     it gave is left
 * @param connect to reach one server and to be taken by it
 * @param call for one request with its answer, with waiting for a connection
 * @param forget for how long all servers must refuse a client that has seen newer data than they
 *     have, before it believes that their data was wiped
 * @param pause between two tries of all servers, at most
 * @param inFlight requests without an answer on one connection
 */
record Limits(
    Duration session,
    Duration connect,
    Duration call,
    Duration forget,
    Duration pause,
    int inFlight) {
  /** Bytes in one request; what a server takes (its jute.maxbuffer) less its own part. */
  static final int REQUEST = 1_000_000;

  /** Bytes in one answer: the names of a directory of a million entries. */
  static final int ANSWER = 64 * 1024 * 1024;

  static final Limits USUAL =
      new Limits(
          Duration.ofSeconds(4),
          Duration.ofSeconds(2),
          Duration.ofSeconds(4),
          Duration.ofSeconds(20),
          Duration.ofSeconds(1),
          4096);
}
