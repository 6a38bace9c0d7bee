package io.fairlead.catalog;

import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.Node;

/** One step from a snapshot to the next. */
public sealed interface Change {
  /** An instance, new or changed. */
  record PutInstance(Instance instance) implements Change {}

  /** An instance that is gone; unknown ids change nothing. */
  record RemoveInstance(InstanceId id) implements Change {}

  /** A node, new or changed. */
  record PutNode(Node node) implements Change {}

  /** A node that is gone; unknown names change nothing. */
  record RemoveNode(String name) implements Change {}
}
