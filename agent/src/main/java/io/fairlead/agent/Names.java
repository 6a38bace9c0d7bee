package io.fairlead.agent;

import io.fairlead.agent.config.AgentConfig;
import io.fairlead.catalog.Datacenters;
import io.fairlead.catalog.Service;
import io.fairlead.model.IpAddress;
import io.fairlead.select.Failover;
import io.fairlead.spi.Time;
import io.fairlead.view.dns.DnsOptions;
import io.fairlead.view.dns.DnsServer;
import io.fairlead.view.dns.DnsView;
import io.fairlead.view.dns.Forwarder;
import io.fairlead.view.dns.forward.ForwardOptions;
import io.fairlead.view.dns.forward.UpstreamForwarder;
import io.fairlead.view.dns.forward.UpstreamRule;
import io.fairlead.wire.dns.DnsName;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** DNS: the server, where it listens, and who answers what is not ours. */
final class Names implements AutoCloseable {
  private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

  private final AgentConfig.Dns config;
  private final Time time;
  private final DnsOptions options;
  private final DnsServer server;
  private final DnsPorts ports;
  private final AtomicReference<@Nullable Forwarder> forwarder = new AtomicReference<>();
  private @Nullable UpstreamForwarder upstreams;

  /**
   * DNS on these catalogs; it listens nowhere yet.
   *
   * @param planned told of each service that an answer was planned from
   */
  Names(
      AgentConfig config,
      Datacenters datacenters,
      DnsPorts.Bridges bridges,
      Consumer<Service> planned,
      Time time) {
    this.config = config.dns();
    this.time = time;
    this.options = options(config);
    this.server =
        new DnsServer(
            options,
            datacenters,
            (query, length, client, tcp, reply) -> {
              Forwarder ready = forwarder.get();
              if (ready != null) {
                ready.forward(query, length, client, tcp, reply);
              }
            },
            planned);
    this.ports = new DnsPorts(config.dns(), server::apply, bridges, time);
  }

  private static DnsOptions options(AgentConfig config) {
    AgentConfig.Dns dns = config.dns();
    return new DnsOptions(
        DnsName.parse(dns.domain()),
        config.node(),
        Math.toIntExact(dns.ttl().toSeconds()),
        Math.toIntExact(dns.negativeTtl().toSeconds()),
        dns.panicPercent(),
        dns.answerLimit(),
        dns.forward() ? dns.allow() : List.of(),
        new Failover(config.site().failover()),
        1);
  }

  /**
   * Answers from now on.
   *
   * @param bridge the addresses of the engine's bridge, as far as they are known
   */
  void open(List<IpAddress> bridge) {
    ports.open(bridge);
    if (config.forward()) {
      List<UpstreamRule> rules =
          config.upstreams().stream()
              .map(upstream -> new UpstreamRule(upstream.domain(), upstream.server()))
              .toList();
      try {
        // Never asked as upstreams: where we answer ourselves, which would go round for ever.
        upstreams =
            new UpstreamForwarder(
                new ForwardOptions(rules, RESOLV_CONF, listening(), ForwardOptions.Limits.DEFAULT),
                time);
      } catch (IOException e) {
        throw new StartFailure("cannot forward DNS: " + e.getMessage());
      }
      upstreams.start();
      forwarder.set(upstreams);
    }
  }

  /** Looks after the addresses until interrupted. */
  void keep() throws InterruptedException {
    ports.keep();
  }

  /** Where it answers, loopback first. */
  List<InetSocketAddress> listening() {
    return ports.listening().stream()
        .sorted(
            Comparator.comparing((InetSocketAddress at) -> !at.getAddress().isLoopbackAddress())
                .thenComparing(Banner::text))
        .toList();
  }

  /** The names' meaning, for the HTTP API. */
  DnsView view() {
    return new DnsView(options);
  }

  DnsServer server() {
    return server;
  }

  /** The forwarder, or null where nothing is forwarded. */
  @Nullable UpstreamForwarder upstreams() {
    return upstreams;
  }

  @Override
  public void close() {
    server.close();
    if (upstreams != null) {
      upstreams.close();
    }
  }
}
