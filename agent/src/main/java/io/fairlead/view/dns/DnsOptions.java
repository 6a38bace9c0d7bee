package io.fairlead.view.dns;

import io.fairlead.model.DnsLabel;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpPrefix;
import io.fairlead.select.Failover;
import io.fairlead.wire.dns.DnsName;
import java.util.List;
import java.util.stream.Stream;

/**
 * How names are answered.
 *
 * @param domain the domain of all our names; it may have several labels
 * @param selfNode the node that this agent runs on
 * @param ttl seconds that an answer may be kept
 * @param negativeTtl seconds that "there is none" may be kept
 * @param panicThreshold percent: where fewer of the instances that are not draining are healthy,
 *     all of them are answered; 0 leaves only the case that none is healthy, which always counts
 * @param maxAnswers records in an answer at most, a different part each time; 0 for all
 * @param allowRecursion clients whose queries for other names are forwarded
 * @param failover when another datacenter answers instead of the own one
 * @param udpThreads threads that read each address
 */
public record DnsOptions(
    DnsName domain,
    String selfNode,
    int ttl,
    int negativeTtl,
    int panicThreshold,
    int maxAnswers,
    List<IpPrefix> allowRecursion,
    Failover failover,
    int udpThreads) {
  /** Loopback, private, shared and link-local ranges (RFC 1918, 4193, 6598, 3927, 4291). */
  public static final List<IpPrefix> OWN_NETWORKS =
      Stream.of(
              "127.0.0.0/8",
              "10.0.0.0/8",
              "172.16.0.0/12",
              "192.168.0.0/16",
              "100.64.0.0/10",
              "169.254.0.0/16",
              "::1/128",
              "fc00::/7",
              "fe80::/10")
          .map(IpPrefix::parse)
          .toList();

  private static final int MAX_TTL = 86_400;
  private static final int MAX_THREADS = 64;

  public DnsOptions {
    // A name of ours adds up to "_<label>._tcp.<label>._tag.<label>.<label>.svc" to the domain.
    InvalidField.unless(
        domain.length() > 1 && domain.length() <= 100,
        "domain",
        "'" + domain + "' must have 1 to 98 characters, as in internal");
    DnsLabel.require("node", selfNode);
    InvalidField.unless(ttl >= 0 && ttl <= MAX_TTL, "ttl", "must be 0 to 86400 seconds");
    InvalidField.unless(
        negativeTtl >= 0 && negativeTtl <= MAX_TTL, "negative_ttl", "must be 0 to 86400 seconds");
    InvalidField.unless(
        panicThreshold >= 0 && panicThreshold <= 100,
        "panic_threshold",
        "must be 0 to 100 percent");
    InvalidField.unless(maxAnswers >= 0, "max_answers", "must be 0 (all) or more");
    InvalidField.unless(
        udpThreads >= 1 && udpThreads <= MAX_THREADS, "udp_threads", "must be 1 to 64");
    allowRecursion = List.copyOf(allowRecursion);
  }

  /** What fits most hosts: no caching, one second for what is not there, own networks recurse. */
  public static DnsOptions of(String domain, String selfNode) {
    Failover never = new Failover(Failover.Rule.NONE);
    return new DnsOptions(DnsName.parse(domain), selfNode, 0, 1, 0, 0, OWN_NETWORKS, never, 1);
  }
}
