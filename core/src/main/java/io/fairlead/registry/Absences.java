package io.fairlead.registry;

import io.fairlead.catalog.Change;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Nodes that have endpoints and are not there. An agent that lost its lease for a moment keeps its
 * containers' traffic; a node that stays away is given up. Used by one thread.
 */
final class Absences {
  private final String self;
  private final Duration patience;
  private final Time time;
  private final Map<String, Long> since = new HashMap<>();

  /**
   * Nobody yet.
   *
   * @param self this node, which is never given up
   * @param patience how long a node may be away
   */
  Absences(String self, Duration patience, Time time) {
    this.self = self;
    this.patience = patience;
    this.time = time;
  }

  /** Looks at all. */
  void see(Snapshot now) {
    Set<String> nodes = new HashSet<>();
    for (NetworkEndpoint endpoint : now.networks().everyEndpoint()) {
      nodes.add(endpoint.id().node());
    }
    since.keySet().retainAll(nodes);
    nodes.forEach(node -> look(node, now));
  }

  /** Looks at those that these steps to {@code now} are about. */
  void see(List<Change> steps, Snapshot now) {
    for (Change step : steps) {
      if (step instanceof Change.RemoveNode(String name)) {
        look(name, now);
      } else if (step instanceof Change.PutEndpoint(NetworkEndpoint endpoint)) {
        look(endpoint.id().node(), now);
      } else if (step instanceof Change.PutNode put) {
        since.remove(put.node().name());
      }
    }
  }

  /** Gives up those that have been away too long. */
  List<Change> over() {
    List<Change> over = new ArrayList<>();
    since
        .entrySet()
        .removeIf(
            absence -> {
              boolean isOver = time.nanos() - absence.getValue() >= patience.toNanos();
              if (isOver) {
                over.add(new Change.GiveUpNode(absence.getKey()));
              }
              return isOver;
            });
    return over;
  }

  private void look(String node, Snapshot now) {
    if (now.node(node) != null) {
      since.remove(node);
    } else if (!node.equals(self)
        && !now.networks().isGivenUp(node)
        && !now.networks().endpointsOf(node).isEmpty()) {
      since.putIfAbsent(node, time.nanos());
    }
  }
}
