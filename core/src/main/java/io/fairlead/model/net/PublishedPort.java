package io.fairlead.model.net;

import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Port;
import org.jspecify.annotations.Nullable;

/**
 * A port of a node that leads to one of an endpoint.
 *
 * @param hostAddress the node's address that it is published on; null for all
 * @param hostPort the node's port
 * @param port the endpoint's
 */
public record PublishedPort(
    Port.Protocol protocol, @Nullable IpAddress hostAddress, int hostPort, int port) {
  public PublishedPort {
    require("ports.host_port", hostPort);
    require("ports.port", port);
  }

  private static void require(String field, int number) {
    InvalidField.unless(
        number >= 1 && number <= 65535, field, number + " is not a port; use 1 to 65535");
  }
}
