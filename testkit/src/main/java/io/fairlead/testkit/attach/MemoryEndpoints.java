package io.fairlead.testkit.attach;

import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Endpoints;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the cluster is told of one node's endpoints; outlives the agents on it. Thread-safe. */
public final class MemoryEndpoints implements Endpoints {
  private final Map<EndpointId, NetworkEndpoint> all = new TreeMap<>();

  @Override
  public synchronized void reset(List<NetworkEndpoint> endpoints) {
    all.clear();
    endpoints.forEach(this::upsert);
  }

  @Override
  public synchronized void upsert(NetworkEndpoint endpoint) {
    all.put(endpoint.id(), endpoint);
  }

  @Override
  public synchronized void remove(EndpointId id) {
    all.remove(id);
  }

  @Override
  public synchronized List<NetworkEndpoint> all() {
    return List.copyOf(all.values());
  }
}
