package io.fairlead.agent;

import io.fairlead.agent.config.AgentConfig;
import io.fairlead.attach.Attachments;
import io.fairlead.catalog.Catalog;
import io.fairlead.catalog.Snapshot;
import io.fairlead.ipam.Ipam;
import io.fairlead.ipam.NodePools;
import io.fairlead.ipam.Options;
import io.fairlead.ipam.PoolChoice;
import io.fairlead.json.BlockJson;
import io.fairlead.json.EndpointJson;
import io.fairlead.json.NetworkJson;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Node;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.plugin.docker.DockerPlugin;
import io.fairlead.spi.ClusterNetworks;
import io.fairlead.spi.Endpoints;
import io.fairlead.spi.Explaining;
import io.fairlead.spi.Holdings;
import io.fairlead.spi.Store;
import io.fairlead.spi.Time;
import io.fairlead.transport.Address;
import io.fairlead.view.dns.DnsServer;
import io.fairlead.view.http.MetricSource;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** This node's part in the cluster's networks: addresses, endpoints, and the engine's driver. */
final class Networking implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Networking.class.getName());

  private final AgentConfig config;
  private final Catalog catalog;
  private final Time time;
  private final Ipam ipam;
  private final ClusterNetworks networks;
  private volatile @Nullable Attachments attachments;
  private volatile @Nullable HostNetworks host;
  private volatile @Nullable DockerPlugin plugin;
  private final SandboxNames names;
  private final NodeHoldings holdings;
  private final NodeDrain drain;
  private volatile boolean closed;

  // Of whoever watches, one after the other.
  private volatile List<Network> seen = List.of();

  /**
   * Puts the parts together; nothing runs yet.
   *
   * @param dns answers what attached containers ask
   * @param drain whether nothing new is attached here
   */
  Networking(
      AgentConfig config,
      Store store,
      Catalog catalog,
      DnsServer dns,
      NodeDrain drain,
      Time time,
      RandomGenerator random) {
    this.config = config;
    this.drain = drain;
    this.names = new SandboxNames(dns, time);
    this.catalog = catalog;
    this.time = time;
    this.ipam =
        new Ipam(
            store,
            new NetworkJson(),
            new EndpointJson(),
            new BlockJson(),
            time,
            new Options(
                config.node(),
                config.data().resolve("addresses"),
                config.ipam().cooling(),
                Options.KEEP,
                config.ipam().fence(),
                Options.PATIENCE,
                node -> catalog.snapshot().node(node) != null,
                random));
    this.holdings = new NodeHoldings(config.node(), store, ipam, time);
    this.networks = new NodePools(ipam.pools(PoolChoice.USUAL_V4), HostRoutes::now);
  }

  /** The cluster's networks, for those who make and remove them. */
  ClusterNetworks networks() {
    return networks;
  }

  /** What nodes hold, for those who look into it. */
  Holdings holdings() {
    return holdings;
  }

  /** Says why traffic goes as it goes. */
  Explaining explaining() {
    return new Explanations(
        config.node(),
        () -> {
          HostNetworks kept = host;
          return kept == null ? null : kept.networks();
        },
        id -> {
          Attachments now = attachments;
          return now == null ? null : now.sandbox(id);
        });
  }

  /**
   * Begins to attach the engine's containers, where the agent is to be its driver.
   *
   * @param ready whether the catalog is known
   * @param endpoints told of this node's endpoints
   * @throws StartFailure where somebody asked for it and it cannot be
   */
  void start(Crew crew, Node self, Address engine, Endpoints endpoints, BooleanSupplier ready) {
    AgentConfig.Plugin wanted = config.plugin();
    if (wanted == null) {
      return;
    }
    HostNetworks kept =
        new HostNetworks(self, catalog, () -> ready.getAsBoolean() && allKnown(), this::own, time);
    host = kept;
    Attachments opened =
        Attachments.open(
            new Attachments.Surroundings(
                config.node(),
                this::network,
                new io.fairlead.ipam.NodeAddresses(ipam),
                kept.hostSide(),
                new HeardEndpoints(endpoints, kept::changed),
                time),
            config.data().resolve("endpoints"),
            new EndpointJson());
    attachments = opened;
    kept.start(crew);
    crew.add("container-names", () -> names.keep(this::sandboxes));
    Path socket = wanted.socket();
    try {
      DockerPlugin started =
          DockerPlugin.start(
              new DockerPlugin.Surroundings(
                  config.node(),
                  engine,
                  new DrainedAttaching(opened, config.node(), drain),
                  opened,
                  networks,
                  this::network,
                  config.data().resolve("networks.json"),
                  time),
              socket);
      plugin = started;
      crew.add("docker-networks", started::run);
      follow(catalog.snapshot(), started);
    } catch (IOException e) {
      if (wanted.asked()) {
        throw new StartFailure(e.getMessage() + "; --plugin-socket names another, or none");
      }
      LOG.log(
          Level.WARNING,
          "containers here get no networks of the cluster: {0}; --plugin-socket names another path",
          e.getMessage());
    }
    crew.add("addresses", ipam.tender()::run);
  }

  /** What a lost journal would have known may be attached and carry traffic. */
  private boolean allKnown() {
    Attachments now = attachments;
    return now != null && now.isSettled();
  }

  private List<NetworkEndpoint> own() {
    Attachments now = attachments;
    return now == null ? List.of() : now.own();
  }

  /** Where attached containers ask, each once. */
  private Set<SandboxNames.Sandbox> sandboxes() {
    Attachments now = attachments;
    if (now == null) {
      return Set.of();
    }
    Map<String, SandboxNames.Sandbox> each = new HashMap<>();
    now.own().stream()
        .sorted(Comparator.comparing(NetworkEndpoint::id))
        .forEach(
            endpoint -> {
              String sandbox = now.sandbox(endpoint.id());
              if (sandbox != null && !endpoint.addresses().isEmpty()) {
                IpAddress caller = endpoint.addresses().getFirst();
                each.putIfAbsent(sandbox, new SandboxNames.Sandbox(Path.of(sandbox), caller));
              }
            });
    return Set.copyOf(each.values());
  }

  private @Nullable Network network(String name) {
    return catalog.snapshot().networks().network(name);
  }

  /** Tells whom it concerns whenever a network, or what is on it, came, changed or went. */
  private void follow(Snapshot known, DockerPlugin told) {
    names.wake();
    List<Network> all = known.networks().all();
    if (!all.equals(seen)) {
      seen = all;
      told.networksChanged();
    }
    if (!closed) {
      var _ =
          catalog.awaitNetwork(
              null,
              known.networks().modified(),
              next -> Thread.ofVirtual().name("networks").start(() -> follow(next, told)));
    }
  }

  /** For people. */
  Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    AgentConfig.Plugin wanted = config.plugin();
    DockerPlugin driver = plugin;
    HostNetworks kept = host;
    facts.put("driver", driver == null || wanted == null ? "none" : wanted.socket().toString());
    if (kept != null) {
      facts.put("endpoints", own().size());
      facts.putAll(kept.facts());
    }
    if (driver != null && !driver.complaints().isEmpty()) {
      facts.put("complaints", driver.complaints());
    }
    return facts;
  }

  /** For {@code /metrics}. */
  void figures(MetricSource.Metrics into) {
    HostNetworks kept = host;
    if (kept != null) {
      kept.figures(into);
    }
  }

  /** Ends; what is attached stays as it is. */
  @Override
  public void close() {
    closed = true;
    names.close();
    DockerPlugin driver = plugin;
    if (driver != null) {
      driver.close();
    }
    Attachments opened = attachments;
    if (opened != null) {
      opened.close();
    }
    HostNetworks kept = host;
    if (kept != null) {
      kept.close();
    }
    ipam.close();
  }
}
