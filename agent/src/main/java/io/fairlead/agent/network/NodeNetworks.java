package io.fairlead.agent.network;

import io.fairlead.catalog.Catalog;
import io.fairlead.catalog.Snapshot;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.model.IpAddress;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.policy.Guard;
import io.fairlead.reconcile.ReconcileStatus;
import io.fairlead.reconcile.Reconciler;
import io.fairlead.spi.HostSide;
import io.fairlead.spi.Time;
import io.fairlead.spi.dataplane.Dataplane;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.Kernel;
import io.fairlead.spi.kernel.Requirement;
import io.fairlead.ways.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Keeps this host's networks as the catalog and this node's own endpoints ask for. Until the
 * catalog is known nothing in the kernel is touched. Thread-safe.
 */
public final class NodeNetworks implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(20);

  private final Parts parts;
  private final LastUnderlay underlay;
  private final Plans plans;
  private final Reconciler reconciler;
  private final WayFinder ways;
  private final HostSide hostSide;
  private final PolicyComplaints complaints = new PolicyComplaints();
  private final PortWay ports;
  private final Lock following = new ReentrantLock();

  // Guarded by following.
  private Catalog.Waiting waiting = () -> {};
  private boolean closed;

  /**
   * What it works with.
   *
   * @param ready whether the catalog is known
   * @param own this node's endpoints; they may be asked for before they can be told, and are none
   *     then
   * @param isLink whether this host has a link of a name
   * @param missing what this host lacks of what a dataplane requires, or empty
   * @param host opens this host's namespace
   * @param hindrance why there are no short ways on this host
   */
  public record Parts(
      String node,
      Supplier<Underlay> underlay,
      Predicate<String> isLink,
      Catalog catalog,
      BooleanSupplier ready,
      Supplier<List<NetworkEndpoint>> own,
      List<Dataplane> dataplanes,
      Function<Requirement, Optional<String>> missing,
      Hindrance hindrance,
      Kernel kernel,
      Supplier<NetworkNamespace> host,
      Time time,
      RandomGenerator random) {}

  /** Puts the parts together; nothing is touched before {@link #run}. */
  public NodeNetworks(Parts parts) {
    this.parts = parts;
    this.underlay = new LastUnderlay(parts.underlay());
    this.ways = new WayFinder(parts.host(), parts.time(), parts.random(), this::changed);
    this.plans =
        new Plans(
            new Sites(parts.node(), underlay, parts.isLink(), ways::chosen),
            parts.dataplanes(),
            parts.hindrance(),
            ways::isStrict,
            ways::fillsChecksums);
    this.reconciler =
        new Reconciler(parts.kernel(), List.of(this::desired), parts.time(), parts.random());
    this.hostSide =
        new FastWay(
            plans,
            new Needs(parts.missing()),
            () -> parts.catalog().snapshot(),
            parts.own(),
            reconciler);
    this.ports =
        new PortWay(() -> plans.ports(parts.catalog().snapshot(), parts.own().get()), reconciler);
  }

  /** What brings single endpoints into the kernel, at once. */
  public HostSide hostSide() {
    return hostSide;
  }

  /**
   * Brings the ports that are published by now into the kernel, at once.
   *
   * @throws io.fairlead.spi.kernel.KernelException where it refuses
   */
  public void publish() {
    ports.apply();
  }

  /** Keeps the host until the calling thread is interrupted; it must be a platform thread. */
  public void run() throws InterruptedException {
    while (!parts.ready().getAsBoolean()) {
      parts.time().sleep(LOOK);
    }
    follow(parts.catalog().snapshot());
    Thread asking = Thread.ofPlatform().name("ways").daemon().start(ways::run);
    try {
      reconciler.run();
    } finally {
      asking.interrupt();
      asking.join();
    }
  }

  /** Something else is wanted: an own endpoint came or went. */
  public void changed() {
    reconciler.wake();
  }

  /** How the host stands. */
  public ReconcileStatus status() {
    return reconciler.status();
  }

  /** How each network with an own endpoint stands. */
  public List<Standing> standings() {
    return plans.standings(
        parts.catalog().snapshot(), parts.own().get(), ways.reports(), ways.trouble());
  }

  /** How it stands with each node that containers here may speak with, by name. */
  public Map<String, Report> ways() {
    return ways.reports();
  }

  /** How often the way to a node was changed for another. */
  public long wayChanges() {
    return ways.changes();
  }

  /** Why this host fills in the checksums of what goes in UDP, or empty where it does not. */
  public String checksums() {
    return ways.checksums();
  }

  /** What walks from this host's containers to others. */
  public Tracer tracer(Tracer.Around around) {
    return new Tracer(parts, plans, reconciler, ways::reports, around);
  }

  /** What answers other nodes' traces. */
  public FarView farView(Tracer.Around around) {
    return new FarView(parts, plans, reconciler, this::standings, around);
  }

  /** What stands before own endpoints that do not take everybody. */
  public List<Guard> guards() {
    return Plans.guards(parts.catalog().snapshot(), parts.own().get());
  }

  /** The container at an address of a network, or empty where none is known. */
  public String containerAt(String network, IpAddress address) {
    for (NetworkEndpoint own : parts.own().get()) {
      if (own.network().equals(network) && own.addresses().contains(address)) {
        return own.container().name();
      }
    }
    NetworkEndpoint other = parts.catalog().snapshot().networks().endpointAt(network, address);
    return other == null ? "" : other.container().name();
  }

  private HostState desired() {
    underlay.look();
    Snapshot snapshot = parts.catalog().snapshot();
    List<NetworkEndpoint> own = parts.own().get();
    complaints.tell(Plans.guards(snapshot, own));
    ways.follow(plans.asking(snapshot, own));
    return plans.of(snapshot, own);
  }

  /** Wakes the reconciler at each change of any network from this snapshot on. */
  private void follow(Snapshot known) {
    following.lock();
    try {
      if (!closed) {
        waiting.close();
        waiting =
            parts
                .catalog()
                .awaitNetwork(
                    null,
                    known.networks().modified(),
                    next -> {
                      wake(known, next);
                      Thread.ofVirtual().start(() -> follow(next));
                    });
      }
    } finally {
      following.unlock();
    }
  }

  /** What this node did itself is in the kernel already. */
  private void wake(Snapshot before, Snapshot now) {
    if (others(before).equals(others(now))
        && before.networks().all().equals(now.networks().all())) {
      reconciler.wakeLater();
    } else {
      reconciler.wake();
    }
  }

  private List<NetworkEndpoint> others(Snapshot snapshot) {
    List<NetworkEndpoint> others = new ArrayList<>();
    for (NetworkEndpoint endpoint : snapshot.networks().everyEndpoint()) {
      if (!endpoint.id().node().equals(parts.node())) {
        others.add(endpoint);
      }
    }
    return others;
  }

  /** Ends; what is in the kernel stays. */
  @Override
  public void close() {
    following.lock();
    try {
      closed = true;
      waiting.close();
    } finally {
      following.unlock();
    }
    parts.kernel().close();
  }
}
