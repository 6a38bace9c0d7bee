package io.fairlead.linux;

import io.fairlead.spi.kernel.Scope;
import io.fairlead.wire.netlink.AddressMessage;
import io.fairlead.wire.netlink.ForwardingMessage;
import io.fairlead.wire.netlink.LinkMessage;
import io.fairlead.wire.netlink.Message;
import io.fairlead.wire.netlink.NeighbourMessage;
import io.fairlead.wire.netlink.NftMessage;
import io.fairlead.wire.netlink.RouteMessage;
import io.fairlead.wire.netlink.RuleMessage;

/** Which of the changes that the kernel tells of can be of interest. */
final class Changes {
  /** The groups that tell of what is observed. */
  static final int[] GROUPS = {
    LinkMessage.CHANGES,
    AddressMessage.CHANGES,
    AddressMessage.CHANGES6,
    RouteMessage.CHANGES,
    RouteMessage.CHANGES6,
    RuleMessage.CHANGES,
    RuleMessage.CHANGES6,
    NeighbourMessage.CHANGES
  };

  private Changes() {}

  /** Whether it is about links of ours, routes of ours, addresses, rules or lasting neighbours. */
  static boolean count(Message message) {
    return switch (message.type()) {
      case LinkMessage.NEW, LinkMessage.DELETE ->
          LinkMessage.read(message).name().startsWith(Scope.LINKS);
      case RouteMessage.NEW, RouteMessage.DELETE -> {
        RouteMessage route = RouteMessage.read(message);
        yield route != null && route.protocol() == Scope.PROTOCOL;
      }
      case NeighbourMessage.DELETE -> true;
      case NeighbourMessage.NEW -> lasting(message);
      default -> true;
    };
  }

  /** Whether it is about a table that is not ours: what is forbidden there may be another thing. */
  static boolean countOfFilters(Message message) {
    String table = NftMessage.table(message);
    return !table.isEmpty() && !table.startsWith(Scope.TABLES);
  }

  /** What neighbours say to each other all the time is not. */
  private static boolean lasting(Message message) {
    NeighbourMessage neighbour = NeighbourMessage.read(message);
    if (neighbour != null) {
      return neighbour.state() == NeighbourMessage.PERMANENT;
    }
    ForwardingMessage entry = ForwardingMessage.read(message);
    return entry != null && (entry.permanent() || entry.learned());
  }
}
