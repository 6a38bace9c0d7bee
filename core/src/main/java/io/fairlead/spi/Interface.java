package io.fairlead.spi;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of an endpoint that its container gets.
 *
 * @param link the interface to move into the sandbox, as it is called on the host
 * @param prefix what it is called there, before a number: {@code eth}
 * @param gateway the way out over IPv4, or null for none
 * @param gatewayV6 the way out over IPv6, or null for none
 * @param routes besides those that its addresses and gateways make
 * @param mtu of the interface, or 0 for the one that it has
 */
public record Interface(
    String link,
    String prefix,
    @Nullable IpAddress gateway,
    @Nullable IpAddress gatewayV6,
    List<Route> routes,
    int mtu) {
  /** What interfaces are called in a container. */
  public static final String USUAL_PREFIX = "eth";

  public Interface {
    routes = List.copyOf(routes);
  }

  /**
   * A route inside the container.
   *
   * @param via the next hop, or null where it is reached directly
   */
  public record Route(IpPrefix destination, @Nullable IpAddress via) {}
}
