package io.fairlead.plugin.docker;

import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Network;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one of an engine's networks is.
 *
 * @param docker the engine's identifier of it
 * @param network which of the cluster's it is; null while that is not known
 * @param subnets its own
 */
record Binding(String docker, State state, @Nullable Network network, List<IpPrefix> subnets) {
  enum State {
    /** The engine made it; its name is not known yet. */
    NEW,
    /** As {@link #NEW}, with addresses that are not of the cluster: another takes its place. */
    FOREIGN,
    /** It is one of the cluster's. */
    BOUND,
    /** It is being removed here, and nothing else follows from that. */
    RETIRED,
    /** A person removed it: the cluster's network goes, unless it is in use elsewhere. */
    REMOVED
  }

  Binding {
    subnets = List.copyOf(subnets);
  }

  static Binding of(String docker, State state, List<IpPrefix> subnets) {
    return new Binding(docker, state, null, subnets);
  }

  static Binding bound(String docker, Network network) {
    return new Binding(docker, State.BOUND, network, Definitions.subnets(network));
  }

  Binding in(State next) {
    return new Binding(docker, next, network, subnets);
  }

  /** Whether it will be known soon what it is. */
  boolean isOpen() {
    return state == State.NEW;
  }

  boolean isOf(Network other) {
    return network != null && network.name().equals(other.name()) && network.id() == other.id();
  }
}
