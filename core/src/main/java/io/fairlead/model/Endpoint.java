package io.fairlead.model;

import org.jspecify.annotations.Nullable;

/**
 * A container's attachment to a network.
 *
 * @param network the network's name
 * @param scope how far the network reaches: two nodes may each have a network of the same name and
 *     range that are not the same network
 * @param v4 its IPv4 address there, with the network's length
 * @param v6 its IPv6 address there, with the network's length
 */
public record Endpoint(String network, Scope scope, @Nullable IpPrefix v4, @Nullable IpPrefix v6) {
  /** How far a network reaches. */
  public enum Scope {
    /** Callers on the same node share it (Docker's bridge). */
    NODE,
    /** Callers on every node share it (overlay, macvlan). */
    CLUSTER
  }

  /** Whether a caller at {@code address} stands in this network's range. */
  public boolean covers(IpAddress address) {
    return (v4 != null && v4.contains(address)) || (v6 != null && v6.contains(address));
  }
}
