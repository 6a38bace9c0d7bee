package io.fairlead.dataplane;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.LinkNames;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.model.net.Pool;
import io.fairlead.spi.Interface;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.spi.kernel.AddressState;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.SysctlState;
import io.fairlead.wire.netlink.HardwareAddress;
import io.fairlead.wire.netlink.LinkKind;
import io.fairlead.wire.netlink.PortOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network's bridge on a node with the ports of the node's own containers. The bridge has the
 * network's gateway addresses and the same hardware address on every node, so that a container
 * finds its gateway wherever it is.
 */
public final class Ground {
  /** How a bridge treats a container's port, where containers reach each other. */
  private static final PortOptions OPEN = PortOptions.DEFAULT;

  /** The same where they do not. */
  private static final PortOptions ISOLATED = new PortOptions(true, false, true, true, false);

  private Ground() {}

  /** The bridge and its ports, for interfaces of this MTU. */
  public static List<HostItem> bridge(Site site, int mtu) {
    Network network = site.network();
    String bridge = LinkNames.bridge(network);
    List<HostItem> items = new ArrayList<>();
    items.add(
        LinkState.of(Sandbox.HOST, bridge, new LinkKind.Bridge())
            .withMtu(mtu)
            .withMac(gatewayMac(network))
            .called(network.name()));
    for (Pool pool : network.pools()) {
      IpAddress gateway = pool.gateway();
      if (gateway != null) {
        IpPrefix address = new IpPrefix(gateway, pool.subnet().length());
        items.add(new AddressState(Sandbox.HOST, bridge, address, pool.isV6()));
      }
    }
    forwarding(network, items);
    for (NetworkEndpoint endpoint : site.joined()) {
      items.add(port(network, endpoint, mtu));
    }
    return items;
  }

  /** A container's port of the bridge, whose other end is the container's to be. */
  private static LinkState port(Network network, NetworkEndpoint endpoint, int mtu) {
    return LinkState.of(Sandbox.HOST, LinkNames.hostEnd(endpoint.id()), new LinkKind.Veth())
        .withMtu(mtu)
        .under(LinkNames.bridge(network))
        .asPort(returning(network.options().icc() ? OPEN : ISOLATED, endpoint))
        .pairedWith(
            new LinkState.Peer(
                Sandbox.HOST,
                LinkNames.movedEnd(endpoint.id()),
                endpoint.mac() == null ? null : HardwareAddress.of(endpoint.mac())));
  }

  /**
   * What a container sends to its own published port comes back by its own port of the bridge,
   * where the kernel hands bridged packets to its filters.
   */
  public static PortOptions returning(PortOptions options, NetworkEndpoint endpoint) {
    return endpoint.ports().isEmpty()
        ? options
        : new PortOptions(
            options.isolated(), options.neighSuppress(), options.learning(), options.flood(), true);
  }

  /** Routing between the bridge and the outside. */
  private static void forwarding(Network network, List<HostItem> items) {
    if (!network.pools(false).isEmpty()) {
      items.add(new SysctlState(Sandbox.HOST, "net/ipv4/ip_forward", "1"));
    }
    if (!network.pools(true).isEmpty()) {
      items.add(new SysctlState(Sandbox.HOST, "net/ipv6/conf/all/forwarding", "1"));
    }
  }

  /** The end that a container gets of its port. */
  public static Interface face(Site site, NetworkEndpoint endpoint, int mtu) {
    Network network = site.network();
    List<Interface.Route> routes = new ArrayList<>();
    for (Pool pool : network.pools()) {
      IpPrefix own = pool.isV6() ? endpoint.v6() : endpoint.v4();
      if (own != null && !pool.subnet().contains(own.address())) {
        routes.add(new Interface.Route(pool.subnet(), null));
      }
    }
    return new Interface(
        LinkNames.movedEnd(endpoint.id()),
        Interface.USUAL_PREFIX,
        gateway(network, endpoint.v4()),
        gateway(network, endpoint.v6()),
        routes,
        mtu);
  }

  private static @Nullable IpAddress gateway(Network network, @Nullable IpPrefix address) {
    if (address == null || network.options().internal()) {
      return null;
    }
    Pool pool = network.poolOf(address.address());
    return pool == null ? null : pool.gateway();
  }

  /** Made from the network's id: {@code 02:66:6c} and its three octets. */
  static HardwareAddress gatewayMac(Network network) {
    return new HardwareAddress(0x0266_6c00_0000L | network.id());
  }
}
