package io.fairlead.agent.network;

import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.rtnetlink.Rtnetlink;
import io.fairlead.model.IpAddress;
import io.fairlead.wire.netlink.AddressMessage;
import io.fairlead.wire.netlink.LinkMessage;
import io.fairlead.wire.netlink.NeighbourMessage;
import io.fairlead.wire.netlink.Netlink;
import io.fairlead.wire.netlink.RouteKind;
import io.fairlead.wire.netlink.RouteMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a container's network namespace shows. */
record SandboxSight(
    List<LinkMessage> links,
    List<AddressMessage> addresses,
    List<RouteMessage> routes,
    List<NeighbourMessage> neighbours) {

  static SandboxSight of(NetworkNamespace container, boolean v6) {
    int family = v6 ? Netlink.INET6 : Netlink.INET;
    try (Rtnetlink kernel = Rtnetlink.open(container)) {
      return new SandboxSight(
          kernel.list(LinkMessage.dump()),
          kernel.list(AddressMessage.dump()),
          kernel.list(RouteMessage.dump(family, 0)),
          kernel.list(NeighbourMessage.dump(family)));
    }
  }

  /** The link that has an address, or null. */
  @Nullable LinkMessage linkWith(IpAddress address) {
    for (AddressMessage one : addresses) {
      if (one.address().address().equals(address)) {
        return link(one.index());
      }
    }
    return null;
  }

  @Nullable LinkMessage link(int index) {
    return links.stream().filter(one -> one.index() == index).findFirst().orElse(null);
  }

  /** The route that packets to an address take, or null. */
  @Nullable RouteMessage routeTo(IpAddress address) {
    RouteMessage best = null;
    for (RouteMessage one : routes) {
      if (one.table() == RouteMessage.MAIN
          && one.kind() == RouteKind.UNICAST
          && one.destination().contains(address)
          && (best == null || isBetter(one, best))) {
        best = one;
      }
    }
    return best;
  }

  private static boolean isBetter(RouteMessage one, RouteMessage other) {
    int longer = Integer.compare(one.destination().length(), other.destination().length());
    return longer > 0 || (longer == 0 && one.metric() < other.metric());
  }

  /** What is known of the next hop on a link, or null. */
  @Nullable NeighbourMessage neighbour(int index, IpAddress address) {
    return neighbours.stream()
        .filter(one -> one.index() == index && !one.proxy() && one.address().equals(address))
        .findFirst()
        .orElse(null);
  }
}
