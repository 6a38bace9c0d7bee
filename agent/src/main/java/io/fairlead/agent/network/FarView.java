package io.fairlead.agent.network;

import io.fairlead.agent.asking.Answer;
import io.fairlead.agent.asking.Question;
import io.fairlead.catalog.Snapshot;
import io.fairlead.dataplane.Choice;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.nft.NftException;
import io.fairlead.linux.rtnetlink.NetlinkException;
import io.fairlead.linux.sys.SysException;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.policy.Guard;
import io.fairlead.reconcile.Reconciler;
import io.fairlead.spi.PolicyReport;
import io.fairlead.spi.kernel.KernelException;
import io.fairlead.wire.netlink.HardwareAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What this host sees of a way that comes from another: the same that a trace looks at where it
 * starts, from the other end. It only looks; nothing is sent.
 */
public final class FarView {
  private final NodeNetworks.Parts parts;
  private final Plans plans;
  private final Reconciler reconciler;
  private final Supplier<List<Standing>> standings;
  private final Tracer.Around around;

  FarView(
      NodeNetworks.Parts parts,
      Plans plans,
      Reconciler reconciler,
      Supplier<List<Standing>> standings,
      Tracer.Around around) {
    this.standings = standings;
    this.parts = parts;
    this.plans = plans;
    this.reconciler = reconciler;
    this.around = around;
  }

  /** Answers another node's trace. */
  public Answer answer(Question question) {
    try {
      TraceSteps steps = new TraceSteps();
      look(question, steps);
      return Answer.of(steps.all());
    } catch (KernelException | NetlinkException | NftException | SysException e) {
      return Answer.refusing(
          "the kernel of " + parts.node() + " cannot be looked at: " + e.getMessage());
    }
  }

  private void look(Question question, TraceSteps steps) {
    Snapshot snapshot = parts.catalog().snapshot();
    List<NetworkEndpoint> own = parts.own().get();
    NetworkEndpoint end =
        own.stream().filter(one -> one.id().equals(question.end())).findFirst().orElse(null);
    String path = end == null ? null : around.sandbox().apply(end.id());
    if (end == null || path == null || end.state() != NetworkEndpoint.State.JOINED) {
      steps.broken(
          "address",
          parts.node() + " has no such container attached",
          "start the container; where it runs, restart it");
      return;
    }
    Network network = snapshot.networks().network(end.network());
    NetworkEndpoint start = snapshot.networks().endpoint(question.start());
    if (network == null || start == null) {
      steps.broken(
          "catalog",
          parts.node() + " does not know of " + (network == null ? end.network() : "the asker"),
          "wait for the store; 'fairlead status' there says how old its snapshot is");
      return;
    }
    steps.ok("address", "it is attached as the catalog says");
    TraceWay way = new TraceWay(reconciler, plans.of(snapshot, own));
    new TracePolicy(question.from(), TraceNames.called(start), question.port(), question.protocol())
        .judge(network, end, way, plans.members(snapshot, own), steps);
    dropped(question, end, steps);
    dataplane(network, question, snapshot, own, steps);
    try (NetworkNamespace container = NetworkNamespace.open(Path.of(path))) {
      SandboxSight sight = SandboxSight.of(container, question.from().isV6());
      way.link("link", network, end, sight, steps);
      way.route(question.from(), sight, steps);
      boolean ethernet =
          Choice.of(plans.site(network, snapshot, own)).type().equals("vxlan")
              && start.mac() != null
              && start.network().equals(network.name());
      way.neighbour(question.from(), start, ethernet ? mac(start) : null, sight, steps);
    }
  }

  private static @Nullable HardwareAddress mac(NetworkEndpoint endpoint) {
    return endpoint.mac() == null ? null : HardwareAddress.of(endpoint.mac());
  }

  /** How this host sends on that network, which must be as the other does. */
  private void dataplane(
      Network network,
      Question question,
      Snapshot snapshot,
      List<NetworkEndpoint> own,
      TraceSteps steps) {
    for (Standing one : standings.get()) {
      if (one.network().name().equals(network.name())) {
        String way = one.choice().type();
        boolean differs = !question.way().isEmpty() && !question.way().equals(way);
        List<String> wrong =
            differs
                ? List.of(parts.node() + " sends by " + way + " and the other by " + question.way())
                : one.doubts();
        int mtu = plans.site(network, snapshot, own).underlayMtu();
        steps.judged(
            "dataplane",
            wrong,
            one.choice().type() + " (" + one.choice().why() + "), over a link of MTU " + mtu,
            "'fairlead status' on both hosts says why each chose so");
      }
    }
  }

  /** What the rules of this host dropped of the other's packets lately. */
  private void dropped(Question question, NetworkEndpoint end, TraceSteps steps) {
    List<Guard> guards = Plans.guards(parts.catalog().snapshot(), List.of(end));
    if (guards.isEmpty()) {
      return;
    }
    try (NetworkNamespace host = around.host().get()) {
      PolicyReport report = PolicyReports.of(parts.node(), guards, host, (name, address) -> "");
      StringBuilder found = new StringBuilder();
      for (PolicyReport.Guarded one : report.guarded()) {
        for (PolicyReport.Refused refused : one.refused()) {
          if (refused.address().equals(question.from().toString())) {
            found.append(found.isEmpty() ? "" : ", ");
            found.append(refused.packets()).append(" to ").append(refused.port());
          }
        }
      }
      steps.ok(
          "drops",
          found.isEmpty() ? "no packet from there was dropped lately" : "dropped lately: " + found);
    }
  }
}
