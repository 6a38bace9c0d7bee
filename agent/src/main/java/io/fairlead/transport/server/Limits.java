package io.fairlead.transport.server;

import java.time.Duration;

/**
 * What the server takes from outside.
 *
 * @param connections at once on one listener; more are answered 503 and closed
 * @param body bytes in a request's body
 * @param bodies bytes of all bodies that are coming at once; what goes beyond is answered 503
 * @param line bytes in a request's first line
 * @param headers bytes in all headers of a request
 * @param head for a request's line and headers to come, from the first byte on
 * @param bodyTime for a request's body to come
 * @param idle between two requests of a connection
 * @param stall without a byte taken by the client while there is something to send
 */
public record Limits(
    int connections,
    int body,
    long bodies,
    int line,
    int headers,
    Duration head,
    Duration bodyTime,
    Duration idle,
    Duration stall) {
  /**
   * 12,000 connections, bodies of 1 MiB each and 64 MiB in all, lines of 8 KiB, headers of 16 KiB.
   */
  public static final Limits DEFAULT =
      new Limits(
          12_000,
          1 << 20,
          64 << 20,
          8 << 10,
          16 << 10,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(75),
          Duration.ofSeconds(10));
}
