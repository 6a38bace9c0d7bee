package io.fairlead.agent.network;

import io.fairlead.model.IpAddress;
import io.fairlead.model.Port.Protocol;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.policy.Guard;
import io.fairlead.policy.Members;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may come, as one node sees it.
 *
 * @param from the address that asks, and {@code who} it is, for people
 * @param port 0 where none is meant
 */
record TracePolicy(IpAddress from, String who, int port, Protocol protocol) {
  private static final String STEP = "policy";

  /**
   * Judges the way to an endpoint.
   *
   * @param end null where it is no container of the cluster
   * @return whether a ping is allowed
   */
  boolean judge(
      Network network,
      @Nullable NetworkEndpoint end,
      TraceWay way,
      Members members,
      TraceSteps steps) {
    List<String> wrong = way.filters();
    if (!wrong.isEmpty()) {
      steps.broken(
          STEP,
          String.join("; ", wrong),
          "the agent mends this within a minute; where it does not, 'fairlead status' says why");
      return true;
    }
    if (end != null && !network.options().icc()) {
      steps.broken(
          STEP,
          "containers of " + network.name() + " do not reach each other: icc is off",
          "make the network without icc=false");
      return true;
    }
    Guard guard = end == null ? null : Guard.of(network, end);
    if (guard == null || !guard.enforced()) {
      steps.ok(STEP, end == null ? "it leaves the network" : "no label says who may come");
      return true;
    }
    Guard.Verdict verdict = guard.judge(from, port, protocol, members);
    if (verdict.allowed()) {
      steps.ok(STEP, "allowed by " + verdict.rule());
    } else {
      steps.broken(
          STEP,
          verdict.rule(),
          "label "
              + TraceNames.called(guard.endpoint())
              + " with fairlead.allow=from:"
              + who
              + (port == 0 ? "" : " port:" + port + (protocol == Protocol.UDP ? "/udp" : "")));
    }
    return guard.judge(from, 0, Protocol.TCP, members).allowed();
  }
}
