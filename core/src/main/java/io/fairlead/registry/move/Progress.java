package io.fairlead.registry.move;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a move is.
 *
 * @param plan null where there is none
 * @param moved whether this call changed the plan
 * @param waiting nodes that have not done yet what the plan says
 * @param problems what keeps some of these from it, by node
 * @param differing keys that the two stores do not agree on, at most a few
 */
public record Progress(
    @Nullable Plan plan,
    boolean moved,
    List<String> waiting,
    Map<String, String> problems,
    List<String> differing) {
  static Progress of(@Nullable Plan plan, boolean moved) {
    return new Progress(plan, moved, List.of(), Map.of(), List.of());
  }

  /** Whether there is nothing left to do in this direction. */
  public boolean finished() {
    return plan == null || (plan.phase() == Phase.DONE && waiting.isEmpty());
  }
}
