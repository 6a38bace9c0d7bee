package io.fairlead.agent.network;

import io.fairlead.catalog.Snapshot;
import io.fairlead.dataplane.Choice;
import io.fairlead.linux.Ping;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Port.Protocol;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.policy.Guard;
import io.fairlead.policy.Members;
import io.fairlead.reconcile.Reconciler;
import io.fairlead.spi.NetworkRefused;
import io.fairlead.spi.Trace;
import io.fairlead.spi.dataplane.Peer;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.ways.Report;
import io.fairlead.wire.netlink.HardwareAddress;
import io.fairlead.wire.netlink.LinkMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Walks from a container of this host to another, wherever that is. Of another host it sees what
 * the catalog knows, and what answers.
 */
public final class Tracer {
  private final NodeNetworks.Parts parts;
  private final Plans plans;
  private final Reconciler reconciler;
  private final Around around;
  private final Supplier<Map<String, Report>> ways;

  /**
   * What a trace needs beside the networks.
   *
   * @param host opens this host's namespace
   * @param sandbox the path of an own endpoint's namespace, or null
   * @param resolver whether containers have one at 127.0.0.11
   */
  public record Around(
      Supplier<NetworkNamespace> host,
      Function<EndpointId, @Nullable String> sandbox,
      boolean resolver) {}

  Tracer(
      NodeNetworks.Parts parts,
      Plans plans,
      Reconciler reconciler,
      Supplier<Map<String, Report>> ways,
      Around around) {
    this.ways = ways;
    this.parts = parts;
    this.plans = plans;
    this.reconciler = reconciler;
    this.around = around;
  }

  /**
   * The way.
   *
   * @throws NetworkRefused where it does not start on this host
   */
  public Trace trace(String from, String to) {
    TraceTarget target = TraceTarget.parse(to);
    Snapshot snapshot = parts.catalog().snapshot();
    List<NetworkEndpoint> own = parts.own().get();
    TraceNames names = new TraceNames(parts.node(), snapshot, own);
    List<NetworkEndpoint> starts = names.starts(from);
    TraceSteps steps = new TraceSteps();
    String path = around.sandbox().apply(starts.getFirst().id());
    if (path == null) {
      throw new NetworkRefused(
          from + " is not attached any more; 'fairlead network inspect' shows who is");
    }
    try (NetworkNamespace container = NetworkNamespace.open(Path.of(path));
        NetworkNamespace host = around.host().get()) {
      TraceNames.Ends ends =
          names.resolve(starts, target, around.resolver() ? container : null, steps);
      if (ends != null) {
        walk(ends, target, container, host, new Walk(snapshot, own, steps));
      }
    }
    return steps.trace(from, to);
  }

  private record Walk(Snapshot snapshot, List<NetworkEndpoint> own, TraceSteps steps) {}

  private void walk(
      TraceNames.Ends ends,
      TraceTarget target,
      NetworkNamespace container,
      NetworkNamespace host,
      Walk walk) {
    TraceSteps steps = walk.steps();
    NetworkEndpoint start = ends.start();
    NetworkEndpoint end = ends.end();
    IpAddress to = ends.address();
    Network network = walk.snapshot().networks().network(start.network());
    if (network == null) {
      steps.broken(
          "network", start.network() + " is not known", "wait for the store; 'fairlead status'");
      return;
    }
    TraceWay way = new TraceWay(reconciler, plans.of(walk.snapshot(), walk.own()));
    boolean pings = policy(network, ends, target, way, walk);
    holder(to, end, walk);
    // Whoever must be asked is asked now, so that the walk sees the answer.
    Ping.Outcome first = TraceProbes.small(container, to);
    SandboxSight sight = SandboxSight.of(container, to.isV6());
    way.link("link", network, start, sight, steps);
    otherLink(network, end, way, walk);
    way.route(to, sight, steps);
    Site site = plans.site(network, walk.snapshot(), walk.own());
    way.neighbour(to, end, mac(network, site, end), sight, steps);
    NetworkEndpoint far = end == null || end.id().node().equals(parts.node()) ? null : end;
    if (far != null) {
      Peer peer = site.peer(far.id());
      boolean present = walk.snapshot().node(far.id().node()) != null;
      if (peer == null) {
        steps.broken(
            "peer",
            "nobody knows where " + far.id().node() + " is",
            "start the agent on " + far.id().node());
      } else {
        way(Choice.of(site).type(), peer.node(), steps);
        TraceProbes.peer(host, peer, site.underlayMtu(), present, steps);
      }
    }
    if (pings) {
      LinkMessage link = sight.linkWith(ends.own());
      TraceProbes.whole(container, to, link == null ? 1280 : link.mtu(), first, steps);
    } else {
      steps.skipped("ping", "the rules of " + target.host() + " allow none", "");
    }
    if (target.port() > 0) {
      TraceProbes.connect(container, to, target.port(), steps);
    }
    if (far != null) {
      String node = far.id().node();
      steps.skipped(
          "far side",
          "the kernel of " + node + " was not looked at",
          "on "
              + node
              + ": fairlead trace "
              + TraceNames.called(far)
              + " "
              + TraceNames.called(start));
    }
  }

