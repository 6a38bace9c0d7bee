package io.fairlead.view.dns;

import io.fairlead.catalog.Federation;
import io.fairlead.catalog.Service;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Instance;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.Node;
import io.fairlead.model.ServiceKey;
import io.fairlead.model.net.NetworkEndpoint;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The only way in which an answer is planned from the snapshot of a datacenter and a caller: it
 * keeps what was looked up, so that a cache knows when the same plan would come out again. Used for
 * one plan.
 */
final class Lookups {
  private final Federation federation;
  private final int place;
  private final IpAddress caller;
  private final List<Read> reads;
  private final Set<IpPrefix> networks;

  /** Look-ups in the own datacenter. */
  Lookups(Federation federation, IpAddress caller) {
    this(federation, Federation.OWN, caller, new ArrayList<>(2), new LinkedHashSet<>());
  }

  private Lookups(
      Federation federation,
      int place,
      IpAddress caller,
      List<Read> reads,
      Set<IpPrefix> networks) {
    this.federation = federation;
    this.place = place;
    this.caller = caller;
    this.reads = reads;
    this.networks = networks;
  }

  /** Look-ups in another datacenter, for the same plan. */
  Lookups at(int other) {
    return other == place ? this : new Lookups(federation, other, caller, reads, networks);
  }

  /** What is said to one look-up; the same object, or an equal string, is the same. */
  @FunctionalInterface
  interface Lookup<T> {
    @Nullable T in(Federation federation);
  }

  /**
   * A look-up that was made, and what it gave.
   *
   * @param own whether it was in the own datacenter
   */
  record Read(Lookup<?> lookup, @Nullable Object seen, boolean own) {
    @SuppressWarnings("ReferenceEquality") // snapshots share what did not change
    boolean holdsIn(Federation federation) {
      Object now = lookup.in(federation);
      return now == seen || (now instanceof String && now.equals(seen));
    }
  }

  /** Where all this is looked up. */
  int place() {
    return place;
  }

  /** Whether that is the own datacenter. */
  boolean own() {
    return place == Federation.OWN;
  }

  /** The place of a datacenter, or a negative number. Which there are never changes. */
  int place(String datacenter) {
    return federation.place(datacenter);
  }

  /** The name of the datacenter that this looks in. */
  String datacenter() {
    return federation.at(place).name();
  }

  /** How many datacenters there are. */
  int count() {
    return federation.size();
  }

  /** Where an answer may come from: all datacenters for the own one, a remote one for itself. */
  Stream<Lookups> reach() {
    return own() ? IntStream.range(Federation.OWN, count()).mapToObj(this::at) : Stream.of(this);
  }

  /** How fresh the datacenter's snapshot is. */
  Federation.State state() {
    int here = place;
    Federation.State state = look(at -> at.at(here).state());
    return state == null ? Federation.State.UNREAD : state;
  }

  /** All look-ups of this plan. */
  List<Read> reads() {
    return List.copyOf(reads);
  }

  /** All networks that made a difference, or would have for another caller. */
  List<IpPrefix> networks() {
    return List.copyOf(networks);
  }

  @Nullable Service service(ServiceKey key) {
    return read(at -> at.service(key));
  }

  boolean hasNamespace(String namespace) {
    return Boolean.TRUE.equals(read(at -> at.hasNamespace(namespace)));
  }

  List<Instance> container(String name) {
    List<Instance> found = read(at -> at.container(name));
    return found == null ? List.of() : found;
  }

  @Nullable Node node(String name) {
    return read(at -> at.node(name));
  }

  List<Instance> instancesAt(IpAddress address) {
    List<Instance> found = read(at -> at.instancesAt(address));
    return found == null ? List.of() : found;
  }

  /** The name of the first node with this address, or null. */
  @Nullable String nodeAt(IpAddress address) {
    return read(
        at -> {
          for (Node node : at.nodes()) {
            if (node.addresses().contains(address)) {
              return node.name();
            }
          }
          return null;
        });
  }

  /** The instances of the own datacenter that the caller may be. */
  List<Instance> caller() {
    return at(Federation.OWN).instancesAt(caller);
  }

  /** The networks of the cluster that the container at the caller's address is on, by name. */
  List<String> callerNetworks() {
    String names = at(Federation.OWN).read(at -> networksOf(at.networks(), caller));
    return names == null ? List.of() : List.of(names.split("\n", -1));
  }

  /** One string, since lists that are equal are not known to be the same. */
  private static @Nullable String networksOf(io.fairlead.catalog.Networks networks, IpAddress at) {
    NetworkEndpoint asking = networks.endpointAt(at);
    if (asking == null) {
      return null;
    }
    String container = asking.container().id();
    if (container.isEmpty()) {
      return asking.network();
    }
    return networks.endpointsOf(asking.id().node()).stream()
        .filter(endpoint -> endpoint.container().id().equals(container))
        .map(NetworkEndpoint::network)
        .distinct()
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  /** The endpoints of a network whose container has this name or alias. */
  List<NetworkEndpoint> named(String network, String name) {
    List<NetworkEndpoint> found = read(at -> at.networks().named(network, name));
    return found == null ? List.of() : found;
  }

  /** Whether a network of this name spans the cluster. */
  boolean isOfCluster(String network) {
    return read(at -> at.networks().network(network)) != null;
  }

  IpAddress callerAddress() {
    return caller;
  }

  /**
   * Whether the caller stands in this network. All networks that could matter are asked for, also
   * after one matched: which they are must not depend on the caller.
   */
  boolean callerIn(@Nullable IpPrefix member) {
    // A full-length prefix tells an address whose network is not known.
    if (member == null || member.length() == member.address().bitLength()) {
      return false;
    }
    IpPrefix network = Networks.of(member);
    networks.add(network);
    return network.contains(caller);
  }

  private <T> @Nullable T read(InSnapshot<T> lookup) {
    if (place == Federation.OWN) {
      return look(at -> lookup.in(at.own()));
    }
    int here = place;
    return look(at -> lookup.in(at.at(here).snapshot()));
  }

  private <T> @Nullable T look(Lookup<T> lookup) {
    T seen = lookup.in(federation);
    reads.add(new Read(lookup, seen, own()));
    return seen;
  }

  @FunctionalInterface
  private interface InSnapshot<T> {
    @Nullable T in(Snapshot snapshot);
  }
}
