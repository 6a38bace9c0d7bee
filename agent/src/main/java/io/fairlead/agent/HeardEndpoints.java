package io.fairlead.agent;

import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Endpoints;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hands endpoints on, and tells the host at once of those whose container becomes known, or another
 * than before: its rules follow from the labels, whether the store is there or not. Thread-safe.
 */
final class HeardEndpoints implements Endpoints {
  private final Endpoints next;
  private final ClosedEndpoints closed;
  private final Runnable heard;
  private final Map<EndpointId, NetworkEndpoint.Attached> containers = new ConcurrentHashMap<>();

  /**
   * One that hands on to {@code next}.
   *
   * @param closed those whose addresses are others', of which nobody is told
   * @param heard called after such a change
   */
  HeardEndpoints(Endpoints next, ClosedEndpoints closed, Runnable heard) {
    this.next = next;
    this.closed = closed;
    this.heard = heard;
  }

  @Override
  public void reset(List<NetworkEndpoint> all) {
    containers.clear();
    all.forEach(one -> containers.put(one.id(), one.container()));
    next.reset(all.stream().filter(one -> !closed.isTaken(one)).toList());
  }

  @Override
  public void upsert(NetworkEndpoint endpoint) {
    if (closed.isTaken(endpoint)) {
      next.remove(endpoint.id());
    } else {
      next.upsert(endpoint);
    }
    NetworkEndpoint.Attached before = containers.put(endpoint.id(), endpoint.container());
    if (before != null && !before.equals(endpoint.container())) {
      heard.run();
    }
  }

  @Override
  public void remove(EndpointId id) {
    containers.remove(id);
    next.remove(id);
  }

  @Override
  public List<NetworkEndpoint> all() {
    return next.all();
  }
}
