package io.fairlead.transport.server;

/**
 * What a server has done since it started.
 *
 * @param connections open now
 * @param accepted connections ever
 * @param turnedAway connections over the limit
 * @param bodies bytes of bodies that are coming now
 * @param requests that came whole
 * @param refused answers of 400 to 499
 * @param failed answers of 500 to 599
 * @param cutOff connections closed because the client was too slow
 */
public record ServerStats(
    int connections,
    long accepted,
    long turnedAway,
    long bodies,
    long requests,
    long refused,
    long failed,
    long cutOff) {
  /** Before it started. */
  public static final ServerStats NONE = new ServerStats(0, 0, 0, 0, 0, 0, 0, 0);
}
