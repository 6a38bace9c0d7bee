package io.fairlead.dataplane.ovs;

import io.fairlead.dataplane.Answering;
import io.fairlead.dataplane.Ground;
import io.fairlead.dataplane.Secrecy;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.LinkNames;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Interface;
import io.fairlead.spi.dataplane.Dataplane;
import io.fairlead.spi.dataplane.Peer;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.spi.kernel.ForwardingState;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.NeighbourState;
import io.fairlead.spi.kernel.Requirement;
import io.fairlead.spi.kernel.RouteState;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.wire.netlink.HardwareAddress;
import io.fairlead.wire.netlink.LinkKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code ovs}: the containers of a network stand on a switch of Open vSwitch that the network has
 * on each host, whose flows say where each frame goes; nothing is learned and nothing flooded. The
 * host is on the switch as the containers' gateway, and routes what is for other hosts into
 * Ethernet in UDP, told from the catalog where each address is.
 */
public final class OvsDataplane implements Dataplane {
  /** Its type. */
  public static final String TYPE = "ovs";

  /** Where a host's own Open vSwitch listens. */
  public static final String SOCKET = "/var/run/openvswitch/db.sock";

  /** What a kernel is asked for by that forwards for such switches itself. */
  public static final String FAMILY = "ovs_datapath";

  // Ethernet, VXLAN, UDP and IP around each packet.
  private static final int OVERHEAD_V4 = 14 + 8 + 8 + 20;
  private static final int OVERHEAD_V6 = 14 + 8 + 8 + 40;
  private static final int PORT = 4789;

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<Requirement> requires() {
    return List.of(
        Requirement.linkKind("veth"),
        Requirement.linkKind("vxlan"),
        Requirement.file(
            SOCKET, "apt-get install openvswitch-switch, and systemctl start openvswitch-switch"));
  }

  @Override
  public HostState plan(Site site) {
    if (Secrecy.isBroken(site)) {
      return HostState.EMPTY;
    }
    Network network = site.network();
    List<HostItem> items = new ArrayList<>(Ground.onSwitch(site, mtu(site)));
    items.addAll(Answering.of(network));
    items.addAll(Flows.of(site));
    String way = LinkNames.vxlan(network);
    items.add(
        LinkState.of(
                Sandbox.HOST,
                way,
                new LinkKind.Vxlan(network.id(), site.self().address(), PORT, false, false))
            .withMtu(mtu(site))
            .withMac(mac(site.self()))
            .called(network.name()));
    Set<String> nodes = new TreeSet<>();
    for (NetworkEndpoint endpoint : site.others()) {
      Peer peer = site.peer(endpoint.id());
      if (peer != null && reaches(site, peer)) {
        if (nodes.add(peer.node())) {
          items.add(new ForwardingState(Sandbox.HOST, way, mac(peer), peer.address()));
        }
        for (IpAddress address : endpoint.addresses()) {
          items.add(
              RouteState.to(Sandbox.HOST, new IpPrefix(address, address.bitLength()), null, way));
          items.add(new NeighbourState(Sandbox.HOST, way, address, mac(peer)));
          items.addAll(Answering.to(network, address));
        }
      }
    }
    return HostState.of(items);
  }

  /**
   * A node's hardware address in all its networks, made from its address: {@code 02:66} and four.
   */
  private static HardwareAddress mac(Peer node) {
    IpAddress address = node.address();
    long low = address.low() ^ (address.isV6() ? address.high() * 31 : 0);
    return new HardwareAddress(0x0266_0000_0000L | ((low ^ low >>> 32) & 0xffff_ffffL));
  }

  private static boolean reaches(Site site, Peer peer) {
    return peer.address().isV6() == site.self().address().isV6();
  }

  private static int mtu(Site site) {
    return site.mtu(site.self().address().isV6() ? OVERHEAD_V6 : OVERHEAD_V4);
  }

  @Override
  public Interface face(Site site, NetworkEndpoint endpoint) {
    return Ground.face(site, endpoint, mtu(site));
  }

  @Override
  public List<String> doubts(Site site) {
    List<String> doubts = new ArrayList<>(Secrecy.doubts(site, TYPE));
    for (Peer peer : site.peers().values()) {
      if (!reaches(site, peer)) {
        doubts.add(
            peer.node()
                + " is at "
                + peer.address()
                + " and this node at "
                + site.self().address()
                + "; give both an address of the same family with --advertise");
      }
    }
    if (site.network().options().multicast() && !site.peers().isEmpty()) {
      doubts.add(
          "ovs carries multicast to the containers of the same host only; use --dataplane vxlan");
    }
    return doubts;
  }
}
