package io.fairlead.agent.network;

import io.fairlead.agent.asking.Answer;
import io.fairlead.agent.asking.Question;
import io.fairlead.catalog.Snapshot;
import io.fairlead.dataplane.Choice;
import io.fairlead.linux.Ping;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Port.Protocol;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.reconcile.Reconciler;
import io.fairlead.spi.NetworkRefused;
import io.fairlead.spi.Trace;
import io.fairlead.spi.dataplane.Peer;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.ways.Report;
import io.fairlead.wire.netlink.HardwareAddress;
import io.fairlead.wire.netlink.LinkMessage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Walks from a container of this host to another, wherever that is. Of another host it sees what
 * the catalog knows, what answers, and what that host's agent says of its side.
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
   * @param far asks another host's agent for its side of the way
   */
  public record Around(
      Supplier<NetworkNamespace> host,
      Function<EndpointId, @Nullable String> sandbox,
      boolean resolver,
      Far far) {}

  /** Asks another host's agent. */
  public interface Far {
    /** What it answers; one that refuses where nothing comes. */
    Answer ask(Question question) throws InterruptedException;
  }

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
    boolean pings =
        new TracePolicy(ends.own(), TraceNames.called(start), target.port(), target.protocol())
            .judge(network, end, way, plans.members(walk.snapshot(), walk.own()), steps);
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
    if (target.port() > 0 && target.protocol() == Protocol.UDP) {
      TraceProbes.datagram(container, to, target.port(), steps);
    } else if (target.port() > 0) {
      TraceProbes.connect(container, to, target.port(), steps);
    }
    if (far != null) {
      farSide(ends, far, target, site, walk);
    }
  }

  /** What the other host's agent sees; where it does not answer, how to find out. */
  private void farSide(
      TraceNames.Ends ends, NetworkEndpoint far, TraceTarget target, Site site, Walk walk) {
    String node = far.id().node();
    Answer answer = Answer.refusing("the agent of " + node + " is away");
    if (walk.snapshot().node(node) != null) {
      Question question =
          new Question(
              far.id(),
              ends.start().id(),
              ends.own(),
              target.port(),
              target.protocol(),
              Choice.of(site).type());
      try {
        answer = around.far().ask(question);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        answer = Answer.refusing("this agent is ending");
      }
    }
    answer.steps().forEach(step -> walk.steps().far(node, step));
    if (answer.steps().isEmpty()) {
      walk.steps()
          .skipped(
              "far side",
              "the kernel of " + node + " was not looked at: " + answer.refused(),
              "on "
                  + node
                  + ": fairlead trace "
                  + TraceNames.called(far)
                  + " "
                  + TraceNames.called(ends.start()));
    }
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
