package io.fairlead.spi;

import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.NetworkEndpoint;
import java.util.List;

/**
 * Attaches containers of this node to networks. Whoever makes containers calls it: an engine's
 * plugin, CNI, a person. Thread-safe; calls for one endpoint are done one after the other, and the
 * same call twice does nothing the second time.
 *
 * <p>What cannot be done throws {@link AttachRefused}, whose message says what to do next; nothing
 * is left of it then.
 */
public interface Attaching {
  /** Makes an endpoint; it has its addresses, and all nodes know of it soon. */
  NetworkEndpoint create(Wish wish);

  /**
   * Makes the host's side of an endpoint.
   *
   * @param sandbox the path of the container's network namespace
   * @return the interface to move there; it is ready
   */
  Interface join(EndpointId id, String sandbox);

  /** Takes the host's side away; the endpoint keeps its addresses. */
  void leave(EndpointId id);

  /** Ends an endpoint and gives its addresses back. Nothing happens where there is none. */
  void remove(EndpointId id);

  /** This node's endpoints, in no order. */
  List<NetworkEndpoint> own();
}
