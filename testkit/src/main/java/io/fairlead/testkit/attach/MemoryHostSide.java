package io.fairlead.testkit.attach;

import io.fairlead.model.IpAddress;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.LinkNames;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.model.net.Pool;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.HostSide;
import io.fairlead.spi.Interface;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A host that remembers which links there are, and outlives the agents on it. Thread-safe. */
public final class MemoryHostSide implements HostSide {
  private static final int MTU = 1450;

  private final Map<String, String> links = new TreeMap<>();
  private @Nullable String failure;
  private int made;

  @Override
  public synchronized Interface realise(Network network, NetworkEndpoint endpoint, String sandbox) {
    if (failure != null) {
      throw new AttachRefused(failure, true);
    }
    if (links.put(LinkNames.hostEnd(endpoint.id()), sandbox) == null) {
      made++;
    }
    return new Interface(
        LinkNames.movedEnd(endpoint.id()),
        Interface.USUAL_PREFIX,
        gateway(network, false),
        gateway(network, true),
        List.of(),
        MTU);
  }

  private static @Nullable IpAddress gateway(Network network, boolean v6) {
    List<Pool> pools = network.options().internal() ? List.of() : network.pools(v6);
    return pools.isEmpty() ? null : pools.getFirst().gateway();
  }

  @Override
  public synchronized void release(NetworkEndpoint endpoint) {
    links.remove(LinkNames.hostEnd(endpoint.id()));
  }

  /** What a reconciler does: takes away what none of these needs. */
  public synchronized void keepOnly(List<NetworkEndpoint> joined) {
    links.keySet().retainAll(joined.stream().map(one -> LinkNames.hostEnd(one.id())).toList());
  }

  /** The links of endpoints that there are, with the namespace of the container of each. */
  public synchronized Map<String, String> links() {
    return Map.copyOf(links);
  }

  /** Whether an endpoint has its link. */
  public synchronized boolean has(EndpointId id) {
    return links.containsKey(LinkNames.hostEnd(id));
  }

  /** How often a link was made that was not there. */
  public synchronized int made() {
    return made;
  }

  /** Refuses everything with these words from now on; null for not. */
  public synchronized void fail(@Nullable String words) {
    failure = words;
  }
}
