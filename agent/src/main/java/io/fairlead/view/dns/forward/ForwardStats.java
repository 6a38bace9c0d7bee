package io.fairlead.view.dns.forward;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * What forwarding has done since the start, for metrics. Each figure is right by itself; together
 * they are of nearly one moment.
 *
 * @param questions questions of clients
 * @param hits those answered from the cache
 * @param stale those answered with an answer past its end
 * @param joined those that joined the same question on its way
 * @param failures those answered SERVFAIL because no upstream answered
 * @param overloads those answered SERVFAIL because too many were waiting
 * @param ignored datagrams that were no answer to what we asked
 * @param waiting clients that wait now
 * @param cached answers in the cache now
 * @param cachedBytes their bytes
 * @param servers each upstream in use
 */
public record ForwardStats(
    long questions,
    long hits,
    long stale,
    long joined,
    long failures,
    long overloads,
    long ignored,
    int waiting,
    int cached,
    long cachedBytes,
    List<Server> servers) {
  public ForwardStats {
    servers = List.copyOf(servers);
  }

  /**
   * One upstream.
   *
   * @param healthy whether it is asked in its turn; else it is asked last, and tried now and then
   * @param sent questions sent to it, repeated ones too
   * @param answered answers that came in time
   * @param failed time-outs and refused connections
   * @param roundTrip the smoothed time to an answer; zero before the first
   */
  public record Server(
      InetSocketAddress address,
      boolean healthy,
      long sent,
      long answered,
      long failed,
      Duration roundTrip) {}
}
