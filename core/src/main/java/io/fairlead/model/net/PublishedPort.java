package io.fairlead.model.net;

import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Port;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A port of a node that leads to one of an endpoint.
 *
 * @param hostAddress the node's address that it is published on; null for all, and {@code 0.0.0.0}
 *     or {@code ::} for all of one family
 * @param hostPort the node's port
 * @param port the endpoint's
 */
public record PublishedPort(
    Port.Protocol protocol, @Nullable IpAddress hostAddress, int hostPort, int port) {
  public PublishedPort {
    require("ports.host_port", hostPort);
    require("ports.port", port);
  }

  /** Whether both cannot be published on one node. */
  public boolean overlaps(PublishedPort other) {
    IpAddress theirs = other.hostAddress;
    return protocol == other.protocol
        && hostPort == other.hostPort
        && (hostAddress == null
            || theirs == null
            || hostAddress.equals(theirs)
            || (hostAddress.isV6() == theirs.isV6() && (isAll(hostAddress) || isAll(theirs))));
  }

  /** Whether it is on the node's addresses of a family, or on one of them. */
  public boolean isOf(boolean v6) {
    return hostAddress == null || hostAddress.isV6() == v6;
  }

  /** The one address that it is on, or null where it is on all of a family. */
  public @Nullable IpAddress oneAddress() {
    return hostAddress == null || isAll(hostAddress) ? null : hostAddress;
  }

  /** {@code 8080/tcp}: the node's port. */
  public String text() {
    return hostPort + "/" + protocol.name().toLowerCase(Locale.ROOT);
  }

  /** Whether an address stands for all of its family. */
  public static boolean isAll(IpAddress address) {
    return address.high() == 0 && address.low() == 0;
  }

  private static void require(String field, int number) {
    InvalidField.unless(
        number >= 1 && number <= 65535, field, number + " is not a port; use 1 to 65535");
  }
}
