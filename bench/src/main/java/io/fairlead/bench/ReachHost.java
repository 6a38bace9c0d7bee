package io.fairlead.bench;

import io.fairlead.agent.network.Dataplanes;
import io.fairlead.agent.network.NodeNetworks;
import io.fairlead.agent.network.Underlay;
import io.fairlead.attach.Attachments;
import io.fairlead.attach.Connections;
import io.fairlead.catalog.Catalog;
import io.fairlead.health.HealthEngine;
import io.fairlead.ipam.Ipam;
import io.fairlead.ipam.NodeAddresses;
import io.fairlead.ipam.NodePools;
import io.fairlead.ipam.Options;
import io.fairlead.ipam.PoolChoice;
import io.fairlead.json.BlockJson;
import io.fairlead.json.ConnectedJson;
import io.fairlead.json.EndpointJson;
import io.fairlead.json.InstanceJson;
import io.fairlead.json.NetworkJson;
import io.fairlead.json.NodeJson;
import io.fairlead.linux.LinuxKernel;
import io.fairlead.linux.LinuxSandboxes;
import io.fairlead.linux.Requirements;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.rtnetlink.Rtnetlink;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.Node;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.registry.CatalogFeed;
import io.fairlead.registry.Codecs;
import io.fairlead.registry.Journal;
import io.fairlead.registry.Milestones;
import io.fairlead.registry.Registry;
import io.fairlead.spi.ClusterNetworks;
import io.fairlead.spi.Connected;
import io.fairlead.spi.Connection;
import io.fairlead.spi.HostSide;
import io.fairlead.spi.Interface;
import io.fairlead.spi.Store;
import io.fairlead.spi.dataplane.Peer;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.Kernel;
import io.fairlead.spi.kernel.Scope;
import io.fairlead.testkit.lab.LabMachine;
import io.fairlead.wire.netlink.HardwareAddress;
import io.fairlead.wire.netlink.LinkMessage;
import io.fairlead.wire.netlink.NeighbourMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A host with what an agent has for networks: its own client of the store, registry, catalog,
 * addresses, attachments and reconciler, put together as the agent does, in a machine of the lab.
 */
final class ReachHost implements AutoCloseable {
  private static final Duration LEASE = Duration.ofMinutes(10);

  private final LabMachine machine;
  private final Store store;
  private final RoundClock clock = new RoundClock();
  private final Catalog catalog = new Catalog();
  private final CatalogFeed feed;
  private final Ipam ipam;
  private final NodeNetworks networks;
  private final Attachments attachments;
  private final Connections connections;
  private final List<Thread> threads = new ArrayList<>();
  private final Thread reconciling;

  /** Starts it. */
  ReachHost(LabMachine machine, Kernel kernel, Store store) {
    this.machine = machine;
    this.store = store;
    String name = machine.name();
    Path data = machine.directory();
    Random random = new Random(name.hashCode());
    IpAddress address = IpAddress.parse(machine.address());
    Peer peer = new Peer(name, address, IpPrefix.around(address, 24), 1500);
    Registry registry =
        new Registry(
            new Node(name, List.of(address), peer.meta()),
            store,
            new Codecs(
                new InstanceJson(),
                new NodeJson(),
                new Codecs.OfNetworks(new NetworkJson(), new EndpointJson(), new BlockJson())),
            clock,
            new Journal(),
            verdicts -> new HealthEngine(verdicts, Map.of(), clock, random),
            new Registry.Options(LEASE, random, Milestones.NONE));
    feed =
        new CatalogFeed(
            registry, catalog, new CatalogFeed.Options(name, LEASE, random, Milestones.NONE));
    ipam =
        new Ipam(
            store,
            new NetworkJson(),
            new EndpointJson(),
            new BlockJson(),
            clock,
            new Options(
                name,
                data.resolve("addresses"),
                Options.COOLING,
                Options.KEEP,
                null,
                Options.PATIENCE,
                node -> catalog.snapshot().node(node) != null,
                random));
    networks =
        new NodeNetworks(
            new NodeNetworks.Parts(
                name,
                () -> new Underlay(peer, "eth0"),
                link -> false,
                catalog,
                feed::ready,
                clock.begins(this::own),
                Dataplanes.all(),
                Requirements::missing,
                (link, pools) -> "not measured here",
                clock.looks(kernel),
                () -> namespace(machine.network()),
                clock,
                random));
    attachments =
        Attachments.open(
            new Attachments.Surroundings(
                name,
                this::network,
                new NodeAddresses(ipam),
                new Moving(networks.hostSide(), namespace(machine.network()), machine.network()),
                registry.endpoints(),
                clock),
            data.resolve("endpoints"),
            new EndpointJson());
    attachments.tidy(Duration.ZERO);
    connections =
        Connections.open(
            new Connections.Surroundings(name, attachments, new LinuxSandboxes(), this::network),
            data.resolve("connections"),
            new ConnectedJson());
    run("registry", registry::run);
    run("catalog", feed::run);
    run("addresses", ipam.tender()::run);
    reconciling = run("networks", networks::run);
  }

