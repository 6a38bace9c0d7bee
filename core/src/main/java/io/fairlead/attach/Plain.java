package io.fairlead.attach;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.LinkNames;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.Connection;
import io.fairlead.spi.Interface;
import io.fairlead.spi.Placing;

/** Interfaces on what is no network of the cluster: a link of the host, or a bridge of its own. */
final class Plain {
  /** Not {@link LinkNames#PREFIX}: the reconciler takes away what begins so and it did not plan. */
  private static final String PREFIX = "fa";

  private Plain() {}

  /** What is to be put into the sandbox. */
  static Placing of(Connection wanted, EndpointId id) {
    String parent = wanted.parent();
    String bridge = wanted.bridge();
    Placing.End end;
    if (parent != null && !parent.isEmpty()) {
      end = new Placing.End.Macvlan(parent);
    } else if (bridge != null && !bridge.isEmpty()) {
      end = new Placing.End.Port(bridge, hostLink(id));
    } else {
      throw new AttachRefused(
          "'"
              + wanted.target()
              + "' is nothing to attach to; name a network, macvlan:PARENT or bridge:NAME",
          false);
    }
    return new Placing(
        end,
        link(id),
        wanted.ifname(),
        Interface.USUAL_PREFIX,
        wanted.mac(),
        0,
        wanted.addresses(),
        wanted.gateways().stream().map(Plain::out).toList(),
        mark(id));
  }

  /** The way out. */
  static Interface.Route out(IpAddress gateway) {
    IpAddress any = gateway.isV6() ? IpAddress.v6(0, 0) : IpAddress.v4(0);
    return new Interface.Route(new IpPrefix(any, 0), gateway);
  }

  /** A port of somebody's bridge. */
  static String hostLink(EndpointId id) {
    return PREFIX + LinkNames.hostEnd(id).substring(LinkNames.PREFIX.length());
  }

  /** What it is called before it has its name. */
  static String link(EndpointId id) {
    return PREFIX + LinkNames.movedEnd(id).substring(LinkNames.PREFIX.length());
  }

  /** What is written on an interface of this endpoint. */
  static String mark(EndpointId id) {
    return "fairlead " + LinkNames.movedEnd(id);
  }
}
