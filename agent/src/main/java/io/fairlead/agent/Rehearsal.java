package io.fairlead.agent;

import io.fairlead.agent.network.Dataplanes;
import io.fairlead.agent.network.NodeNetworks;
import io.fairlead.agent.network.Underlay;
import io.fairlead.attach.Attachments;
import io.fairlead.attach.ClusterPorts;
import io.fairlead.attach.Connections;
import io.fairlead.attach.Publisher;
import io.fairlead.catalog.Catalog;
import io.fairlead.catalog.Change;
import io.fairlead.catalog.Snapshot;
import io.fairlead.ipam.Ipam;
import io.fairlead.ipam.NodePools;
import io.fairlead.ipam.Options;
import io.fairlead.ipam.PoolChoice;
import io.fairlead.json.BlockJson;
import io.fairlead.json.ConnectedJson;
import io.fairlead.json.EndpointJson;
import io.fairlead.json.NetworkJson;
import io.fairlead.json.NodeJson;
import io.fairlead.linux.BoundPorts;
import io.fairlead.linux.LinuxKernel;
import io.fairlead.linux.LinuxSandboxes;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.model.Cause;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.Node;
import io.fairlead.model.Revision;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.model.net.Pool;
import io.fairlead.plugin.docker.DockerPlugin;
import io.fairlead.plugin.docker.DriverRehearsal;
import io.fairlead.spi.Connection;
import io.fairlead.spi.Endpoints;
import io.fairlead.spi.NetworkKeys;
import io.fairlead.spi.Time;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Wish;
import io.fairlead.transport.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Attaches containers that do not exist, so that the first that does finds the code loaded and
 * compiled: a cold call takes several times as long. It has all of its own: an address book, a
 * journal, a driver, and two network namespaces that go with their last open file. Nothing of the
 * host, of the cluster or of the agent's own is touched.
 */
final class Rehearsal {
  private static final System.Logger LOG = System.getLogger(Rehearsal.class.getName());

  /** Attachments by the engine's calls; most code is compiled by then. */
  private static final int ROUNDS = 400;

  /** Interfaces that are really made, by each way: they end at once, with their namespace. */
  private static final int MADE = 40;

  /** The agent's start has the processor first. */
  private static final Duration AFTER = Duration.ofSeconds(1);

  /** Containers of the kind that no engine attaches, each with as many interfaces. */
  private static final int SANDBOXES = 4;

  /** Leaves the processor to others in between. */
  private static final Duration BREATH = Duration.ofMillis(5);

  /** So long without real calls, and it goes on. */
  private static final Duration PAUSE = Duration.ofMillis(250);

  private static final String NODE = "rehearsal";
  private static final Pool POOL = Pool.of(IpPrefix.parse("198.19.0.0/24"));
  private static final IpAddress SELF = IpAddress.parse("198.19.255.1");

  private final Path folder;
  private final Time time;
  private final RandomGenerator random;
  private final LongSupplier calls;
  private final Network network;
  private volatile @Nullable Attachments attachments;
  private long seen;

  /**
   * One that is done by {@link #run}.
   *
   * @param folder that is its own, and gone afterwards
   * @param calls how many real ones there were so far: it stands back for them
   */
  Rehearsal(Path folder, Time time, RandomGenerator random, LongSupplier calls) {
    this.folder = folder;
    this.time = time;
    this.random = random;
    this.calls = calls;
    this.network =
        new Network(
            NODE,
            1,
            "bridge",
            List.of(POOL),
            Network.Options.USUAL,
            Map.of(),
            new Cause(time.now(), "a rehearsal"));
  }

  /** Does it once, when the start is over. What goes wrong is of no consequence. */
  void run() throws InterruptedException {
    time.sleep(AFTER);
    rehearse();
  }

  /** Whether all of it could be done. */
  boolean rehearse() throws InterruptedException {
    try {
      clear();
      Files.createDirectories(folder);
      perform();
      return true;
    } catch (IOException | RuntimeException | LinkageError e) {
      LOG.log(Level.DEBUG, "attaching was not rehearsed: {0}", e.toString());
      return false;
    } finally {
      clear();
    }
  }

  private void perform() throws IOException, InterruptedException {
    Catalog catalog = new Catalog();
    List<Change> there = List.of(new Change.PutNetwork(network));
    catalog.publish(Snapshot.empty().with(new Revision(1), there), List.of());
    SketchedKernel kernel = new SketchedKernel(new LinuxKernel(NetworkNamespace.scratch()));
    ScratchStore store = new ScratchStore();
    Node self = new Node(NODE, List.of(SELF), Map.of());
    store.commit(
        Txn.of(
            null,
            new Txn.Op.Put(NetworkKeys.NODES + NODE, new NodeJson().encode(self)),
            new Txn.Op.Put(NetworkKeys.network(NODE), new NetworkJson().encode(network))));
    try (NodeNetworks networks = networks(catalog, kernel);
        Ipam ipam = ipam(store);
        Attachments opened = attachments(networks, ipam)) {
      attachments = opened;
      ground(networks, opened);
      try (DriverRehearsal driver =
          DriverRehearsal.open(around(opened, ipam, store), network, folder.resolve("s"))) {
        kernel.make(MADE);
        for (int i = 0; i < ROUNDS; i++) {
          standBack();
          driver.round();
          time.sleep(BREATH);
        }
      }
      for (int i = 0; i < SANDBOXES; i++) {
        kernel.make(MADE);
        connect(opened, i);
      }
    }
  }