  /** Whether a ping is allowed. */
  private boolean policy(
      Network network, TraceNames.Ends ends, TraceTarget target, TraceWay way, Walk walk) {
    NetworkEndpoint end = ends.end();
    List<String> wrong = new ArrayList<>(way.filters());
    if (!wrong.isEmpty()) {
      walk.steps()
          .broken(
              "policy",
              String.join("; ", wrong),
              "the agent mends this within a minute; where it does not, 'fairlead status' says why");
      return true;
    }
    if (end != null && !network.options().icc()) {
      walk.steps()
          .broken(
              "policy",
              "containers of " + network.name() + " do not reach each other: icc is off",
              "make the network without icc=false");
      return true;
    }
    Guard guard = end == null ? null : Guard.of(network, end);
    if (guard == null || !guard.enforced()) {
      walk.steps()
          .ok("policy", end == null ? "it leaves the network" : "no label says who may come");
      return true;
    }
    Members members = plans.members(walk.snapshot(), walk.own());
    Guard.Verdict verdict = guard.judge(ends.own(), target.port(), Protocol.TCP, members);
    if (verdict.allowed()) {
      walk.steps().ok("policy", "allowed by " + verdict.rule());
    } else {
      String who = TraceNames.called(ends.start());
      walk.steps()
          .broken(
              "policy",
              verdict.rule(),
              "label "
                  + TraceNames.called(guard.endpoint())
                  + " with fairlead.allow=from:"
                  + who
                  + (target.port() > 0 ? " port:" + target.port() : ""));
    }
    return guard.judge(ends.own(), 0, Protocol.TCP, members).allowed();
  }

  private void holder(IpAddress to, @Nullable NetworkEndpoint end, Walk walk) {
    if (end == null) {
      walk.steps().ok("address", to + " is of no container of the cluster");
    } else if (end.state() == NetworkEndpoint.State.JOINED) {
      walk.steps()
          .ok("address", to + " is held by " + TraceNames.called(end) + " on " + end.id().node());
    } else {
      walk.steps()
          .broken(
              "address",
              to + " is kept for " + TraceNames.called(end) + ", which is not attached",
              "start the container");
    }
  }

  /** The other end's link, where it is of this host. */
  private void otherLink(Network network, @Nullable NetworkEndpoint end, TraceWay way, Walk walk) {
    if (end == null || !end.id().node().equals(parts.node())) {
      return;
    }
    String path = around.sandbox().apply(end.id());
    if (path == null) {
      walk.steps().broken("other link", "it is not attached any more", "start the container");
      return;
    }
    try (NetworkNamespace other = NetworkNamespace.open(Path.of(path))) {
      SandboxSight sight = SandboxSight.of(other, end.addresses().getFirst().isV6());
      way.link("other link", network, end, sight, walk.steps());
    }
  }

  /**
   * Which way packets go to another host, where that is found by asking, and whether it carries.
   */
  private void way(String dataplane, String node, TraceSteps steps) {
    Report report = ways.get().get(node);
    WayDoubts.Doubt doubt = report == null ? null : WayDoubts.of(dataplane, report);
    if (doubt != null) {
      steps.broken("way", doubt.found(), doubt.mend());
    } else if (report != null && dataplane.equals(Network.AUTO)) {
      steps.ok("way", report.text());
    }
  }

  /** The hardware address that the container must find, or null where any will do. */
  private @Nullable HardwareAddress mac(Network network, Site site, @Nullable NetworkEndpoint end) {
    boolean here = end != null && end.id().node().equals(parts.node());
    boolean ethernet = here || Choice.of(site).type().equals("vxlan");
    if (end == null || end.mac() == null || !ethernet || !end.network().equals(network.name())) {
      return null;
    }
    return HardwareAddress.of(end.mac());
  }
}
