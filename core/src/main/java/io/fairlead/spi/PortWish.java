package io.fairlead.spi;

import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Port;
import io.fairlead.model.net.PublishedPort;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A port of an endpoint that somebody wants published.
 *
 * @param hostAddress as of {@link PublishedPort}
 * @param from the lowest port of the node that will do; 0 for any
 * @param to the highest; 0 with {@code from}
 * @param port the endpoint's
 */
public record PortWish(
    Port.Protocol protocol, @Nullable IpAddress hostAddress, int from, int to, int port) {
  public PortWish {
    InvalidField.unless(
        from >= 0 && to >= from && to <= 65535 && (from > 0 || to == 0),
        "ports.host_port",
        from + "-" + to + " is no range of ports; use 1 to 65535");
    InvalidField.unless(
        port >= 1 && port <= 65535, "ports.port", port + " is not a port; use 1 to 65535");
  }

  /** Whether any port of the node will do. */
  public boolean isAny() {
    return from == 0;
  }

  /** What it is with this port of the node. */
  public PublishedPort at(int hostPort) {
    return new PublishedPort(protocol, hostAddress, hostPort, port);
  }

  /** Whether a published port is what is wanted. */
  public boolean isMetBy(PublishedPort one) {
    return protocol == one.protocol()
        && port == one.port()
        && Objects.equals(hostAddress, one.hostAddress())
        && (isAny() || (one.hostPort() >= from && one.hostPort() <= to));
  }

  /** {@code 8080/tcp} or {@code 8000-8010/tcp}: the ports of the node. */
  public String text() {
    String ports = isAny() ? "any" : from == to ? "" + from : from + "-" + to;
    return ports + "/" + protocol.name().toLowerCase(Locale.ROOT);
  }
}
