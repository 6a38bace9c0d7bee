package io.fairlead.spi;

import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.Mac;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.model.net.PublishedPort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint that somebody wants.
 *
 * @param id of this node
 * @param network the network's name
 * @param mac that it must have, or null for any
 * @param v4 that it must have, with the pool's length; null for one of the network's, where it has
 *     IPv4
 * @param v6 the same of IPv6
 * @param container who it is for, as far as is known
 * @param ports to publish for it
 * @param why in words: what made it
 */
public record Wish(
    EndpointId id,
    String network,
    @Nullable Mac mac,
    @Nullable IpPrefix v4,
    @Nullable IpPrefix v6,
    NetworkEndpoint.Attached container,
    List<PublishedPort> ports,
    String why) {
  public Wish {
    ports = List.copyOf(ports);
  }

  /** Whether this endpoint is as wished. */
  public boolean isMetBy(NetworkEndpoint endpoint) {
    return endpoint.network().equals(network)
        && (mac == null || mac.equals(endpoint.mac()))
        && (v4 == null || v4.equals(endpoint.v4()))
        && (v6 == null || v6.equals(endpoint.v6()));
  }

  /** An endpoint of nobody in particular, with any addresses. */
  public static Wish of(EndpointId id, String network, String why) {
    return new Wish(
        id, network, null, null, null, NetworkEndpoint.Attached.UNKNOWN, List.of(), why);
  }
}
