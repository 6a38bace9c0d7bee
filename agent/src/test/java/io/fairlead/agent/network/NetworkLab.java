package io.fairlead.agent.network;

import io.fairlead.agent.LabKeys;
import io.fairlead.catalog.Catalog;
import io.fairlead.catalog.Change;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.shortway.Firewall;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.Node;
import io.fairlead.model.Revision;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.Interface;
import io.fairlead.spi.dataplane.Peer;
import io.fairlead.spi.kernel.TunnelKey;
import io.fairlead.testkit.catalog.NetworkSamples;
import io.fairlead.testkit.lab.Lab;
import io.fairlead.testkit.lab.LabMachine;
import io.fairlead.testkit.time.MachineTime;
import io.fairlead.tunnel.OpenvpnIdentity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Hosts of the lab, each with its networks kept from this process, and a cluster's catalog that
 * reaches all of them at once. Containers are network namespaces with the name of an endpoint.
 */
final class NetworkLab implements AutoCloseable {
  private static final int TRIES = 5;

  private final Lab lab = Lab.open();
  private final Map<String, LabMachine> machines = new HashMap<>();
  private final Map<String, Member> members = new HashMap<>();
  private final List<Change> past = new ArrayList<>();
  private final List<Container> joined = new CopyOnWriteArrayList<>();
  private final AtomicInteger containers = new AtomicInteger();
  private final boolean v6;
  private long revision;

  /** Hosts that reach each other by IPv4. */
  NetworkLab() {
    this(false);
  }

  /**
   * Hosts that reach each other by one family alone.
   *
   * @param v6 by IPv6
   */
  NetworkLab(boolean v6) {
    this.v6 = v6;
  }

  /** One host with its networks. */
  final class Member implements AutoCloseable {
    final LabMachine machine;
    final Catalog catalog = new Catalog();
    final Map<EndpointId, NetworkEndpoint> own = new ConcurrentHashMap<>();
    TunnelKey key = LabKeys.fresh();
    OpenvpnIdentity certificate;
    NodeNetworks networks;
    private Firewall firewall;
    private Thread keeper;
    private String address;
    private String link = "eth0";
    private boolean dead;
    private volatile int prefix = v6 ? 64 : 24;

    private Member(LabMachine machine) {
      this.machine = machine;
      this.firewall = firewall();
      this.certificate = certificate();
      this.address = under().toString();
      if (v6) {
        machine.exec("ip", "-4", "address", "flush", "dev", "eth0");
        machine.exec("ip", "address", "add", under() + "/64", "dev", "eth0", "nodad");
      }
      this.networks = networks();
      this.keeper = keeper();
    }

    private Peer peer() {
      IpAddress here = IpAddress.parse(address);
      return new Peer(machine.name(), here, IpPrefix.around(here, prefix), 1500)
          .withKey(key.shown())
          .withFingerprint(certificate.shown());
    }

    /** The others reach it at another address from now on, by another link. */
    void stand(String elsewhere, String by) {
      address = elsewhere;
      link = by;
      tell(new Change.PutNode(node(this)));
    }

    /** One that nobody has, in a data folder of its own. */
    private OpenvpnIdentity certificate() {
      Path data = machine.directory().resolve("data-" + containers.incrementAndGet());
      return LabKeys.certificate(data, machine.name());
    }

    /** Where what is told to OpenVPN is kept on this host. */
    Path told() {
      return machine.directory().resolve("openvpn");
    }

    /** Where the other hosts find it, until it stands elsewhere. */
    private IpAddress under() {
      String v4 = machine.address();
      return IpAddress.parse(v6 ? "fd00:77::" + v4.substring(v4.lastIndexOf('.') + 1) : v4);
    }

    /** Its subnet is of this length from now on. */
    void onSubnet(int length) {
      prefix = length;
      tell(new Change.PutNode(node(this)));
    }

    private Firewall firewall() {
      return new Firewall(host());
    }

    private NodeNetworks networks() {
      return new NodeNetworks(
          new NodeNetworks.Parts(
              machine.name(),
              () -> new Underlay(peer(), link),
              link -> machine.succeeds("ip", "link", "show", link),
              catalog,
              () -> catalog.snapshot().revision().isAfter(Revision.ZERO),
              () -> List.copyOf(own.values()),
              Dataplanes.all(),
              requirement -> LabKernel.missing(machine, requirement),
              (uplink, pools) -> firewall.hindrance(uplink, pools),
              LabKernel.of(machine, key, certificate, told(), catalog),
              this::host,
              new MachineTime(),
              new Random(1)));
    }

    /** The agent dies, its data is lost, and another begins, with another key. */
    void reinstall() {
      key = LabKeys.fresh();
      certificate = certificate();
      restart();
      tell(new Change.PutNode(node(this)));
    }

