package io.fairlead.view.dns.forward;

import io.fairlead.model.InvalidField;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Where questions that are not ours go.
 *
 * @param rules resolvers for domains, and with an empty domain for every other name; where none
 *     stands for every other name, {@code resolvConf} does
 * @param resolvConf the host's list of resolvers, read again whenever it changes
 * @param listening where this agent itself answers; never asked as an upstream
 * @param limits what bounds the work
 */
public record ForwardOptions(
    List<UpstreamRule> rules, Path resolvConf, List<InetSocketAddress> listening, Limits limits) {
  public ForwardOptions {
    rules = List.copyOf(rules);
    listening = List.copyOf(listening);
  }

  /**
   * The options of an agent: {@code --upstream} values as {@link UpstreamRule#parse} reads them,
   * the host's own {@code /etc/resolv.conf}, and default limits.
   *
   * @throws InvalidField where an upstream is not one
   */
  public static ForwardOptions of(List<String> upstreams, List<InetSocketAddress> listening) {
    return new ForwardOptions(
        upstreams.stream().map(UpstreamRule::parse).toList(),
        Path.of("/etc/resolv.conf"),
        listening,
        Limits.DEFAULT);
  }

  /** The same with other limits. */
  public ForwardOptions withLimits(Limits other) {
    return new ForwardOptions(rules, resolvConf, listening, other);
  }

  /** The same with another list of the host's resolvers. */
  public ForwardOptions withResolvConf(Path other) {
    return new ForwardOptions(rules, other, listening, limits);
  }

  /**
   * What bounds forwarding.
   *
   * @param timeout how long an upstream that has not failed lately may take before the next is
   *     asked
   * @param deadline when a client gets SERVFAIL, or a stale answer
   * @param inFlight clients waiting at most; those beyond get SERVFAIL at once
   * @param cacheEntries answers kept at most
   * @param cacheBytes bytes of answers kept at most
   * @param stale how long after its end an answer may still be given while all upstreams fail; zero
   *     for never (RFC 8767)
   */
  public record Limits(
      Duration timeout,
      Duration deadline,
      int inFlight,
      int cacheEntries,
      long cacheBytes,
      Duration stale) {
    /** 2 s and 5 s, 4096 clients, 10,000 answers in 16 MiB, a day of staleness. */
    public static final Limits DEFAULT =
        new Limits(
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            4096,
            10_000,
            16L << 20,
            Duration.ofDays(1));

    public Limits {
      InvalidField.unless(timeout.isPositive(), "timeout", "must be longer than nothing");
      InvalidField.unless(
          deadline.compareTo(timeout) >= 0, "deadline", "must not be shorter than the timeout");
      InvalidField.unless(inFlight > 0, "inFlight", "must be at least 1");
      InvalidField.unless(cacheEntries >= 0, "cacheEntries", "must not be negative");
      InvalidField.unless(cacheBytes >= 0, "cacheBytes", "must not be negative");
      InvalidField.unless(!stale.isNegative(), "stale", "must not be negative");
    }
  }
}
