package io.fairlead.agent.network;

import io.fairlead.model.IpAddress;
import io.fairlead.model.net.LinkNames;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.reconcile.Differences;
import io.fairlead.reconcile.Reconciler;
import io.fairlead.spi.kernel.FlowState;
import io.fairlead.spi.kernel.ForwardingState;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.NeighbourState;
import io.fairlead.spi.kernel.NftTable;
import io.fairlead.spi.kernel.Op;
import io.fairlead.spi.kernel.PassState;
import io.fairlead.spi.kernel.RouteState;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.Scope;
import io.fairlead.spi.kernel.SwitchPort;
import io.fairlead.spi.kernel.SwitchState;
import io.fairlead.spi.kernel.SysctlState;
import io.fairlead.wire.netlink.HardwareAddress;
import io.fairlead.wire.netlink.LinkMessage;
import io.fairlead.wire.netlink.NeighbourMessage;
import io.fairlead.wire.netlink.RouteMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What stands on the way in this host's kernel, beside what should. */
final class TraceWay {
  private static final int INCOMPLETE = 0x01; // NUD_INCOMPLETE
  private static final int FAILED = 0x20; // NUD_FAILED
  private static final String MENDS =
      "the agent mends this within a minute; where it does not, 'fairlead status' says why";
  private static final String RESTART = "restart the container";

  private final HostState desired;
  private final List<Op> differences;

  TraceWay(Reconciler reconciler, HostState desired) {
    this.desired = desired;
    this.differences = Differences.between(reconciler.look(Scope.of(desired)), desired);
  }

  /** The filters that packets pass. */
  List<String> filters() {
    return wrong(item -> item instanceof NftTable || item instanceof PassState);
  }

  /** The links of an own endpoint, on both sides. */
  void link(
      String step, Network network, NetworkEndpoint own, SandboxSight sight, TraceSteps steps) {
    String host = LinkNames.hostEnd(own.id());
    List<String> names = List.of(host, LinkNames.bridge(network), LinkNames.vxlan(network));
    List<String> wrong =
        new ArrayList<>(
            wrong(
                item ->
                    item instanceof LinkState link
                        ? names.contains(link.name())
                        : (item instanceof SwitchState one && names.contains(one.name()))
                            || (item instanceof SwitchPort port && names.contains(port.name()))
                            || (item instanceof SysctlState
                                && item.link() != null
                                && names.contains(item.link()))));
    LinkMessage inside = sight.linkWith(own.addresses().getFirst());
    LinkState planned =
        desired.get(LinkState.key(Sandbox.HOST, host)) instanceof LinkState link ? link : null;
    if (inside == null) {
      wrong.add("no link in the container has " + own.addresses().getFirst());
      steps.judged(step, wrong, "", RESTART);
      return;
    }
    if (!inside.up()) {
      wrong.add(inside.name() + " in the container is down");
    }
    if (planned != null && planned.mtu() > 0 && inside.mtu() != planned.mtu()) {
      wrong.add(
          inside.name()
              + " in the container has MTU "
              + inside.mtu()
              + ", and the network has "
              + planned.mtu());
    }
    String well =
        (planned == null ? "" : host + " is up in " + LinkNames.bridge(network) + "; ")
            + inside.name()
            + " in the container is up, MTU "
            + inside.mtu();
    boolean inContainer = differences.isEmpty();
    steps.judged(step, wrong, well, inContainer ? RESTART : MENDS);
  }

  /** The routes to an address, in the container and on the host. */
  void route(IpAddress to, SandboxSight sight, TraceSteps steps) {
    List<String> wrong =
        new ArrayList<>(
            wrong(item -> item instanceof RouteState route && route.destination().contains(to)));
    RouteMessage inside = sight.routeTo(to);
    if (inside == null) {
      steps.broken(
          "route",
          "the container has no route to " + to,
          "connect it to a network that leads there (docker network connect); internal networks"
              + " lead nowhere else");
      return;
    }
    LinkMessage link = sight.link(inside.index());
    String well =
        inside.destination()
            + (inside.via() == null ? "" : " via " + inside.via())
            + (link == null ? "" : " by " + link.name());
    String host =
        desired.all(RouteState.class).stream()
            .filter(one -> one.destination().contains(to))
            .map(one -> ", on the host " + one)
            .findFirst()
            .orElse("");
    steps.judged("route", wrong, well + host, MENDS);
  }

  /**
   * The next hop, as the container knows it, and what leads on from there.
   *
   * @param mac the hardware address that the next hop must have, or null for any
   */
  void neighbour(
      IpAddress to,
      @Nullable NetworkEndpoint endpoint,
      @Nullable HardwareAddress mac,
      SandboxSight sight,
      TraceSteps steps) {
    HardwareAddress own =
        endpoint == null || endpoint.mac() == null ? null : HardwareAddress.of(endpoint.mac());
    List<String> wrong =
        new ArrayList<>(
            wrong(
                item ->
                    switch (item) {
                      case NeighbourState one -> one.address().equals(to);
                      case ForwardingState one -> one.mac().equals(own);
                      case FlowState one ->
                          one.what().equals(FlowState.Asking.of(to))
                              || (own != null && one.what().equals(new FlowState.Frames(own)));
                      default -> false;
                    }));
    boolean ofHost = !wrong.isEmpty();
    RouteMessage route = sight.routeTo(to);
    IpAddress hop = route == null || route.via() == null ? to : route.via();
    NeighbourMessage known = route == null ? null : sight.neighbour(route.index(), hop);
    if (known != null && (known.state() & (FAILED | INCOMPLETE)) != 0) {
      wrong.add("nobody answered the container who has " + hop);
    } else if (known != null && mac != null && !mac.equals(known.mac())) {
      wrong.add("the container takes " + hop + " to be at " + known.mac() + ", not at " + mac);
    }
    String well = known == null ? hop + " was not asked for yet" : hop + " is at " + known.mac();
    String entries =
        desired.all(ForwardingState.class).stream()
            .filter(one -> one.mac().equals(own) && one.destination() != null)
            .map(one -> ", " + one)
            .findFirst()
            .orElse("");
    steps.judged(
        "neighbour",
        wrong,
        well + entries,
        ofHost ? MENDS : "in the container: ip neigh flush all; if it stays, restart it");
  }

  private List<String> wrong(Predicate<HostItem> concerned) {
    List<String> wrong = new ArrayList<>();
    for (Op op : differences) {
      if (concerned.test(op.item())) {
        wrong.add(
            switch (op) {
              case Op.Create(HostItem item) ->
                  item.key().kind().word() + " " + item + " is missing";
              case Op.Change(HostItem is, HostItem should) ->
                  should.key().kind().word() + " is " + is + ", and should be " + should;
              case Op.Delete(HostItem item) -> item.key() + " should not be there";
            });
      }
    }
    return wrong;
  }
}
