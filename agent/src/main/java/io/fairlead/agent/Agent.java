package io.fairlead.agent;

import io.fairlead.agent.config.AgentConfig;
import io.fairlead.agent.network.Underlay;
import io.fairlead.catalog.Catalog;
import io.fairlead.catalog.Datacenters;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Node;
import io.fairlead.registry.Journal;
import io.fairlead.registry.Registry;
import io.fairlead.registry.move.SwitchedStore;
import io.fairlead.source.file.FileSource;
import io.fairlead.spi.Time;
import io.fairlead.spi.dataplane.Peer;
import io.fairlead.spi.kernel.TunnelKey;
import io.fairlead.view.http.HttpView;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** One agent in this process: all parts, given to each other, from their start to their end. */
final class Agent implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Agent.class.getName());
  private static final Duration STORE_FIRST = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final AgentConfig config;
  private final Time time;
  private final CompletableFuture<String> failure = new CompletableFuture<>();
  private final Crew crew;
  private final Stores stores;
  private final Middle middle;
  private final Mirrors mirrors;
  private final Moves moves;
  private final Networking networking;
  private final Names names;
  private final Catalog catalog = new Catalog();
  private final Remotes remotes;
  private final Datacenters datacenters;
  private final Convergence convergence;
  private final Node self;
  private final @Nullable Engine engine;
  private final @Nullable BridgeAddresses bridges;
  private @Nullable HttpView web;
  private @Nullable LastSnapshot lastSnapshot;
  private boolean madeFolder;
  private boolean closed;

  /** Puts the parts together while the store opens. */
  private Agent(AgentConfig config, Time time, CompletableFuture<Stores> opening) {
    this.config = config;
    this.time = time;
    this.crew = new Crew(time, failure::complete);
    List<IpAddress> addresses =
        config.advertise().isEmpty() ? NodeAddresses.find() : config.advertise();
    String docker = config.docker();
    this.engine = docker == null ? null : Engine.at(docker, config, addresses, time);
    this.bridges = engine == null ? null : new BridgeAddresses(engine.address(), time);
    this.convergence = new Convergence(config.node(), time);
    Journal journal = new Journal();
    this.remotes = Remotes.open(config, journal, time);
    this.datacenters = remotes.with(config.site().datacenter(), catalog);
    this.names = new Names(config, datacenters, this::bridge, convergence::planned, time);
    this.stores = opened(opening);
    this.self = new Node(config.node(), addresses, facts(addresses));
    SwitchedStore store = new SwitchedStore(stores.store());
    this.moves = Moves.open(config, store, System.getenv(), time);
    this.middle = new Middle(config, self, store, catalog, time, journal, convergence);
    this.mirrors = mirrors();
    this.networking =
        new Networking(
            config, store, catalog, names.server(), middle.drain(), time, new SecureRandom());
  }

  /**
   * Starts an agent and returns once it answers.
   *
   * @throws StartFailure where it cannot; nothing is left running then
   */
  static Agent start(AgentConfig config, Time time) throws InterruptedException {
    CompletableFuture<Stores> opening =
        CompletableFuture.supplyAsync(
            () -> Stores.open(config, System.getenv(), time),
            Thread.ofPlatform().name("fairlead-open")::start);
    Agent agent = new Agent(config, time, opening);
    try {
      agent.begin();
      return agent;
    } catch (RuntimeException | InterruptedException e) {
      agent.close();
      throw e;
    }
  }

  private static Stores opened(CompletableFuture<Stores> opening) {
    try {
      return opening.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof StartFailure failure ? failure : e;
    }
  }

  private void begin() throws InterruptedException {
    if (engine != null) {
      middle.follow(engine.source());
    }
    Path services = config.services();
    if (services != null) {
      middle.follow(new FileSource(services, time));
    }
    if (stores.shared() || moves.moved()) {
      remember();
    }
    middle.start(crew);
    remotes.start(crew);
    mirrors.start(crew);
    crew.add("moves", () -> moves.run(middle.registry()));
    awaitCatalog();
    networking.start(
        crew,
        self,
        engine == null ? null : engine.address(),
        middle.registry().endpoints(),
        middle.feed()::ready);
    names.open(config.dns().auto() ? bridge() : List.of());
    crew.add("dns-ports", names::keep);
    crew.add("heap", new HeapBound(HeapBound.own(), time)::keep);
    Path folder = socketFolder();
    madeFolder = folder != null && !Files.exists(folder);
    web =
        Web.start(
            config,
            self,
            catalog,
            datacenters,
            remotes,
            middle,
            mirrors,
            names,
            engine == null ? null : engine.containers(),
            convergence,
            moves,
            networking,
            () -> StatusFacts.of(config, middle, remotes, mirrors, moves, networking, listening()));
  }

  /** What the other nodes need to know of this one. */
  private Map<String, String> facts(List<IpAddress> addresses) {
    Map<String, String> facts =
        new HashMap<>(Underlay.find(config.node(), addresses).self().meta());
    if (config.plugin() != null) {
      TunnelKey key = TunnelKeys.in(config.data(), new SecureRandom());
      facts.put(Peer.KEY, key.shown().text());
      facts.put(
          Peer.FINGERPRINT,
          TunnelKeys.certificate(config.data(), config.node(), new SecureRandom()).shown().text());
    }
    facts.put("version", Version.text());
    facts.put(Registry.AGENT, AgentId.in(config.data(), new SecureRandom()));
    return facts;
  }

  private Mirrors mirrors() {
    try {
      return Mirrors.open(config, middle.registry(), time);
    } catch (StartFailure e) {
      stores.close();
      throw e;
    }
  }

  private List<IpAddress> bridge() throws InterruptedException {
    return bridges == null ? List.of() : bridges.find();
  }

  private @Nullable Path socketFolder() {
    Path socket = config.socket();
    return socket == null ? null : socket.getParent();
  }

  /** What was made for the socket goes with it, unless somebody else put something there. */
  private void removeFolder() {
    Path folder = socketFolder();
    if (madeFolder && folder != null) {
      try {
        Files.deleteIfExists(folder);
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "{0} stays: {1}", folder, e.toString());
      }
    }
  }

  /** A store on the network may be away: what was known goes on being answered. */
  private void remember() {
    LastSnapshot.Known known = LastSnapshot.load(config.data(), time);
    if (known != null) {
      middle.resume(known);
    }
    LastSnapshot last = new LastSnapshot(config.data(), catalog, middle.feed()::age, time);
    crew.add("last-snapshot", last::keep);
    lastSnapshot = last;
  }

  private void awaitCatalog() throws InterruptedException {
    long start = time.nanos();
    // A store that answers is asked first: what the agent before kept may be seconds old.
    while (!middle.feed().ready()
        || (!middle.feed().hasRead() && time.nanos() - start < STORE_FIRST.toNanos())) {
      if (failure.isDone() || time.nanos() - start > PATIENCE.toNanos()) {
        throw new StartFailure("the store was not read: " + failure.getNow("no answer in time"));
      }
      time.sleep(Duration.ofMillis(1));
    }
  }

  /** Where it listens now. */
  Banner.Listening listening() {
    return new Banner.Listening(
        names.listening(), web == null ? List.of() : web.addresses(), config.socket());
  }

  /** Waits until it cannot go on, and says why. */
  String awaitFailure() {
    return failure.join();
  }

  /** Whether it ended, or will, because it could not go on. */
  boolean failed() {
    return failure.isDone();
  }

  /** Ends all parts in order. Safe to repeat. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (web != null) {
      web.close();
      removeFolder();
    }
    crew.close();
    // Containers ask Docker's resolver again before nobody answers them.
    networking.close();
    names.close();
    if (lastSnapshot != null) {
      lastSnapshot.save();
    }
    remotes.close();
    mirrors.close();
    moves.close();
    stores.close();
  }
}
