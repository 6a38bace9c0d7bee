package io.fairlead.agent.network;

import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.model.IpAddress;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.policy.Allow;
import io.fairlead.policy.Guard;
import io.fairlead.policy.Rules;
import io.fairlead.spi.PolicyReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;

/** What stands before this host's endpoints, with what the kernel has counted. */
public final class PolicyReports {
  private PolicyReports() {}

  /**
   * The report of a host.
   *
   * @param names the container at an address of a network, or empty
   */
  public static PolicyReport of(
      String node,
      List<Guard> guards,
      NetworkNamespace host,
      BiFunction<String, IpAddress, String> names) {
    List<PolicyReport.Guarded> all = new ArrayList<>();
    if (!guards.isEmpty()) {
      PolicyCounts counts = PolicyCounts.read(host);
      guards.forEach(guard -> all.add(guarded(guard, counts, names)));
    }
    all.sort(
        Comparator.comparing(PolicyReport.Guarded::container)
            .thenComparing(PolicyReport.Guarded::network));
    return new PolicyReport(node, all);
  }

  private static PolicyReport.Guarded guarded(
      Guard guard, PolicyCounts counts, BiFunction<String, IpAddress, String> names) {
    NetworkEndpoint endpoint = guard.endpoint();
    String network = guard.network().name();
    List<PolicyReport.Rule> rules = new ArrayList<>();
    for (Allow rule : guard.labels().rules()) {
      String number = Integer.toString(rules.size() + 1);
      rules.add(
          new PolicyReport.Rule(rule.label(), rule.text(), counts.passed(guard.chain(), number)));
    }
    List<PolicyReport.Refused> refused = new ArrayList<>();
    for (IpAddress address : endpoint.addresses()) {
      for (PolicyCounts.Refusal one : counts.refusals(address)) {
        refused.add(
            new PolicyReport.Refused(
                one.from().toString(),
                names.apply(network, one.from()),
                one.port(),
                one.packets()));
      }
    }
    String name = endpoint.container().name();
    return new PolicyReport.Guarded(
        name.isEmpty() ? endpoint.id().id() : name,
        network,
        rules,
        guard.closed(),
        guard.dryRun(),
        guard.enforced(),
        counts.dropped(guard.chain()),
        counts.passed(guard.chain(), Rules.DRY),
        refused);
  }
}