  /**
   * A machine's kernel, with all its files open: libnftables takes none whose number is above 1023,
   * and all hosts together have more.
   */
  static Kernel kernel(LabMachine machine) {
    Kernel kernel = new LinuxKernel(namespace(machine.network()));
    kernel.observe(Scope.of(HostState.EMPTY));
    return kernel;
  }

  /**
   * These machines know each other's hardware addresses. All machines here share one table of those
   * that are asked for, which holds 1024.
   */
  static void introduce(Collection<LabMachine> machines) {
    Map<IpAddress, HardwareAddress> all = new LinkedHashMap<>();
    for (LabMachine machine : machines) {
      on(
          machine,
          (_, link) ->
              all.put(IpAddress.parse(machine.address()), Objects.requireNonNull(link.mac())));
    }
    for (LabMachine machine : machines) {
      on(
          machine,
          (kernel, link) ->
              all.forEach(
                  (address, mac) -> {
                    if (!mac.equals(link.mac())) {
                      kernel.run(NeighbourMessage.permanent(link.index(), address, mac).put());
                    }
                  }));
    }
  }

  private static void on(LabMachine machine, BiConsumer<Rtnetlink, LinkMessage> work) {
    try (NetworkNamespace host = namespace(machine.network());
        Rtnetlink kernel = Rtnetlink.open(host)) {
      work.accept(kernel, Objects.requireNonNull(kernel.link("eth0")));
    }
  }

  static NetworkNamespace namespace(String name) {
    return NetworkNamespace.open(Path.of("/run/netns", name));
  }

  private Thread run(String what, Loop loop) {
    Thread thread =
        Thread.ofPlatform()
            .name(machine.name() + "-" + what)
            .start(
                () -> {
                  try {
                    loop.run();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    threads.add(thread);
    return thread;
  }

  private interface Loop {
    void run() throws InterruptedException;
  }

  private List<NetworkEndpoint> own() {
    Attachments opened = attachments;
    return opened == null ? List.of() : opened.own(); // asked by a thread that begins before it
  }

  LabMachine machine() {
    return machine;
  }

  /** The thread that looks and mends. */
  Thread reconciling() {
    return reconciling;
  }

  RoundClock clock() {
    return clock;
  }

  NodeNetworks networks() {
    return networks;
  }

  boolean isReady() {
    return feed.ready();
  }

  /** The networks of the cluster, to make one. */
  ClusterNetworks cluster() {
    return new NodePools(ipam.pools(PoolChoice.USUAL_V4), List::of);
  }

  /** The network of this name, or null where it is not known here yet. */
  @Nullable Network network(String name) {
    return catalog.snapshot().networks().network(name);
  }

  /** How many endpoints of a network are known here. */
  int known(String network) {
    int known = 0;
    for (NetworkEndpoint _ : catalog.snapshot().networks().endpoints(network)) {
      known++;
    }
    return known;
  }

  /** A network namespace joins; its address. */
  IpAddress join(String network, String namespace) {
    Connected connected =
        connections.connect(
            new Connection(
                "attach:" + namespace + ":" + network,
                "",
                network,
                "netns " + namespace,
                "/run/netns/" + namespace,
                "",
                null,
                List.of(),
                List.of(),
                new NetworkEndpoint.Attached(namespace, "", List.of(), Map.of())));
    Connected.Placed placed = connected.placed();
    if (placed == null) {
      throw new IllegalStateException(namespace + " has no interface");
    }
    return placed.addresses().getFirst().address();
  }

  /** Ends that were made on the host, which here is a namespace too, come into their sandbox. */
  private record Moving(HostSide next, NetworkNamespace host, String name) implements HostSide {
    @Override
    public Interface realise(Network network, NetworkEndpoint endpoint, String sandbox) {
      Interface face = next.realiseWithin(network, endpoint, sandbox);
      try (Rtnetlink kernel = Rtnetlink.open(host)) {
        if (kernel.link(face.link()) != null) {
          Shell.run("ip", "-n", name, "link", "set", face.link(), "netns", sandbox);
        }
      }
      return face;
    }

    @Override
    public Interface realiseWithin(Network network, NetworkEndpoint endpoint, String sandbox) {
      return realise(network, endpoint, sandbox);
    }

    @Override
    public void release(NetworkEndpoint endpoint) {
      next.release(endpoint);
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    attachments.close();
    networks.close();
    ipam.close();
    store.close();
  }
}
