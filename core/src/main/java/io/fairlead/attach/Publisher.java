package io.fairlead.attach;

import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.model.net.PortScope;
import io.fairlead.model.net.PublishedPort;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.HostPorts;
import io.fairlead.spi.PortWish;
import io.fairlead.spi.Publishing;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.spi.kernel.KernelException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The published ports of this node. What an endpoint has stands in its journal, so that the next
 * agent has the same; here they are chosen, kept from the host's processes, and, where a network
 * asks for it, from other nodes. Thread-safe.
 */
public final class Publisher implements Publishing {
  private static final System.Logger LOG = System.getLogger(Publisher.class.getName());

  /** Dataplanes whose containers are reached by their own addresses, past their host. */
  private static final Set<String> UNROUTED = Set.of("macvlan", "ipvlan");

  private static final Duration EVERY = Duration.ofSeconds(5);

  private final Surroundings around;

  // Guarded by this.
  private final Map<Place, Grip> grips = new HashMap<>();
  private final Set<EndpointId> choosing = new HashSet<>();
  private final Set<Place> claims = new HashSet<>();
  private final Map<String, String> complaints = new TreeMap<>();
  private final Map<String, String> lost = new TreeMap<>();
  private int next;

  private final ReentrantLock claiming = new ReentrantLock();

  // Whether there may be claims of this node: those of a life before, to begin with.
  private volatile boolean claimed = true;

  /**
   * What it works with.
   *
   * @param networks the network of a name, or null
   * @param kernel brings what is published by now into the kernel
   */
  public record Surroundings(
      Attachments attachments,
      Function<String, @Nullable Network> networks,
      HostPorts host,
      ClusterPorts cluster,
      Runnable kernel,
      Time time) {}

  /** A published port of an endpoint. */
  private record Place(EndpointId endpoint, PublishedPort port) {}

  /** Publishes nothing by itself; {@link #settle} takes what the agent before had. */
  public Publisher(Surroundings around) {
    this.around = around;
  }

  @Override
  public void publish(EndpointId id, List<PortWish> wishes) {
    boolean done = false;
    choosing(id, true);
    try {
      around.attachments.publish(id, endpoint -> choose(endpoint, wishes));
      around.kernel.run();
      done = true;
    } catch (KernelException e) {
      throw new AttachRefused("the ports cannot be published: " + e.getMessage(), true);
    } finally {
      choosing(id, false);
      if (!done) {
        refuse(id);
        withdraw(id);
        over();
      }
    }
  }

  /** Whom the engine never told of has not run, and does not now. */
  private void refuse(EndpointId id) {
    for (NetworkEndpoint one : published()) {
      if (one.id().equals(id) && one.container().id().isEmpty()) {
        around.attachments.refused(id);
      }
    }
  }

  /** What was taken and is not published is given back. */
  private void over() {
    settle();
    Thread.ofVirtual().name("ports").start(this::keepClaims);
  }

  @Override
  public void withdraw(EndpointId id) {
    boolean had =
        published().stream().anyMatch(one -> one.id().equals(id) && !one.ports().isEmpty());
    if (!had) {
      return;
    }
    try {
      around.attachments.publish(id, endpoint -> List.of());
      around.kernel.run();
    } catch (AttachRefused | KernelException e) {
      LOG.log(Level.WARNING, "ports of endpoint {0} stay for now: {1}", id, e.toString());
    }
    over();
  }

  private List<NetworkEndpoint> published() {
    return around.attachments.own().stream()
        .filter(one -> one.state() == NetworkEndpoint.State.JOINED)
        .toList();
  }

  private synchronized void choosing(EndpointId id, boolean begins) {
    if (begins) {
      choosing.add(id);
    } else {
      choosing.remove(id);
    }
  }

  private List<PublishedPort> choose(NetworkEndpoint endpoint, List<PortWish> wishes) {
    Network network = around.networks.apply(endpoint.network());
    if (network == null || network.options().internal() || UNROUTED.contains(network.dataplane())) {
      return List.of();
    }
    boolean cluster = PortScope.of(network) == PortScope.CLUSTER;
    Map<String, EndpointId> others =
        cluster && !wishes.isEmpty() ? around.cluster.ofOthers() : Map.of();
    List<PublishedPort> chosen = new ArrayList<>();
    for (PortWish wish : wishes) {
      chosen.add(one(endpoint, wish, chosen, cluster, others));
    }
    return chosen;
  }

  private PublishedPort one(
      NetworkEndpoint endpoint,
      PortWish wish,
      List<PublishedPort> chosen,
      boolean cluster,
      Map<String, EndpointId> others) {
    PrimitiveIterator.OfInt numbers =
        PortOrder.of(wish, endpoint.ports(), chosen, around.host.usual(), next()).iterator();
    String why = "";
    while (numbers.hasNext()) {
      int number = numbers.nextInt();
      PublishedPort port = wish.at(number);
      EndpointId elsewhere = others.get(ClusterPorts.key(port));
      String by =
          elsewhere != null
              ? "node " + elsewhere.node() + ", and ports of this network are the cluster's"
              : grip(endpoint, port);
      if (by.isEmpty() && cluster) {
        by = claim(new Place(endpoint.id(), port));
      }
      if (by.isEmpty()) {
        if (wish.isAny()) {
          chosenAny(number);
        }
        return port;
      }
      why = port.text() + " is taken by " + by;
    }
    throw new AttachRefused(
        wish.from() == wish.to() && !wish.isAny()
            ? "port " + why + "; publish another one, or stop who has it"
            : "no port of " + wish.text() + " is free (" + why + "); publish others",
        true);
  }

