package io.fairlead.attach;

import io.fairlead.model.net.EndpointId;
import java.util.HashSet;
import java.util.Set;

/**
 * Endpoints whose containers never came up: nothing was sent from their addresses. Those of an
 * agent before are not among them. Thread-safe.
 */
final class Untried {
  private final Set<EndpointId> ids = new HashSet<>();

  /** It was made, or did not come up after all; whether it was not here. */
  synchronized boolean add(EndpointId id) {
    return ids.add(id);
  }

  /** It comes up, or ends; whether it was here. */
  synchronized boolean remove(EndpointId id) {
    return ids.remove(id);
  }
}
