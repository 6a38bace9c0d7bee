package io.fairlead.linux;

import io.fairlead.linux.rtnetlink.Rtnetlink;
import io.fairlead.model.IpAddress;
import io.fairlead.spi.kernel.AddressState;
import io.fairlead.spi.kernel.ForwardingState;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.NeighbourState;
import io.fairlead.spi.kernel.RouteState;
import io.fairlead.spi.kernel.RuleState;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.Scope;
import io.fairlead.wire.netlink.AddressMessage;
import io.fairlead.wire.netlink.ForwardingMessage;
import io.fairlead.wire.netlink.HardwareAddress;
import io.fairlead.wire.netlink.LinkKind;
import io.fairlead.wire.netlink.LinkMessage;
import io.fairlead.wire.netlink.NeighbourMessage;
import io.fairlead.wire.netlink.Netlink;
import io.fairlead.wire.netlink.RouteMessage;
import io.fairlead.wire.netlink.RuleMessage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What rtnetlink shows of one sandbox, by names instead of indexes. */
final class Sight {
  private static final int[] FAMILIES = {Netlink.INET, Netlink.INET6};

  private final Sandbox sandbox;
  private final Scope scope;
  private final Rtnetlink kernel;
  private final List<HostItem> items;
  private final Map<Integer, String> names = new HashMap<>();
  private final Set<Integer> seen = new HashSet<>();

  private Sight(Sandbox sandbox, Scope scope, Rtnetlink kernel, List<HostItem> items) {
    this.sandbox = sandbox;
    this.scope = scope;
    this.kernel = kernel;
    this.items = items;
  }

  /** Adds to {@code items} all that is in the scope; the names of all links by their indexes. */
  static Map<Integer, String> of(
      Sandbox sandbox, Scope scope, Rtnetlink kernel, List<HostItem> items) {
    Sight sight = new Sight(sandbox, scope, kernel, items);
    sight.links();
    sight.routes();
    sight.rules();
    if (!sight.seen.isEmpty()) {
      sight.addresses();
      sight.neighbours();
      sight.forwarding();
    }
    return sight.names;
  }

  private void links() {
    List<LinkMessage> links = kernel.list(LinkMessage.dump());
    for (LinkMessage link : links) {
      names.put(link.index(), link.name());
      if (scope.sees(sandbox, link.name())) {
        seen.add(link.index());
      }
    }
    for (LinkMessage link : links) {
      if (seen.contains(link.index())) {
        boolean stands = link.parentNamespace() < 0 && !(link.kind() instanceof LinkKind.Veth);
        items.add(
            new LinkState(
                sandbox,
                link.name(),
                link.kind(),
                link.mtu(),
                link.mac(),
                stands ? names.get(link.parent()) : null,
                names.get(link.master()),
                link.port(),
                link.alias(),
                link.up(),
                null));
      }
    }
  }

  private void addresses() {
    for (AddressMessage address : kernel.list(AddressMessage.dump())) {
      if (seen.contains(address.index()) && (address.flags() & AddressMessage.PERMANENT) != 0) {
        items.add(
            new AddressState(
                sandbox,
                name(address.index()),
                address.address(),
                (address.flags() & AddressMessage.NO_DAD) != 0));
      }
    }
  }

  private void routes() {
    for (int family : FAMILIES) {
      for (RouteMessage route : kernel.list(RouteMessage.dump(family, Scope.PROTOCOL))) {
        if (route.protocol() == Scope.PROTOCOL) {
          items.add(
              new RouteState(
                  sandbox,
                  route.destination(),
                  route.kind(),
                  route.table(),
                  route.metric(),
                  route.via(),
                  names.get(route.index()),
                  route.onlink(),
                  route.mtu(),
                  route.source()));
        }
      }
    }
  }

  private void rules() {
    for (int family : FAMILIES) {
      for (RuleMessage rule : kernel.list(RuleMessage.dump(family))) {
        if (rule.protocol() == Scope.PROTOCOL) {
          items.add(
              new RuleState(
                  sandbox,
                  rule.v6(),
                  rule.priority(),
                  rule.from(),
                  rule.to(),
                  rule.mark(),
                  rule.mask(),
                  rule.incoming(),
                  rule.outgoing(),
                  rule.table()));
        }
      }
    }
  }

  private void neighbours() {
    for (int family : FAMILIES) {
      for (NeighbourMessage known : kernel.list(NeighbourMessage.dump(family))) {
        if (seen.contains(known.index())
            && known.state() == NeighbourMessage.PERMANENT
            && known.mac() != null) {
          neighbour(known.index(), known.address(), known.mac());
        }
      }
      for (NeighbourMessage proxy : kernel.list(NeighbourMessage.dumpProxies(family))) {
        if (seen.contains(proxy.index())) {
          neighbour(proxy.index(), proxy.address(), null);
        }
      }
    }
  }

  private void neighbour(int index, IpAddress address, @Nullable HardwareAddress mac) {
    items.add(new NeighbourState(sandbox, name(index), address, mac));
  }

  /** What is ours of the forwarding: vxlans' other ends, and what bridges count as told. */
  private void forwarding() {
    for (ForwardingMessage entry : kernel.list(ForwardingMessage.dump())) {
      boolean remote = entry.table() == ForwardingMessage.Table.SELF && entry.destination() != null;
      boolean told =
          entry.table() == ForwardingMessage.Table.MASTER
              && entry.learned()
              && entry.destination() == null;
      if (seen.contains(entry.index()) && (remote || told)) {
        items.add(
            new ForwardingState(sandbox, name(entry.index()), entry.mac(), entry.destination()));
      }
    }
  }

  private String name(int index) {
    return names.getOrDefault(index, "link " + index);
  }
}
