package io.fairlead.dataplane;

import io.fairlead.model.IpAddress;
import io.fairlead.model.net.LinkNames;
import io.fairlead.model.net.Network;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.NeighbourState;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.SysctlState;
import java.util.ArrayList;
import java.util.List;

/**
 * How a network's bridge stands for endpoints that the host has a route to: asked for the address
 * of one it gives its own, and at once.
 */
public final class Answering {
  private Answering() {}

  /** What the bridge needs for it. */
  public static List<HostItem> of(Network network) {
    String bridge = LinkNames.bridge(network);
    List<HostItem> items = new ArrayList<>();
    if (!network.pools(false).isEmpty()) {
      items.add(sysctl("ipv4/conf", bridge, "proxy_arp", "1"));
      items.add(sysctl("ipv4/neigh", bridge, "proxy_delay", "0"));
      // Two containers of one bridge that talk by way of it are told no shorter way.
      items.add(sysctl("ipv4/conf", bridge, "send_redirects", "0"));
    }
    if (!network.pools(true).isEmpty()) {
      items.add(sysctl("ipv6/conf", bridge, "proxy_ndp", "1"));
      items.add(sysctl("ipv6/neigh", bridge, "proxy_delay", "0"));
    }
    return items;
  }

  /** What it needs for one address beside the route: of IPv6 each is named. */
  public static List<HostItem> to(Network network, IpAddress address) {
    return address.isV6()
        ? List.of(new NeighbourState(Sandbox.HOST, LinkNames.bridge(network), address, null))
        : List.of();
  }

  private static SysctlState sysctl(String tree, String link, String name, String value) {
    return new SysctlState(Sandbox.HOST, "net/" + tree + "/" + link + "/" + name, value);
  }
}
