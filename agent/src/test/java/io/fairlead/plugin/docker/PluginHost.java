package io.fairlead.plugin.docker;

import io.fairlead.attach.Attachments;
import io.fairlead.attach.ClusterPorts;
import io.fairlead.attach.Publisher;
import io.fairlead.json.EndpointJson;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Addresses;
import io.fairlead.spi.ClusterNetworks;
import io.fairlead.spi.Endpoints;
import io.fairlead.spi.HostSide;
import io.fairlead.testkit.attach.MemoryAddresses;
import io.fairlead.testkit.attach.MemoryClusterNetworks;
import io.fairlead.testkit.attach.MemoryEndpoints;
import io.fairlead.testkit.attach.MemoryHostPorts;
import io.fairlead.testkit.attach.MemoryHostSide;
import io.fairlead.testkit.store.MemoryStore;
import io.fairlead.testkit.time.MachineTime;
import io.fairlead.testkit.time.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A host with an engine, on which agents live and die; what they work with stays. */
final class PluginHost implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(PluginHost.class.getName());

  static final String NODE = "host1";

  final MemoryAddresses addresses = new MemoryAddresses();
  final MemoryHostSide side = new MemoryHostSide();
  final MemoryHostPorts ports = new MemoryHostPorts();
  final MemoryEndpoints told = new MemoryEndpoints();
  final MemoryClusterNetworks cluster = new MemoryClusterNetworks(told::all);
  final FakeEngine engine;
  final Path folder;
  final Path socket;

  private final MachineTime time = new MachineTime();
  private final MemoryStore store = new MemoryStore(time);
  private @Nullable Life life;
  private boolean closed;

  PluginHost(Path folder, FakeEngine.Version version, RandomGenerator random) throws IOException {
    this.folder = folder;
    this.socket = folder.resolve("fairlead.sock");
    this.engine = new FakeEngine(version, new PluginClient(socket), random);
  }

  /** One agent. */
  private record Life(Death death, Attachments attachments, DockerPlugin plugin, Thread keeper) {
    void end() throws InterruptedException {
      death.end();
      keeper.interrupt();
      plugin.close();
      keeper.join();
      attachments.close();
    }
  }

  /** An agent begins to live. */
  void open() throws IOException {
    open(Death.never());
  }

  /** An agent lives until this step, and another after it. */
  void openUntil(int step) throws IOException {
    open(new Death(step, () -> Thread.ofPlatform().start(this::replace)));
  }

  private synchronized void open(Death death) throws IOException {
    Attachments attachments;
    try {
      attachments =
          Attachments.open(
              new Attachments.Surroundings(
                  NODE,
                  cluster::network,
                  death.around(Addresses.class, addresses),
                  death.around(HostSide.class, side),
                  death.around(Endpoints.class, told),
                  time),
              folder.resolve("endpoints"),
              new EndpointJson());
    } catch (Death.Killed e) {
      return; // the next one is on its way
    }
    DockerPlugin plugin =
        DockerPlugin.start(
            new DockerPlugin.Surroundings(
                NODE,
                engine.address(),
                attachments,
                attachments,
                new Publisher(
                    new Publisher.Surroundings(
                        attachments,
                        cluster::network,
                        ports,
                        new ClusterPorts(NODE, store),
                        () -> {},
                        time)),
                death.around(ClusterNetworks.class, cluster),
                cluster::network,
                folder.resolve("networks.json"),
                time,
                (call, nanos) -> {}),
            socket);
    Thread keeper = Thread.ofPlatform().daemon().start(() -> keep(plugin));
    life = new Life(death, attachments, plugin, keeper);
  }

  private static void keep(DockerPlugin plugin) {
    try {
      plugin.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Death.Killed dead) {
      LOG.log(System.Logger.Level.DEBUG, "the driver is dead, as it was to be");
    }
  }

  private synchronized void replace() {
    try {
      kill();
      if (!closed) {
        open();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The agent dies at once. */
  synchronized void kill() throws InterruptedException {
    Life ended = life;
    if (ended != null) {
      ended.end();
    }
    life = null;
    ports.clear();
  }

  /** Whether the agent died at the step that it was to die at. */
  synchronized boolean isReplaced() {
    return life != null && life.death.step() == Integer.MAX_VALUE;
  }

  synchronized DockerPlugin plugin() {
    if (life == null) {
      throw new IllegalStateException("no agent lives");
    }
    return life.plugin;
  }

  /** The endpoints that the agent has. */
  synchronized List<NetworkEndpoint> own() {
    return life == null ? List.of() : life.attachments.own();
  }

  /** What a reconciler does sooner or later. */
  void reconcile() {
    side.keepOnly(
        own().stream().filter(one -> one.state() == NetworkEndpoint.State.JOINED).toList());
  }

  /** Waits until this network of the engine has the cluster's addresses, and returns its id. */
  String settled(String name) throws InterruptedException {
    Patience.until(
        () -> {
          FakeNetwork network = engine.named(name);
          return network != null
              && network.ipam.equals("fairlead")
              && cluster.network(name) != null;
        });
    FakeNetwork network = engine.named(name);
    return network == null ? "" : network.id;
  }

  @Override
  public synchronized void close() {
    closed = true;
    try {
      kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    engine.close();
    store.close();
  }
}
