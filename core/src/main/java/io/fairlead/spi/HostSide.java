package io.fairlead.spi;

import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;

/**
 * Brings one endpoint into the host's kernel, and out of it, at once: the fast way beside the
 * reconciler, which repairs behind it. Thread-safe; doing the same twice does nothing the second
 * time.
 */
public interface HostSide {
  /**
   * Makes what this endpoint needs, and looks that it is there.
   *
   * @param sandbox the path of the container's network namespace
   * @throws AttachRefused where it cannot be had in time; nothing of the endpoint is left then
   */
  Interface realise(Network network, NetworkEndpoint endpoint, String sandbox);

  /**
   * The same for a container that no engine looks after: its end may be in the sandbox already,
   * under the name that is answered, which takes less time than to move it there.
   */
  default Interface realiseWithin(Network network, NetworkEndpoint endpoint, String sandbox) {
    return realise(network, endpoint, sandbox);
  }

  /** Takes away all that only this endpoint needed. Nothing happens where nothing was made. */
  void release(NetworkEndpoint endpoint);
}
