package io.fairlead.spi;

import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.NetworkEndpoint;
import java.util.List;

/**
 * Where the one who attaches containers says what endpoints this node has. Thread-safe; each call
 * returns once it is handed on, and shows in the catalog soon after.
 */
public interface Endpoints {
  /** These are all; what the agent before left is kept until this is called first. */
  void reset(List<NetworkEndpoint> all);

  /** There is this one, new or changed. */
  void upsert(NetworkEndpoint endpoint);

  /** This one is gone; nothing happens where it was not there. */
  void remove(EndpointId id);

  /** Those that there are, what the agent before left included, in no order. */
  List<NetworkEndpoint> all();
}
