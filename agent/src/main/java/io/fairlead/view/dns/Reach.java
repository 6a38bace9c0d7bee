package io.fairlead.view.dns;

import io.fairlead.model.Endpoint;
import io.fairlead.model.Instance;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * Where one instance is reached by the caller.
 *
 * @param v4 or null where there is none of the family
 * @param v6 or null where there is none of the family
 */
record Reach(@Nullable IpAddress v4, @Nullable IpAddress v6) {
  /**
   * The addresses of the first endpoint whose network the caller shares. For a caller that shares
   * none, the instance's own address, and for the other family that of the first endpoint which
   * this node can reach. Of an instance of another datacenter the own address: the networks there
   * are others, also where they have the same numbers.
   */
  static Reach of(Instance instance, String selfNode, Lookups lookups) {
    IpAddress own = instance.address();
    Reach itself = own.isV6() ? new Reach(null, own) : new Reach(own, null);
    if (!lookups.own()) {
      return itself;
    }
    Endpoint shared = null;
    Reach other = new Reach(null, null);
    for (Endpoint endpoint : instance.endpoints()) {
      if (endpoint.scope() != Endpoint.Scope.CLUSTER && !instance.id().node().equals(selfNode)) {
        continue;
      }
      boolean byFour = lookups.callerIn(endpoint.v4());
      boolean bySix = lookups.callerIn(endpoint.v6());
      if ((byFour || bySix) && shared == null) {
        shared = endpoint;
      }
      other = other.or(address(endpoint.v4()), address(endpoint.v6()));
    }
    if (shared != null) {
      return new Reach(address(shared.v4()), address(shared.v6()));
    }
    return itself.or(other.v4, other.v6);
  }

  /** The address of a family. */
  @Nullable IpAddress address(boolean six) {
    return six ? v6 : v4;
  }

  private Reach or(@Nullable IpAddress four, @Nullable IpAddress six) {
    return new Reach(v4 == null ? four : v4, v6 == null ? six : v6);
  }

  private static @Nullable IpAddress address(@Nullable IpPrefix prefix) {
    return prefix == null ? null : prefix.address();
  }
}
