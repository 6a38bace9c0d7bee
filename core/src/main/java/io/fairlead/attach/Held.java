package io.fairlead.attach;

import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.model.net.PublishedPort;
import io.fairlead.spi.Addresses;
import java.util.List;

/**
 * An endpoint of this node, with what only this node needs to know of it.
 *
 * @param sandbox the path of the container's network namespace; empty where nothing is attached
 * @param reserved whether its addresses were reserved before: whoever reserved them says when they
 *     are free
 */
record Held(NetworkEndpoint endpoint, String sandbox, boolean reserved) {
  boolean isJoined() {
    return endpoint.state() == NetworkEndpoint.State.JOINED;
  }

  Held joined(String where) {
    return new Held(
        with(endpoint.container(), endpoint.ports(), NetworkEndpoint.State.JOINED),
        where,
        reserved);
  }

  /** Without its ports: nobody answers on them. */
  Held left() {
    return new Held(
        with(endpoint.container(), List.of(), NetworkEndpoint.State.CREATED), "", reserved);
  }

  Held of(NetworkEndpoint.Attached container) {
    return new Held(with(container, endpoint.ports(), endpoint.state()), sandbox, reserved);
  }

  Held publishing(List<PublishedPort> ports) {
    return new Held(with(endpoint.container(), ports, endpoint.state()), sandbox, reserved);
  }

  /** Its addresses. */
  List<Addresses.InUse> inUse() {
    return endpoint.addresses().stream()
        .map(
            address ->
                new Addresses.InUse(
                    endpoint.network(),
                    address,
                    endpoint.id().toString(),
                    endpoint.container().name()))
        .toList();
  }

  private NetworkEndpoint with(
      NetworkEndpoint.Attached container, List<PublishedPort> ports, NetworkEndpoint.State state) {
    return new NetworkEndpoint(
        endpoint.id(),
        endpoint.network(),
        endpoint.mac(),
        endpoint.v4(),
        endpoint.v6(),
        container,
        ports,
        state,
        endpoint.cause());
  }
}