  private synchronized int next() {
    return next;
  }

  private synchronized void chosenAny(int number) {
    next = number + 1;
  }

  /** Keeps a port for an endpoint; says who has it where that cannot be. */
  private synchronized String grip(NetworkEndpoint endpoint, PublishedPort port) {
    settle();
    Place place = new Place(endpoint.id(), port);
    if (grips.containsKey(place)) {
      return "";
    }
    for (NetworkEndpoint other : published()) {
      if (other.ports().stream().anyMatch(port::overlaps) && !other.id().equals(endpoint.id())) {
        String name = other.container().name();
        return (name.isEmpty() ? "endpoint " + other.id().id() : "container " + name)
            + " on network "
            + other.network();
      }
    }
    for (Place other : grips.keySet()) {
      if (other.port().overlaps(port)) {
        return other.endpoint().equals(endpoint.id())
            ? "the same container"
            : "a container that is being started";
      }
    }
    try {
      grips.put(place, Grip.of(around.host, endpoint, port));
      return "";
    } catch (HostPorts.Taken e) {
      return around.host.holder(port.protocol(), port.hostPort());
    }
  }

  /** Claims in the cluster what this host has; says who has it where that cannot be. */
  private String claim(Place place) {
    synchronized (this) {
      claims.add(place);
    }
    claimed = true;
    String by = around.cluster.claim(place.port(), place.endpoint());
    if (!by.isEmpty()) {
      release(place);
    }
    return by;
  }

  private synchronized void release(Place place) {
    claims.remove(place);
    Grip grip = grips.remove(place);
    if (grip != null) {
      grip.close();
    }
  }

  /** Keeps the ports of all endpoints from this host's processes, and no others. */
  public synchronized void settle() {
    Map<Place, NetworkEndpoint> wanted = new HashMap<>();
    for (NetworkEndpoint endpoint : published()) {
      endpoint.ports().forEach(port -> wanted.put(new Place(endpoint.id(), port), endpoint));
    }
    grips
        .entrySet()
        .removeIf(
            one -> {
              Place place = one.getKey();
              boolean over = !wanted.containsKey(place) && !choosing.contains(place.endpoint());
              if (over) {
                claims.remove(place);
                one.getValue().close();
              }
              return over;
            });
    Set<String> open = new HashSet<>();
    wanted.forEach(
        (place, endpoint) -> {
          if (!grips.containsKey(place)) {
            String trouble = again(place, endpoint);
            if (!trouble.isEmpty()) {
              open.add(place.port().text());
              complain(complaints, place.port().text(), trouble);
            }
          }
        });
    complaints.keySet().retainAll(open);
  }

  /** Keeps what the agent before kept; whoever took the port meanwhile gets no traffic on it. */
  private String again(Place place, NetworkEndpoint endpoint) {
    try {
      grips.put(place, Grip.of(around.host, endpoint, place.port()));
      return "";
    } catch (HostPorts.Taken e) {
      return "is published for "
          + endpoint.container().name()
          + ", and a process of this host has it, too, which gets nothing: stop it";
    } catch (AttachRefused e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static void complain(Map<String, String> into, String port, String words) {
    if (!words.equals(into.put(port, words))) {
      LOG.log(Level.WARNING, "port {0} {1}", port, words);
    }
  }

  /** What is wrong with ports, by port. */
  public synchronized Map<String, String> complaints() {
    Map<String, String> all = new TreeMap<>(complaints);
    lost.forEach((port, words) -> all.merge(port, words, (a, b) -> a + "; " + b));
    return all;
  }

  /** Keeps what is published until the calling thread is interrupted. */
  public void keep() throws InterruptedException {
    while (true) {
      settle();
      keepClaims();
      around.time.sleep(EVERY);
    }
  }

  private void keepClaims() {
    claiming.lock();
    try {
      boolean look = claimed;
      claimed = false; // who claims from now on says so again
      Map<String, EndpointId> wanted = wanted();
      if (look || !wanted.isEmpty()) {
        if (!wanted.isEmpty()) {
          claimed = true;
        }
        note(around.cluster.keep(wanted));
      }
    } catch (StoreException e) {
      claimed = true;
      LOG.log(Level.DEBUG, "ports of the cluster wait for the store: {0}", e.getMessage());
    } finally {
      claiming.unlock();
    }
  }

  private synchronized void note(Map<String, EndpointId> others) {
    Set<String> ports = new HashSet<>();
    others.forEach(
        (key, holder) -> {
          String port = ClusterPorts.text(key);
          ports.add(port);
          complain(
              lost,
              port,
              "was taken by node "
                  + holder.node()
                  + " while this node was away; restart the container that should not have it");
        });
    lost.keySet().retainAll(ports);
  }

  /** What this node has in the cluster, or is about to have. */
  private synchronized Map<String, EndpointId> wanted() {
    Map<String, EndpointId> wanted = new TreeMap<>();
    for (NetworkEndpoint endpoint : published()) {
      want(wanted, endpoint.network(), endpoint.id(), endpoint.ports());
    }
    for (Place place : grips.keySet()) {
      if (choosing.contains(place.endpoint()) && claims.contains(place)) {
        wanted.putIfAbsent(ClusterPorts.key(place.port()), place.endpoint());
      }
    }
    return wanted;
  }

  private void want(
      Map<String, EndpointId> wanted, String name, EndpointId id, List<PublishedPort> ports) {
    Network network = ports.isEmpty() ? null : around.networks.apply(name);
    if (network != null && PortScope.of(network) == PortScope.CLUSTER) {
      ports.forEach(port -> wanted.put(ClusterPorts.key(port), id));
    }
  }
}
