package io.fairlead.registry;

import io.fairlead.model.Instance;
import io.fairlead.model.Node;

/** What an entry of this node can hold. */
sealed interface Content {
  /** Whether the entry goes with the node's lease. */
  default boolean leased() {
    return !(this instanceof OfDrain);
  }

  record OfNode(Node node) implements Content {}

  record OfInstance(Instance instance) implements Content {}

  record OfDrain(DrainMark mark) implements Content {}
}
