package io.fairlead.spi;

import java.util.List;

/**
 * Who guards a host's endpoints, and what came.
 *
 * @param node the host's
 */
public record PolicyReport(String node, List<Guarded> guarded) {
  public PolicyReport {
    guarded = List.copyOf(guarded);
  }

  /**
   * One endpoint that does not take everybody.
   *
   * @param container its name, or its endpoint where that is not known
   * @param closed why nobody may come, or empty
   * @param dryRun whether what would be dropped is only counted
   * @param enforced whether this host can enforce it
   * @param dropped packets that were dropped
   * @param dry packets that would have been
   * @param refused whom they were of, lately
   */
  public record Guarded(
      String container,
      String network,
      List<Rule> rules,
      String closed,
      boolean dryRun,
      boolean enforced,
      long dropped,
      long dry,
      List<Refused> refused) {
    public Guarded {
      rules = List.copyOf(rules);
      refused = List.copyOf(refused);
    }
  }

  /**
   * One rule.
   *
   * @param label the label that says so
   * @param allowed packets that began what it allows
   */
  public record Rule(String label, String text, long allowed) {}

  /**
   * Packets that no rule allowed.
   *
   * @param name the sender's, where it is a container of the network, or empty
   * @param port as {@code 5432/tcp}
   */
  public record Refused(String address, String name, String port, long packets) {}
}
