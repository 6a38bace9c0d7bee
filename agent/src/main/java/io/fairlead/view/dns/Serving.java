package io.fairlead.view.dns;

import io.fairlead.model.Health;
import io.fairlead.model.Instance;
import java.util.List;

/** Which of a service's instances are answered. Pure. */
final class Serving {
  private Serving() {}

  /**
   * The healthy ones. In a panic, where less than {@code panicThreshold} percent of those not
   * draining are healthy or none is, all that are not draining: checks alone never blank an answer.
   * Those of weight 0 stand back where others are left.
   */
  static List<Instance> of(List<Instance> members, int panicThreshold) {
    List<Instance> staying = members.stream().filter(member -> !member.draining()).toList();
    List<Instance> healthy =
        staying.stream().filter(member -> member.health() == Health.PASSING).toList();
    boolean panic =
        healthy.isEmpty() || healthy.size() * 100L < (long) panicThreshold * staying.size();
    List<Instance> pool = panic ? staying : healthy;
    boolean weighted = pool.stream().anyMatch(member -> member.weight() > 0);
    return weighted ? pool.stream().filter(member -> member.weight() > 0).toList() : pool;
  }
}
