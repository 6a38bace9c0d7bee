package io.fairlead.attach;

import io.fairlead.model.net.NetworkEndpoint;

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
    return new Held(inState(NetworkEndpoint.State.JOINED), where, reserved);
  }

  Held left() {
    return new Held(inState(NetworkEndpoint.State.CREATED), "", reserved);
  }

  Held of(NetworkEndpoint.Attached container) {
    return new Held(with(container, endpoint.state()), sandbox, reserved);
  }

  private NetworkEndpoint inState(NetworkEndpoint.State state) {
    return with(endpoint.container(), state);
  }

  private NetworkEndpoint with(NetworkEndpoint.Attached container, NetworkEndpoint.State state) {
    return new NetworkEndpoint(
        endpoint.id(),
        endpoint.network(),
        endpoint.mac(),
        endpoint.v4(),
        endpoint.v6(),
        container,
        endpoint.ports(),
        state,
        endpoint.cause());
  }
}
