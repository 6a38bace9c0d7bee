package io.fairlead.policy;

import io.fairlead.model.IpAddress;
import io.fairlead.model.Port.Protocol;
import io.fairlead.model.net.LinkNames;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands before one endpoint whose container does not take everybody.
 *
 * @param labels what its container asks for; nothing where the container is not known yet
 * @param known whether the container is known
 */
public record Guard(Network network, NetworkEndpoint endpoint, Labels labels, boolean known) {
  /** The option of a network that keeps containers closed until their labels are known. */
  public static final String POLICY = "policy";

  /** The option of a network that only counts. */
  public static final String DRY_RUN = "policy-dry-run";

  /**
   * What is said to one connection.
   *
   * @param allowed whether it is let through
   * @param rule the one that decided, or why none allows it
   */
  public record Verdict(boolean allowed, String rule) {}

  /** The guard of an endpoint, or null where everybody may come. */
  public static @Nullable Guard of(Network network, NetworkEndpoint endpoint) {
    boolean known = !endpoint.container().id().isEmpty();
    Labels labels = Labels.read(endpoint.container().labels());
    boolean closed = !known && !labels.asked() && isStrict(network);
    return labels.asked() || closed ? new Guard(network, endpoint, labels, known) : null;
  }

  /** Anything but {@code open} is meant to be strict. */
  private static boolean isStrict(Network network) {
    return !network.options().more().getOrDefault(POLICY, "open").equals("open");
  }

  /** Whether what would be dropped is only counted. */
  public boolean dryRun() {
    return labels.dryRun() || "true".equals(network.options().more().get(DRY_RUN));
  }

  /** Why nothing at all may come, or empty. */
  public String closed() {
    if (!labels.wrong().isEmpty()) {
      return labels.wrong().getFirst();
    }
    return labels.asked() || known ? "" : "its labels are not known yet, and the network is strict";
  }

  /** The chain of its rules: a name of its own in each table. */
  public String chain() {
    return "p" + LinkNames.hostEnd(endpoint.id()).substring(3);
  }

  /**
   * What is said to a connection of an address.
   *
   * @param port 0 for what has none, as a ping
   */
  public Verdict judge(IpAddress from, int port, Protocol over, Members members) {
    String closed = closed();
    if (closed.isEmpty()) {
      for (Allow rule : labels.rules()) {
        if (rule.covers(port, over) && comes(rule, from, members)) {
          return new Verdict(true, rule.text());
        }
      }
      closed = "no rule of " + Labels.ALLOW + " allows it";
    }
    return new Verdict(dryRun(), dryRun() ? closed + ", and it is only counted" : closed);
  }

  private boolean comes(Allow rule, IpAddress from, Members members) {
    return rule.from().stream()
        .anyMatch(
            peers ->
                switch (peers) {
                  case Peers.Anybody() -> true;
                  case Peers.Within(var prefix) -> prefix.contains(from);
                  case Peers.Named _, Peers.OnNetwork _ ->
                      members.of(network.name(), peers).contains(from);
                });
  }

  /** Whether its host can enforce it: what stands in somebody else's network passes no bridge. */
  public boolean enforced() {
    return !List.of("macvlan", "ipvlan").contains(network.dataplane());
  }
}
