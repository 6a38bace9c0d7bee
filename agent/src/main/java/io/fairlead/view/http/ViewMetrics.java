package io.fairlead.view.http;

import io.fairlead.catalog.Federation.State;
import io.fairlead.catalog.Snapshot;
import io.fairlead.transport.server.ServerStats;
import java.util.function.Supplier;

/** Figures of the catalog and of the API itself. */
final class ViewMetrics implements MetricSource {
  private final Agent agent;
  private final Watches watches;
  private final Supplier<ServerStats> server;

  ViewMetrics(Agent agent, Watches watches, Supplier<ServerStats> server) {
    this.agent = agent;
    this.watches = watches;
    this.server = server;
  }

  private static void remote(Site site, Metrics into) {
    String[] of = {"datacenter", site.name()};
    State state = site.state().get();
    into.gauge(
        "fairlead_remote_current",
        "1 while the store of another datacenter is followed",
        state == State.CURRENT ? 1 : 0,
        of);
    into.gauge(
        "fairlead_remote_read",
        "1 once something is known of another datacenter",
        state == State.UNREAD ? 0 : 1,
        of);
    into.gauge(
        "fairlead_remote_age_seconds",
        "Since what is known of another datacenter was last known to be fresh",
        site.age().get().toNanos() / 1e9,
        of);
    Snapshot snapshot = site.catalog().snapshot();
    into.gauge(
        "fairlead_remote_revision",
        "Revision of another datacenter's newest snapshot",
        snapshot.revision().value(),
        of);
    into.gauge(
        "fairlead_remote_instances",
        "Instances of another datacenter",
        snapshot.instanceCount(),
        of);
  }

  @Override
  public void read(Metrics into) {
    Snapshot snapshot = agent.catalog().snapshot();
    into.gauge("fairlead_ready", "1 once it can serve", agent.unready().get().isEmpty() ? 1 : 0);
    into.gauge(
        "fairlead_catalog_revision",
        "Revision of the newest snapshot",
        snapshot.revision().value());
    into.gauge(
        "fairlead_catalog_age_seconds",
        "Since the newest snapshot was last known to be fresh",
        agent.age().get().toNanos() / 1e9);
    agent.sites().remotes().forEach(site -> remote(site, into));
    into.gauge("fairlead_services", "Services with an instance", snapshot.serviceCount());
    into.gauge("fairlead_instances", "Instances", snapshot.instanceCount());
    into.gauge("fairlead_catalog_waiting", "Waits for a change now", agent.catalog().waiting());
    into.gauge("fairlead_http_watches", "Streams of events open", watches.open());
    ServerStats stats = server.get();
    into.gauge("fairlead_http_connections", "Connections open", stats.connections());
    into.counter("fairlead_http_connections_accepted", "Connections taken", stats.accepted());
    into.counter(
        "fairlead_http_connections_turned_away", "Connections over the limit", stats.turnedAway());
    into.counter(
        "fairlead_http_connections_cut_off", "Connections too slow to keep", stats.cutOff());
    into.counter("fairlead_http_requests", "Requests that came whole", stats.requests());
    into.counter("fairlead_http_refused", "Answers of 400 to 499", stats.refused());
    into.counter("fairlead_http_failed", "Answers of 500 to 599", stats.failed());
  }
}
