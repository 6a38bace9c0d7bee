package io.fairlead.agent;

import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Endpoints;
import java.util.List;

/**
 * Hands endpoints on, and tells the host at once of those whose container is known: its rules
 * follow from the labels, whether the store is there or not.
 *
 * @param closed those whose addresses are others', of which nobody is told
 * @param heard called after such a change
 */
record HeardEndpoints(Endpoints next, ClosedEndpoints closed, Runnable heard) implements Endpoints {
  @Override
  public void reset(List<NetworkEndpoint> all) {
    next.reset(all.stream().filter(one -> !closed.isTaken(one)).toList());
  }

  @Override
  public void upsert(NetworkEndpoint endpoint) {
    if (closed.isTaken(endpoint)) {
      next.remove(endpoint.id());
    } else {
      next.upsert(endpoint);
    }
    if (!endpoint.container().id().isEmpty()) {
      heard.run();
    }
  }

  @Override
  public void remove(EndpointId id) {
    next.remove(id);
  }

  @Override
  public List<NetworkEndpoint> all() {
    return next.all();
  }
}
