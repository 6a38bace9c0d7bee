package io.fairlead.agent;

import io.fairlead.agent.config.AgentConfig;
import io.fairlead.catalog.Catalog;
import io.fairlead.catalog.Snapshot;
import io.fairlead.health.HealthEngine;
import io.fairlead.json.BlockJson;
import io.fairlead.json.EndpointJson;
import io.fairlead.json.InstanceJson;
import io.fairlead.json.NetworkJson;
import io.fairlead.json.NodeJson;
import io.fairlead.model.Cause;
import io.fairlead.model.CheckSpec;
import io.fairlead.model.CheckState;
import io.fairlead.model.Instance;
import io.fairlead.model.Node;
import io.fairlead.model.RegistrationId;
import io.fairlead.probe.Tls;
import io.fairlead.probe.grpc.GrpcProbe;
import io.fairlead.probe.http.HttpProbe;
import io.fairlead.probe.script.ScriptProbe;
import io.fairlead.probe.tcp.TcpProbe;
import io.fairlead.registry.CatalogFeed;
import io.fairlead.registry.Codecs;
import io.fairlead.registry.ConsistentRead;
import io.fairlead.registry.Journal;
import io.fairlead.registry.Milestones;
import io.fairlead.registry.Registry;
import io.fairlead.source.api.ApiSource;
import io.fairlead.spi.Probe;
import io.fairlead.spi.Registrar;
import io.fairlead.spi.Sink;
import io.fairlead.spi.Source;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.spi.Verdicts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** From the sources to the catalog: registry, health, store, feed. */
final class Middle {
  /**
   * What finding a store again that was away may take a node, beside the waits between its tries.
   */
  private static final Duration RECONNECTION = Duration.ofSeconds(10);

  private final Time time;
  private final Journal journal;
  private final Registry registry;
  private final CatalogFeed feed;
  private final ConsistentRead consistent;
  private final HealthEngine health;
  private final ApiSource api;
  private final NodeDrain drain;
  private final List<Source> sources = new ArrayList<>();

  /**
   * Puts the parts together; nothing runs yet.
   *
   * @param journal keeps what happened, for people
   * @param milestones told where changes are on their way
   */
  Middle(
      AgentConfig config,
      Node self,
      Store store,
      Catalog catalog,
      Time time,
      Journal journal,
      Milestones milestones) {
    RandomGenerator random = new Random();
    this.time = time;
    this.journal = journal;
    Late late = new Late();
    this.registry =
        new Registry(
            self,
            store,
            new Codecs(
                new InstanceJson(),
                new NodeJson(),
                new Codecs.OfNetworks(new NetworkJson(), new EndpointJson(), new BlockJson())),
            time,
            journal,
            verdicts -> late.engine(verdicts, probes(config, time), time, random),
            new Registry.Options(config.leaseTtl(), random, milestones));
    this.health = late.engine();
    this.api = new ApiSource(() -> registry.recovered(ApiSource.NAME), time);
    late.api = api;
    this.feed =
        new CatalogFeed(
            registry,
            catalog,
            new CatalogFeed.Options(
                self.name(), config.leaseTtl().plus(RECONNECTION), random, milestones));
    this.consistent = new ConsistentRead(registry, catalog);
    this.sources.add(api);
    this.drain = NodeDrain.in(config.data());
    Cause drained = drain.mark();
    if (drained != null) {
      registry.drainNode(true, drained);
    }
  }

  private static Map<Class<? extends CheckSpec>, Probe> probes(AgentConfig config, Time time) {
    Map<Class<? extends CheckSpec>, Probe> probes = new HashMap<>();
    probes.put(CheckSpec.Tcp.class, new TcpProbe(time));
    probes.put(CheckSpec.Http.class, new HttpProbe(time, Tls.system()));
    probes.put(CheckSpec.Grpc.class, new GrpcProbe(time, Tls.system()));
    if (config.allowScripts()) {
      probes.put(CheckSpec.Script.class, new ScriptProbe());
    }
    return probes;
  }

  /** Follows one more source; before {@link #start}. */
  void follow(Source source) {
    sources.add(source);
  }

  /** Begins with what the agent before this one knew; before {@link #start}. */
  void resume(LastSnapshot.Known known) {
    feed.resume(known.snapshot(), known.age());
    List<Instance> kept = new ArrayList<>();
    for (Instance instance : known.snapshot().instances()) {
      if (instance.source().equals(ApiSource.NAME)) {
        kept.add(instance);
      }
    }
    registry.remember(kept);
  }

  /** Starts everything. */
  void start(Crew crew) {
    // The registry takes what no source claims for left over, so all sinks are taken before it
    // runs.
    Map<Source, Sink> sinks = new HashMap<>();
    sources.forEach(source -> sinks.put(source, registry.sink(source.name())));
    crew.add("catalog", feed::run);
    crew.add("registry", registry::run);
    crew.add("health", health::run);
    sinks.forEach((source, sink) -> crew.add("source-" + source.name(), () -> source.run(sink)));
  }

  /** The API's hand on this node. */
  Registrar registrar() {
    return new LocalRegistrar(api, registry, drain);
  }

  /** Whether this node is drained. */
  NodeDrain drain() {
    return drain;
  }

  /** The names of all sources. */
  List<String> sources() {
    return sources.stream().map(Source::name).toList();
  }

  Registry registry() {
    return registry;
  }

  CatalogFeed feed() {
    return feed;
  }

  /** What the store itself says now; waits for it. */
  Snapshot readStore() {
    try {
      return consistent.read();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StoreException.away("the agent is ending", e);
    }
  }

  HealthEngine health() {
    return health;
  }

  Journal journal() {
    return journal;
  }

  Time time() {
    return time;
  }

  /** Ties the knot of registry, health engine and API source, each of which tells another. */
  private static final class Late implements Verdicts {
    private @Nullable Verdicts registry;
    private @Nullable HealthEngine engine;
    private volatile @Nullable ApiSource api;

    HealthEngine engine(
        Verdicts verdicts,
        Map<Class<? extends CheckSpec>, Probe> probes,
        Time time,
        RandomGenerator random) {
      registry = verdicts;
      HealthEngine made = new HealthEngine(this, probes, time, random);
      engine = made;
      return made;
    }

    HealthEngine engine() {
      return Objects.requireNonNull(engine);
    }

    @Override
    public void changed(RegistrationId id, CheckState state) {
      Objects.requireNonNull(registry).changed(id, state);
    }

    @Override
    public void overdue(RegistrationId id, boolean overdue, Cause cause) {
      ApiSource source = api;
      Objects.requireNonNull(registry).overdue(id, overdue, cause);
      if (overdue && source != null) {
        source.overdue(id, cause);
      }
    }
  }
}