  private void standBack() throws InterruptedException {
    long now = calls.getAsLong();
    while (now != seen) {
      seen = now;
      time.sleep(PAUSE);
      now = calls.getAsLong();
    }
  }

  private NodeNetworks networks(Catalog catalog, SketchedKernel kernel) {
    return new NodeNetworks(
        new NodeNetworks.Parts(
            NODE,
            () -> Underlay.find(NODE, List.of(SELF)),
            name -> false,
            catalog,
            () -> true,
            this::own,
            Dataplanes.all(),
            requirement -> Optional.empty(),
            (link, pools) -> "nothing is carried",
            kernel,
            NetworkNamespace::own,
            time,
            random));
  }

  private List<NetworkEndpoint> own() {
    Attachments now = attachments;
    return now == null ? List.of() : now.own();
  }

  private Ipam ipam(ScratchStore store) {
    return new Ipam(
        store,
        new NetworkJson(),
        new EndpointJson(),
        new BlockJson(),
        time,
        new Options(
            NODE,
            folder.resolve("addresses"),
            Duration.ZERO,
            Duration.ZERO,
            null,
            Options.PATIENCE,
            node -> true,
            random));
  }

  private Attachments attachments(NodeNetworks networks, Ipam ipam) {
    Attachments opened =
        Attachments.open(
            new Attachments.Surroundings(
                NODE,
                name -> network,
                new io.fairlead.ipam.NodeAddresses(ipam),
                networks.hostSide(),
                new Unheard(),
                time),
            folder.resolve("endpoints"),
            new EndpointJson());
    opened.tidy(Duration.ZERO);
    return opened;
  }

  /** The network begins with an endpoint that stays. */
  private static void ground(NodeNetworks networks, Attachments opened)
      throws InterruptedException {
    Thread keeper =
        Thread.ofPlatform()
            .name("fairlead-rehearsal")
            .daemon()
            .start(
                () -> {
                  try {
                    networks.run();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    try {
      EndpointId first = new EndpointId(NODE, "first");
      opened.create(Wish.of(first, NODE, "a rehearsal"));
      opened.join(first, "");
    } finally {
      keeper.interrupt();
      keeper.join();
    }
  }

  private DockerPlugin.Surroundings around(Attachments opened, Ipam ipam, ScratchStore store) {
    Function<String, @Nullable Network> known = name -> network;
    return new DockerPlugin.Surroundings(
        NODE,
        new Address.Unix(folder.resolve("none")),
        opened,
        opened,
        new Publisher(
            new Publisher.Surroundings(
                opened, known, new BoundPorts(), new ClusterPorts(NODE, store), () -> {}, time)),
        new NodePools(ipam.pools(PoolChoice.USUAL_V4), List::of),
        known,
        folder.resolve("networks.json"),
        time,
        (call, nanos) -> {});
  }

  /** As CNI does. */
  private void connect(Attachments opened, int number) throws InterruptedException {
    Connections connections =
        Connections.open(
            new Connections.Surroundings(NODE, opened, new LinuxSandboxes(), name -> network),
            folder.resolve("connections"),
            new ConnectedJson());
    try (NetworkNamespace sandbox = NetworkNamespace.scratch()) {
      for (int i = 0; i < MADE; i++) {
        standBack();
        connections.connect(
            new Connection(
                "cni:rehearsal" + number + ":" + i,
                "",
                NODE,
                "a rehearsal",
                "/proc/self/fd/" + sandbox.file(),
                "",
                null,
                List.of(),
                List.of(),
                NetworkEndpoint.Attached.UNKNOWN));
      }
    }
  }

  private void clear() {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.log(Level.DEBUG, "{0} stays: {1}", folder, e.toString());
    }
  }

  /** Nobody is told. */
  private static final class Unheard implements Endpoints {
    @Override
    public void reset(List<NetworkEndpoint> all) {
      // Nobody is told.
    }

    @Override
    public void upsert(NetworkEndpoint endpoint) {
      // Nobody is told.
    }

    @Override
    public void remove(EndpointId id) {
      // Nobody is told.
    }

    @Override
    public List<NetworkEndpoint> all() {
      return List.of();
    }
  }
}
