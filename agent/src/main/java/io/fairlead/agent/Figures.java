package io.fairlead.agent;

import io.fairlead.health.HealthStats;
import io.fairlead.registry.RegistryStats;
import io.fairlead.view.dns.DnsStats;
import io.fairlead.view.dns.forward.ForwardStats;
import io.fairlead.view.dns.forward.UpstreamForwarder;
import io.fairlead.view.http.MetricSource;
import java.util.List;

/** The parts' figures under the names that {@code /metrics} gives them. */
final class Figures {
  private static final double NANOS = 1e9;

  private Figures() {}

  /** What each part tells. */
  static List<MetricSource> of(
      Middle middle, Mirrors mirrors, Names names, Convergence convergence, Networking networking) {
    return List.of(
        into -> registry(middle.registry().stats(), into),
        into -> health(middle.health().stats(), into),
        mirrors::figures,
        convergence::read,
        networking::figures,
        into -> dns(names.server().stats(), into),
        into -> {
          UpstreamForwarder upstreams = names.upstreams();
          if (upstreams != null) {
            forward(upstreams.stats(), into);
          }
        });
  }

  private static void registry(RegistryStats stats, MetricSource.Metrics into) {
    into.counter("fairlead_registry_commits", "Transactions done", stats.commits());
    into.counter("fairlead_registry_ops", "Puts and deletes done", stats.ops());
    into.counter("fairlead_registry_retries", "Waits for a store that was away", stats.retries());
    into.counter("fairlead_registry_renewals", "Renewals of the lease", stats.renewals());
    into.gauge("fairlead_registry_pending", "Keys that wait to be written", stats.pending());
  }

  private static void health(HealthStats stats, MetricSource.Metrics into) {
    into.gauge("fairlead_checks", "Checks that are followed", stats.checks());
    into.gauge("fairlead_checks_running", "Probes under way", stats.running());
    into.counter("fairlead_check_runs", "Probes done", stats.runs());
    into.counter("fairlead_check_failures", "Probes that did not pass", stats.failures());
  }

  private static void dns(DnsStats stats, MetricSource.Metrics into) {
    String queries = "fairlead_dns_queries";
    String help = "Well-formed queries by transport and type";
    stats.udpQueries().forEach((t, n) -> into.counter(queries, help, n, "over", "udp", "type", t));
    stats.tcpQueries().forEach((t, n) -> into.counter(queries, help, n, "over", "tcp", "type", t));
    stats
        .replies()
        .forEach(
            (code, n) -> into.counter("fairlead_dns_replies", "Replies by code", n, "code", code));
    into.counter("fairlead_dns_cache_hits", "Answered from encoded bytes", stats.cacheHits());
    into.counter("fairlead_dns_truncated", "Replies that were cut", stats.truncated());
    into.counter("fairlead_dns_malformed", "Queries answered FORMERR", stats.malformed());
    into.counter("fairlead_dns_dropped", "Messages that got silence", stats.dropped());
    into.counter("fairlead_dns_failures", "Queries answered SERVFAIL", stats.failures());
    into.counter("fairlead_dns_connections", "TCP connections accepted", stats.connections());
  }

  private static void forward(ForwardStats stats, MetricSource.Metrics into) {
    into.counter("fairlead_forward_questions", "Questions forwarded", stats.questions());
    into.counter("fairlead_forward_cache_hits", "Answered from the cache", stats.hits());
    into.counter("fairlead_forward_stale", "Answered past their end", stats.stale());
    into.counter("fairlead_forward_failures", "No upstream answered", stats.failures());
    into.counter("fairlead_forward_overloads", "Turned away", stats.overloads());
    into.gauge("fairlead_forward_waiting", "Clients that wait", stats.waiting());
    into.gauge("fairlead_forward_cached", "Answers in the cache", stats.cached());
    for (ForwardStats.Server server : stats.servers()) {
      String address = Banner.text(server.address());
      into.gauge(
          "fairlead_forward_upstream_healthy",
          "1 while an upstream is asked in its turn",
          server.healthy() ? 1 : 0,
          "upstream",
          address);
      into.gauge(
          "fairlead_forward_upstream_seconds",
          "Time to an answer, smoothed",
          server.roundTrip().toNanos() / NANOS,
          "upstream",
          address);
    }
  }
}
