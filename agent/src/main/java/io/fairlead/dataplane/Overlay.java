package io.fairlead.dataplane;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.LinkNames;
import io.fairlead.spi.dataplane.Peer;
import io.fairlead.spi.kernel.ForwardingState;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.NeighbourState;
import io.fairlead.spi.kernel.RouteState;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.SysctlState;
import io.fairlead.wire.netlink.HardwareAddress;
import io.fairlead.wire.netlink.LinkKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One vxlan link that a node has for all networks that leave the way open. Packets are routed into
 * it, as they are routed to the other node without it, so that one route says which way they go.
 * Each node's end has a hardware address that follows from the node's own address.
 */
public final class Overlay {
  /** The UDP port of all vxlan links. */
  public static final int PORT = 4789;

  /** Its number on the wire, which no network has. */
  private static final int ID = 0;

  // Ethernet, VXLAN, UDP and IP around each packet.
  private static final int OVERHEAD_V4 = 14 + 8 + 8 + 20;
  private static final int OVERHEAD_V6 = 14 + 8 + 8 + 40;

  private static final long MAC_V4 = 0x0266_0000_0000L;
  private static final long MAC_V6 = 0x0A00_0000_0000L;
  private static final long FORTY_BITS = 0xff_ffff_ffffL;
  private static final int RESERVED = 0xf000_0000; // 240.0.0.0/4
  private static final long LINK_LOCAL = 0xfe80_0000_0000_0000L;

  private Overlay() {}

  /** The octets that are put around each packet to a node at an address of this family. */
  public static int overhead(boolean v6) {
    return v6 ? OVERHEAD_V6 : OVERHEAD_V4;
  }

  /**
   * The link, and the other nodes' ends of it.
   *
   * @param mtu of the link between the nodes
   * @param six whether IPv6 goes through it
   */
  static List<HostItem> of(Peer self, Collection<Peer> peers, int mtu, boolean six) {
    String link = LinkNames.overlay(self.node());
    boolean v6 = self.address().isV6();
    List<HostItem> items = new ArrayList<>();
    items.add(
        LinkState.of(Sandbox.HOST, link, new LinkKind.Vxlan(ID, self.address(), PORT, false, false))
            .withMtu(mtu - overhead(v6))
            .withMac(mac(self.address())));
    // What a node sends by one way is taken while this one sends by the other.
    items.add(new SysctlState(Sandbox.HOST, "net/ipv4/conf/" + link + "/rp_filter", "2"));
    Map<IpAddress, HardwareAddress> hops = new TreeMap<>();
    for (Peer peer : peers) {
      HardwareAddress mac = mac(peer.address());
      hops.putIfAbsent(hop(peer.address(), false), mac);
      if (six) {
        hops.putIfAbsent(hop(peer.address(), true), mac);
      }
      items.add(new ForwardingState(Sandbox.HOST, link, mac, peer.address()));
    }
    hops.forEach((hop, mac) -> items.add(new NeighbourState(Sandbox.HOST, link, hop, mac)));
    return items;
  }

  /** A route through it to an address behind a node. */
  public static RouteState route(Peer self, IpAddress to, Peer peer) {
    IpAddress hop = hop(peer.address(), to.isV6());
    return RouteState.to(
            Sandbox.HOST, new IpPrefix(to, to.bitLength()), hop, LinkNames.overlay(self.node()))
        .withOnlink();
  }

  /** The hardware address of a node's end. */
  private static HardwareAddress mac(IpAddress node) {
    return new HardwareAddress(
        node.isV6() ? MAC_V6 | (mixed(node) & FORTY_BITS) : MAC_V4 | (node.low() & 0xffff_ffffL));
  }

  /**
   * What stands for a node's end as a next hop. It is looked up on the link alone and never sent:
   * the node's own address, or of the other family one that follows from it.
   */
  private static IpAddress hop(IpAddress node, boolean v6) {
    if (node.isV6() == v6) {
      return node;
    }
    return v6
        ? IpAddress.v6(LINK_LOCAL, node.low() & 0xffff_ffffL)
        : IpAddress.v4(RESERVED | (int) mixed(node));
  }

  /** 64 bits of an address of 128, by which two are told apart as by chance. */
  static long mixed(IpAddress address) {
    long bits = address.high() * 0x9e37_79b9_7f4a_7c15L ^ address.low();
    bits = (bits ^ bits >>> 30) * 0xbf58_476d_1ce4_e5b9L;
    bits = (bits ^ bits >>> 27) * 0x94d0_49bb_1331_11ebL;
    return bits ^ bits >>> 31;
  }
}
