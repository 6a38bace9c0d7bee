package io.fairlead.registry;

import io.fairlead.model.Revision;
import java.time.Instant;

/**
 * Told where changes are on their way from an event to the answers. Called on the engines' threads,
 * so it returns at once; thread-safe.
 */
public interface Milestones {
  /** Tells nobody. */
  Milestones NONE =
      new Milestones() {
        @Override
        public void stored(Instant event, Revision revision) {}

        @Override
        public void shown(Instant event, Revision revision, boolean own) {}
      };

  /**
   * The store has acknowledged a change of this node.
   *
   * @param event when what it says happened
   */
  void stored(Instant event, Revision revision);

  /**
   * The catalog shows a change.
   *
   * @param event when what it says happened, by the clock of the node that says so
   * @param own whether this node said it
   */
  void shown(Instant event, Revision revision, boolean own);
}
