package io.fairlead.agent;

import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.HostSide;
import io.fairlead.spi.Interface;

/** Stands where an agent has nothing to realise networks with. */
final class NoDataplane implements HostSide {
  @Override
  public Interface realise(Network network, NetworkEndpoint endpoint, String sandbox) {
    throw new AttachRefused("this agent cannot realise networks; use a newer one", false);
  }

  @Override
  public void release(NetworkEndpoint endpoint) {
    // Nothing was made.
  }
}