    private Thread keeper() {
      return Thread.ofPlatform()
          .start(
              () -> {
                try {
                  networks.run();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
    }

    /** A container with this address joins. */
    Container join(Network network, String id, String address) {
      return join(
          network, NetworkSamples.endpoint(machine.name(), id, network.name(), address), address);
    }

    /** A container with this address and these labels joins. */
    Container join(Network network, String id, String address, Map<String, String> labels) {
      NetworkEndpoint plain = NetworkSamples.endpoint(machine.name(), id, network.name(), address);
      return join(network, NetworkSamples.labelled(plain, labels), address);
    }

    /** A container's labels are others, or known now. */
    void label(Container container, Map<String, String> labels) {
      NetworkEndpoint labelled = NetworkSamples.labelled(container.endpoint(), labels);
      own.put(labelled.id(), labelled);
      networks.changed();
      tell(new Change.PutEndpoint(labelled));
    }

    private Container join(Network network, NetworkEndpoint endpoint, String address) {
      String id = endpoint.id().id();
      own.put(endpoint.id(), endpoint);
      String sandbox = lab.id() + "-" + machine.name() + id + containers.incrementAndGet();
      Shell.ip("netns", "add", sandbox);
      Interface face = face(network, endpoint, "/run/netns/" + sandbox);
      Shell.ip("-n", machine.network(), "link", "set", face.link(), "netns", sandbox);
      Shell.ip("-n", sandbox, "link", "set", face.link(), "name", "eth0");
      Shell.ip("-n", sandbox, "link", "set", "lo", "up");
      Shell.ip("-n", sandbox, "address", "add", address, "dev", "eth0", "nodad");
      Shell.ip("-n", sandbox, "link", "set", "eth0", "up");
      if (face.gateway() != null) {
        Shell.ip("-n", sandbox, "route", "add", "default", "via", face.gateway().toString());
      }
      tell(new Change.PutEndpoint(endpoint));
      Container container =
          new Container(this, endpoint, sandbox, face.mtu() == 0 ? 1500 : face.mtu());
      joined.add(container);
      return container;
    }

    /** A host that is too busy may refuse at first; whoever asks then asks again. */
    private Interface face(Network network, NetworkEndpoint endpoint, String sandbox) {
      for (int tries = 1; ; tries++) {
        try {
          return networks.hostSide().realise(network, endpoint, sandbox);
        } catch (AttachRefused e) {
          if (!e.retryable() || tries == TRIES) {
            own.remove(endpoint.id());
            networks.hostSide().release(endpoint);
            Shell.ip("netns", "delete", sandbox.substring(sandbox.lastIndexOf('/') + 1));
            throw e;
          }
        }
      }
    }

    /** Nothing is mended from now on, until {@link #goOn}. */
    void hold() {
      keeper.interrupt();
      try {
        keeper.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void goOn() {
      keeper = keeper();
    }

    /** The path of a container's sandbox, or null. */
    @Nullable String sandbox(EndpointId id) {
      return joined.stream()
          .filter(one -> one.on() == this && one.endpoint().id().equals(id))
          .map(one -> "/run/netns/" + one.sandbox())
          .findFirst()
          .orElse(null);
    }

    /** The agent dies and another begins. */
    void restart() {
      close();
      dead = false;
      firewall = firewall();
      networks = networks();
      keeper = keeper();
      catalog.publish(
          catalog.snapshot().with(new Revision(++revision), List.copyOf(past)), List.of());
    }

    /** The agent dies. */
    @Override
    public void close() {
      if (dead) {
        return;
      }
      dead = true;
      keeper.interrupt();
      try {
        keeper.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      networks.close();
      firewall.close();
    }

    /** How many links of the host short ways begin at: they come once nothing else is done. */
    long shortLinks() {
      return LabKernel.shortLinks(machine);
    }

    NetworkNamespace host() {
      return LabKernel.host(machine);
    }

    /** All in the host's kernel that is a network's. */
    String left() {
      return LabKernel.left(machine);
    }
  }

  /** A container. */
  record Container(Member on, NetworkEndpoint endpoint, String sandbox, int mtu) {
    String address() {
      return endpoint.addresses().getFirst().toString();
    }

    Shell.Said run(String... command) {
      List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", sandbox));
      all.addAll(List.of(command));
      return Shell.run(all);
    }

    /**
     * Whether a packet of the whole MTU reaches the other, and its answer this one. The kernel
     * forbids that it is cut in parts on the way.
     */
    boolean reaches(Container other) {
      return pings(other.address(), mtu - 28);
    }

    /** Whether an address answers to so many octets. */
    boolean pings(String address, int octets) {
      String size = Integer.toString(octets);
      return run("busybox", "ping", "-c", "1", "-W", "1", "-s", size, address).exit() == 0;
    }
  }

  /** A machine of this name, without networks unless it is a host, too. */
  LabMachine machine(String name) {
    return machines.computeIfAbsent(name, lab::machine);
  }

  /** The host of this name. */
  Member member(String name) {
    Member known = members.get(name);
    if (known != null) {
      return known;
    }
    Member fresh = new Member(machine(name));
    members.put(name, fresh);
    tell(new Change.PutNode(node(fresh)));
    fresh.catalog.publish(
        fresh.catalog.snapshot().with(new Revision(++revision), List.copyOf(past)), List.of());
    return fresh;
  }

  static Node node(Member member) {
    Peer peer = member.peer();
    return new Node(peer.node(), List.of(peer.address()), peer.meta());
  }

  /** A network of the cluster. */
  Network network(String name, String dataplane, String subnet, Network.Options options) {
    Network plain = NetworkSamples.network(name, subnet);
    Network network =
        new Network(name, plain.id(), dataplane, plain.pools(), options, Map.of(), plain.cause());
    tell(new Change.PutNetwork(network));
    return network;
  }

  /** All hosts know of this at once. */
  void tell(Change change) {
    past.add(change);
    Revision next = new Revision(++revision);
    for (Member member : members.values()) {
      member.catalog.publish(member.catalog.snapshot().with(next, List.of(change)), List.of());
    }
  }

  /** A container leaves, and its endpoint ends. */
  void leave(Container container) {
    container.on().own.remove(container.endpoint().id());
    container.on().networks.hostSide().release(container.endpoint());
    tell(new Change.RemoveEndpoint(container.endpoint().id()));
    end(container);
  }

  /** What a test that failed left. */
  void allLeave() {
    joined.forEach(this::leave);
  }

  /** A container's sandbox ends. */
  void end(Container container) {
    Shell.ip("netns", "delete", container.sandbox());
    joined.remove(container);
  }

  @Override
  public void close() {
    members.values().forEach(Member::close);
    joined.forEach(this::end);
    lab.close();
  }
}
