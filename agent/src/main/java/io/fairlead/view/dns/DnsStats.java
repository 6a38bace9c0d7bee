package io.fairlead.view.dns;

import java.util.Map;

/**
 * What the server counted since it began.
 *
 * @param udpQueries well-formed queries over UDP by type: A, AAAA, SRV, TXT, PTR, other
 * @param tcpQueries the same over TCP
 * @param replies by response code, those forwarded not counted
 * @param cacheHits answered from encoded bytes
 * @param planned answered by asking the catalog
 * @param truncated replies cut at whole records (TC)
 * @param malformed queries answered with FORMERR
 * @param dropped messages that got silence
 * @param forwarded queries given to the forwarder
 * @param connections TCP connections accepted
 * @param connectionsRefused TCP connections closed at once, for being too many
 * @param failures queries answered with SERVFAIL for a fault of ours
 */
public record DnsStats(
    Map<String, Long> udpQueries,
    Map<String, Long> tcpQueries,
    Map<String, Long> replies,
    long cacheHits,
    long planned,
    long truncated,
    long malformed,
    long dropped,
    long forwarded,
    long connections,
    long connectionsRefused,
    long failures) {
  public DnsStats {
    udpQueries = Map.copyOf(udpQueries);
    tcpQueries = Map.copyOf(tcpQueries);
    replies = Map.copyOf(replies);
  }
}
