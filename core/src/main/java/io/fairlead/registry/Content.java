package io.fairlead.registry;

import io.fairlead.model.Instance;
import io.fairlead.model.Node;
import io.fairlead.model.net.NetworkEndpoint;

/** What an entry of this node can hold. */
sealed interface Content {
  /** Whether the entry goes with the node's lease. */
  default boolean leased() {
    return !(this instanceof OfDrain) && !(this instanceof OfEndpoint);
  }

  record OfNode(Node node) implements Content {}

  record OfInstance(Instance instance) implements Content {}

  record OfEndpoint(NetworkEndpoint endpoint) implements Content {}

  record OfDrain(DrainMark mark) implements Content {}
}
