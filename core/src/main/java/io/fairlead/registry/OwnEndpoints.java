package io.fairlead.registry;

import io.fairlead.model.InvalidField;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Endpoints;
import io.fairlead.spi.NetworkKeys;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * This node's endpoints, as the store should hold them. What the agent before left stays until the
 * one who attaches has said what there is. They hang on no lease: an endpoint says who holds an
 * address, and that does not end because an agent is late.
 */
final class OwnEndpoints implements Endpoints {
  private final String node;
  private final Guard guard;
  private final Outbox outbox;

  // Guarded by guard.
  private final Map<EndpointId, NetworkEndpoint> all = new HashMap<>();
  private boolean spoken;

  OwnEndpoints(String node, Guard guard, Outbox outbox) {
    this.node = node;
    this.guard = guard;
    this.outbox = outbox;
  }

  /** The store holds this one from before; guarded. */
  void recall(NetworkEndpoint endpoint) {
    if (!spoken) {
      all.putIfAbsent(endpoint.id(), endpoint);
    }
    want(endpoint.id());
  }

  @Override
  public void reset(List<NetworkEndpoint> endpoints) {
    endpoints.forEach(this::requireOwn);
    guard.change(
        () -> {
          spoken = true;
          Set<EndpointId> gone = new HashSet<>(all.keySet());
          endpoints.forEach(endpoint -> gone.remove(endpoint.id()));
          gone.forEach(this::drop);
          endpoints.forEach(this::put);
        });
  }

  @Override
  public void upsert(NetworkEndpoint endpoint) {
    requireOwn(endpoint);
    guard.change(() -> put(endpoint));
  }

  @Override
  public void remove(EndpointId id) {
    guard.change(() -> drop(id));
  }

  @Override
  public List<NetworkEndpoint> all() {
    return guard.get(() -> List.copyOf(all.values()));
  }

  private void requireOwn(NetworkEndpoint endpoint) {
    InvalidField.unless(
        endpoint.id().node().equals(node), "endpoint.node", "must be '" + node + "'");
  }

  private void put(NetworkEndpoint endpoint) {
    NetworkEndpoint before = all.get(endpoint.id());
    if (before == null || !before.sameButCause(endpoint)) {
      all.put(endpoint.id(), endpoint);
    }
    want(endpoint.id());
  }

  private void drop(EndpointId id) {
    all.remove(id);
    want(id);
  }

  private void want(EndpointId id) {
    NetworkEndpoint wanted = all.get(id);
    outbox.want(NetworkKeys.endpoint(id), wanted == null ? null : new Content.OfEndpoint(wanted));
  }
}
