package io.fairlead.agent;

import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.Attaching;
import io.fairlead.spi.Interface;
import io.fairlead.spi.Wish;
import java.util.List;

/**
 * Attaches nothing new while the node is drained; what is attached stays as it is.
 *
 * @param inner who attaches
 */
record DrainedAttaching(Attaching inner, NodeDrain drain) implements Attaching {
  @Override
  public NetworkEndpoint create(Wish wish) {
    drain
        .refusal()
        .ifPresent(
            why -> {
              throw new AttachRefused(why, false);
            });
    return inner.create(wish);
  }

  @Override
  public Interface join(EndpointId id, String sandbox) {
    return inner.join(id, sandbox);
  }

  @Override
  public void leave(EndpointId id) {
    inner.leave(id);
  }

  @Override
  public void remove(EndpointId id) {
    inner.remove(id);
  }

  @Override
  public List<NetworkEndpoint> own() {
    return inner.own();
  }
}
