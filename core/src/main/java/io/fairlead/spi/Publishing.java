package io.fairlead.spi;

import io.fairlead.model.net.EndpointId;
import java.util.List;

/**
 * Publishes ports of this node's endpoints. Thread-safe; the same call twice does nothing the
 * second time.
 */
public interface Publishing {
  /**
   * These ports of an endpoint lead to it, and no others. Those of a network that its host leads
   * nothing to, as one without a way out, are passed by.
   *
   * @throws AttachRefused where one cannot be had; nothing is published for the endpoint then
   */
  void publish(EndpointId id, List<PortWish> wishes);

  /** Nothing of an endpoint is published any more. */
  void withdraw(EndpointId id);
}
