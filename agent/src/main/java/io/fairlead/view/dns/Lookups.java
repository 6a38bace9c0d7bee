package io.fairlead.view.dns;

import io.fairlead.catalog.Service;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Instance;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.Node;
import io.fairlead.model.ServiceKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The only way in which an answer is planned from a snapshot and a caller: it keeps what was looked
 * up, so that a cache knows when the same plan would come out again. Used for one plan.
 */
final class Lookups {
  private final Snapshot snapshot;
  private final IpAddress caller;
  private final List<Read> reads = new ArrayList<>(2);
  private final Set<IpPrefix> networks = new LinkedHashSet<>();

  Lookups(Snapshot snapshot, IpAddress caller) {
    this.snapshot = snapshot;
    this.caller = caller;
  }

  /** What a snapshot says to one look-up; the same object, or an equal string, is the same. */
  @FunctionalInterface
  interface Lookup<T> {
    @Nullable T in(Snapshot snapshot);
  }

  /** A look-up that was made, and what it gave. */
  record Read(Lookup<?> lookup, @Nullable Object seen) {
    @SuppressWarnings("ReferenceEquality") // snapshots share what did not change
    boolean holdsIn(Snapshot snapshot) {
      Object now = lookup.in(snapshot);
      return now == seen || (now instanceof String && now.equals(seen));
    }
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

  /** The instances that the caller may be. */
  List<Instance> caller() {
    return instancesAt(caller);
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

  private <T> @Nullable T read(Lookup<T> lookup) {
    T seen = lookup.in(snapshot);
    reads.add(new Read(lookup, seen));
    return seen;
  }
}
