package io.fairlead.model.net;

import io.fairlead.model.Cause;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A container's attachment to a network of the cluster, as all nodes need to know it.
 *
 * @param network the network's name
 * @param mac its interface's, or null where the dataplane needs none
 * @param v4 its IPv4 address, with the pool's length, or null
 * @param v6 its IPv6 address, with the pool's length, or null
 * @param container who it belongs to
 * @param ports those that are published for it
 * @param state how far it is
 * @param cause what made it so
 */
public record NetworkEndpoint(
    EndpointId id,
    String network,
    @Nullable Mac mac,
    @Nullable IpPrefix v4,
    @Nullable IpPrefix v6,
    Attached container,
    List<PublishedPort> ports,
    State state,
    Cause cause) {
  /** How far an endpoint is. */
  public enum State {
    /** It has its addresses; nothing is attached yet. */
    CREATED,
    /** A container is attached. */
    JOINED
  }

  public NetworkEndpoint {
    NetworkName.require("endpoint.network", network);
    InvalidField.unless(
        v4 == null || !v4.address().isV6(),
        "endpoint.v4",
        v4 + " is an IPv6 address; put it in v6");
    InvalidField.unless(
        v6 == null || v6.address().isV6(), "endpoint.v6", v6 + " is an IPv4 address; put it in v4");
    ports = List.copyOf(ports);
  }

  /** Its addresses, IPv4 first. */
  public List<IpAddress> addresses() {
    return Stream.of(v4, v6)
        .<IpAddress>mapMulti(
            (prefix, out) -> {
              if (prefix != null) {
                out.accept(prefix.address());
              }
            })
        .toList();
  }

  /** Whether all but the cause is the same. */
  public boolean sameButCause(NetworkEndpoint other) {
    return equals(
        new NetworkEndpoint(
            other.id,
            other.network,
            other.mac,
            other.v4,
            other.v6,
            other.container,
            other.ports,
            other.state,
            cause));
  }

  /**
   * Who an endpoint belongs to.
   *
   * @param name the container's, or empty where it is not known yet
   * @param id the container's, or empty
   * @param aliases further names that it answers to on this network
   * @param labels what policy and names are decided by, its compose project and service included
   */
  public record Attached(String name, String id, List<String> aliases, Map<String, String> labels) {
    /** Nobody that is known yet. */
    public static final Attached UNKNOWN = new Attached("", "", List.of(), Map.of());

    public Attached {
      aliases = List.copyOf(aliases);
      labels = Map.copyOf(labels);
    }
  }
}
