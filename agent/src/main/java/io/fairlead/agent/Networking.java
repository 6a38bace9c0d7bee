package io.fairlead.agent;

import io.fairlead.agent.config.AgentConfig;
import io.fairlead.agent.config.Host;
import io.fairlead.attach.Attachments;
import io.fairlead.attach.ClusterPorts;
import io.fairlead.attach.Connections;
import io.fairlead.attach.Publisher;
import io.fairlead.catalog.Catalog;
import io.fairlead.catalog.Snapshot;
import io.fairlead.ipam.Ipam;
import io.fairlead.ipam.NodePools;
import io.fairlead.ipam.Options;
import io.fairlead.ipam.PoolChoice;
import io.fairlead.json.BlockJson;
import io.fairlead.json.ConnectedJson;
import io.fairlead.json.EndpointJson;
import io.fairlead.json.NetworkJson;
import io.fairlead.linux.BoundPorts;
import io.fairlead.linux.LinuxSandboxes;
import io.fairlead.model.Node;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.plugin.docker.DockerPlugin;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.ClusterNetworks;
import io.fairlead.spi.Connecting;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** This node's part in the cluster's networks: addresses, endpoints, and the engine's driver. */
final class Networking implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Networking.class.getName());

  /** How often it is looked whether what is attached is still there. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Set by the launcher: tests would rather have the processor. */
  private static final String REHEARSE = "fairlead.rehearse";

  private final AgentConfig config;
  private final Catalog catalog;
  private final Time time;
  private final Ipam ipam;
  private final ClusterNetworks networks;
  private final ClusterPorts clusterPorts;
  private volatile @Nullable Attachments attachments;
  private volatile @Nullable Publisher publisher;
  private volatile @Nullable HostNetworks host;
  private volatile @Nullable Connections connections;
  private volatile @Nullable DockerPlugin plugin;
  private volatile @Nullable Means means;
  private final SandboxNames names;
  private final NodeHoldings holdings;
  private final Explanations explanations;
  private final NodeDrain drain;
  private final ToldRouters routers;
  private final Path journal;
  private final CallTimes callTimes = new CallTimes();
  private final ClosedEndpoints closed;
  private volatile boolean ended;

  /** What is needed to begin, and known once the agent starts. */
  private record Means(Crew crew, Node self, Endpoints endpoints, BooleanSupplier ready) {}

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
    this.journal = config.data().resolve("endpoints");
    this.routers = new ToldRouters(config.bgp(), catalog, ipam, this::allKnown, this::own, time);
    this.closed = new ClosedEndpoints(ipam::isTaken, ipam::isCutOff);
    this.clusterPorts = new ClusterPorts(config.node(), store);
    this.holdings = new NodeHoldings(config.node(), store, ipam, time);
    this.explanations =
        new Explanations(config.node(), store, time, random, () -> host, () -> attachments);
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
    return explanations;
  }

  /** Told of calls, and how long they took. */
  CallTimes callTimes() {
    return callTimes;
  }

  /** Attaches what no engine attaches. */
  Connecting connecting() {
    return new DrainedConnecting(new OnDemand(this::begin, () -> connections), drain);
  }

  /**
   * Begins to attach the engine's containers, where the agent is to be its driver, and to look
   * after what the agent before has attached. All else begins once somebody attaches something.
   *
   * @param engine where the engine listens, or null for none
   * @param ready whether the catalog is known
   * @param endpoints told of this node's endpoints
   * @throws StartFailure where somebody asked for it and it cannot be
   */
  void start(
      Crew crew, Node self, @Nullable Address engine, Endpoints endpoints, BooleanSupplier ready) {
    means = new Means(crew, self, endpoints, ready);
    AgentConfig.Plugin wanted = config.plugin();
    if (wanted != null && engine != null) {
      begin();
      plug(crew, engine, wanted);
    } else if (Host.here().root() && Files.exists(journal)) {
      begin();
    }
  }

  /** Has this host's networks kept from now on. */
  private synchronized Connections begin() {
    Connections begun = connections;
    if (begun != null) {
      return begun;
    }
    Means given = means;
    if (given == null || ended) {
      throw new AttachRefused("the agent is starting or ending; try again", true);
    }
    if (!Host.here().root()) {
      throw new AttachRefused(OnDemand.NOT_ROOT, false);
    }
    HostNetworks kept =
        new HostNetworks(
            given.self,
            catalog,
            this::allKnown,
            this::own,
            closed::isClosed,
            TunnelKeys.in(config.data(), new SecureRandom()),
            TunnelKeys.certificate(config.data(), config.node(), new SecureRandom()),
            time);
    host = kept;
    Attachments opened =
        Attachments.open(
            new Attachments.Surroundings(
                config.node(),
                this::network,
                new io.fairlead.ipam.NodeAddresses(ipam),
                kept.hostSide(),
                new HeardEndpoints(given.endpoints, closed, kept::changed),
                time),
            journal,
            new EndpointJson());
    attachments = opened;
    Connections found =
        Connections.open(
            new Connections.Surroundings(
                config.node(), opened, new LinuxSandboxes(), this::network),
            config.data().resolve("connections"),
            new ConnectedJson());
    connections = found;
    if (config.plugin() == null) {
      opened.tidy(Duration.ZERO); // nobody else has anything to tell
    }
    Publisher ports =
        new Publisher(
            new Publisher.Surroundings(
                opened, this::network, new BoundPorts(), clusterPorts, kept::publish, time));
    publisher = ports;
    kept.start(given.crew);
    routers.start(given.crew);
    given.crew.add("ports", ports::keep);
    given.crew.add("container-names", () -> names.keep(() -> SandboxNames.of(opened)));
    given.crew.add("connections", () -> tend(found, given.endpoints, kept));
    given.crew.add("addresses", ipam.tender()::run);
    given.crew.add("answers", explanations::keepAnswering);
    if (Boolean.getBoolean(REHEARSE)) {
      Path own = config.data().resolve("rehearsal");
      given.crew.add("rehearsal", new Rehearsal(own, time, new Random(), callTimes::count)::run);
    }
    follow(catalog.snapshot());
    return found;
  }

  private void tend(Connections found, Endpoints told, HostNetworks kept)
      throws InterruptedException {
    while (true) {
      found.tend();
      closed.look(own(), told, kept::changed);
      time.sleep(LOOK);
    }
  }

  private void plug(Crew crew, Address engine, AgentConfig.Plugin wanted) {
    Attachments opened = attachments;
    Publisher ports = publisher;
    if (opened == null || ports == null) {
      return;
    }
    try {
      DockerPlugin started =
          DockerPlugin.start(
              new DockerPlugin.Surroundings(
                  config.node(),
                  engine,
                  new DrainedAttaching(opened, drain),
                  opened,
                  ports,
                  networks,
                  this::network,
                  config.data().resolve("networks.json"),
                  time,
                  callTimes::took),
              wanted.socket());
      plugin = started;
      crew.add("docker-networks", started::run);
    } catch (IOException e) {
      if (wanted.asked()) {
        throw new StartFailure(e.getMessage() + "; --plugin-socket names another, or none");
      }
      LOG.log(
          Level.WARNING,
          "containers here get no networks of the cluster: {0}; --plugin-socket names another path",
          e.getMessage());
      opened.tidy(Duration.ZERO);
    }
  }

  /** What a lost journal would have known may be attached and carry traffic. */
  private boolean allKnown() {
    Means given = means;
    Attachments now = attachments;
    return given != null && given.ready.getAsBoolean() && now != null && now.isSettled();
  }

  private List<NetworkEndpoint> own() {
    Attachments now = attachments;
    return now == null ? List.of() : now.own();
  }

  /** The network of this name, as far as it is known here, or null. */
  @Nullable Network network(String name) {
    return catalog.snapshot().networks().network(name);
  }

  /** Tells whom it concerns whenever a network, or what is on it, came, changed or went. */
  private void follow(Snapshot known) {
    names.wake();
    List<Network> all = known.networks().all();
    DockerPlugin told = plugin;
    if (!all.equals(seen)) {
      seen = all;
      if (told != null) {
        told.networksChanged();
      }
    }
    if (!ended) {
      var _ =
          catalog.awaitNetwork(
              null,
              known.networks().modified(),
              next -> Thread.ofVirtual().name("networks").start(() -> follow(next)));
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
      facts.put("attached", connecting().all().size());
      facts.putAll(kept.facts());
    }
    routers.facts(facts);
    Publisher ports = publisher;
    if (ports != null && !ports.complaints().isEmpty()) {
      facts.put("ports", ports.complaints());
    }
    if (driver != null && !driver.complaints().isEmpty()) {
      facts.put("complaints", driver.complaints());
    }
    return facts;
  }

  /** For {@code /metrics}. */
  void figures(MetricSource.Metrics into) {
    HostNetworks kept = host;
    callTimes.figures(into);
    if (kept != null) {
      kept.figures(into);
      into.gauge(
          "fairlead_published_ports",
          "Ports of this host that lead to containers",
          own().stream().mapToInt(one -> one.ports().size()).sum());
    }
  }

  /** Ends; what is attached stays as it is. */
  @Override
  public void close() {
    ended = true;
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
