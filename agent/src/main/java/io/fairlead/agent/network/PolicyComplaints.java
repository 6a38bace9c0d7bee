package io.fairlead.agent.network;

import io.fairlead.policy.Guard;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Says once of each container what is wrong with its labels about policy. Used by one thread. */
final class PolicyComplaints {
  private static final System.Logger LOG = System.getLogger(PolicyComplaints.class.getName());

  private Set<String> told = new HashSet<>();

  void tell(List<Guard> guards) {
    Set<String> now = new HashSet<>();
    for (Guard guard : guards) {
      String who = guard.endpoint().container().name();
      for (String wrong : guard.labels().wrong()) {
        now.add("container " + who + " takes no connections: label " + wrong);
      }
      if (!guard.enforced()) {
        now.add(
            "container "
                + who
                + " takes everybody on network "
                + guard.network().name()
                + ": labels about policy have no effect on "
                + guard.network().dataplane());
      }
    }
    now.stream().filter(text -> !told.contains(text)).forEach(text -> LOG.log(Level.WARNING, text));
    told = now;
  }
}
