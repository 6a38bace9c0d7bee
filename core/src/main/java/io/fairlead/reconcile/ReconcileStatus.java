package io.fairlead.reconcile;

import io.fairlead.spi.kernel.HostItem.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How a host stands against what it should be.
 *
 * @param round how often it was looked at
 * @param at when it was looked at last
 * @param items how many items it should have
 * @param open what differs still, and why
 * @param trouble why it could not be looked at, or empty
 * @param changes steps taken because something else was wanted, by kind
 * @param repairs steps taken because somebody else had changed something, by kind
 */
public record ReconcileStatus(
    long round,
    Instant at,
    int items,
    List<Open> open,
    String trouble,
    Map<Kind, Long> changes,
    Map<Kind, Long> repairs) {
  public ReconcileStatus {
    open = List.copyOf(open);
    changes = Map.copyOf(changes);
    repairs = Map.copyOf(repairs);
  }

  /**
   * A difference that could not be mended.
   *
   * @param what the step that would mend it
   * @param why it was not done, and what to do next
   */
  public record Open(String what, String why) {
    @Override
    public String toString() {
      return what + ": " + why;
    }
  }

  /** Whether the host is as it should be. */
  public boolean inSync() {
    return round > 0 && open.isEmpty() && trouble.isEmpty();
  }
}
