package io.fairlead.dataplane.vxlan;

import io.fairlead.dataplane.Ground;
import io.fairlead.dataplane.Overlay;
import io.fairlead.dataplane.Secrecy;
import io.fairlead.model.IpAddress;
import io.fairlead.model.net.LinkNames;
import io.fairlead.model.net.Mac;
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
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.wire.netlink.HardwareAddress;
import io.fairlead.wire.netlink.LinkKind;
import io.fairlead.wire.netlink.PortOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code vxlan}: each network is one Ethernet over all hosts, in UDP. Where each hardware address
 * is, and what address it has, is told to the kernel from the catalog: nothing is learned, nothing
 * is flooded, and ARP and ND are answered on the host where they are asked.
 */
public final class VxlanDataplane implements Dataplane {
  /** Its type. */
  public static final String TYPE = "vxlan";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<Requirement> requires() {
    return List.of(
        Requirement.linkKind("bridge"),
        Requirement.linkKind("veth"),
        Requirement.linkKind("vxlan"));
  }

  @Override
  public HostState plan(Site site) {
    if (Secrecy.isBroken(site)) {
      return HostState.EMPTY;
    }
    Network network = site.network();
    String bridge = LinkNames.bridge(network);
    String vxlan = LinkNames.vxlan(network);
    List<HostItem> items = new ArrayList<>(Ground.bridge(site, mtu(site)));
    items.add(
        LinkState.of(
                Sandbox.HOST,
                vxlan,
                new LinkKind.Vxlan(network.id(), site.self().address(), Overlay.PORT, false, false))
            .withMtu(mtu(site))
            .under(bridge)
            .asPort(new PortOptions(!network.options().icc(), true, false, false, false))
            .called(network.name()));
    for (NetworkEndpoint endpoint : site.others()) {
      Peer peer = site.peer(endpoint.id());
      Mac mac = endpoint.mac();
      if (peer != null && mac != null && reaches(site, peer)) {
        remote(bridge, vxlan, endpoint, HardwareAddress.of(mac), peer.address(), items);
      }
    }
    if (network.options().multicast()) {
      everywhere(site, vxlan, items);
    }
    return HostState.of(items);
  }

  /** What stands on the way to one endpoint of another node. */
  private static void remote(
      String bridge,
      String vxlan,
      NetworkEndpoint endpoint,
      HardwareAddress mac,
      IpAddress node,
      List<HostItem> items) {
    items.add(new ForwardingState(Sandbox.HOST, vxlan, mac, node));
    items.add(new ForwardingState(Sandbox.HOST, vxlan, mac, null));
    for (IpAddress address : endpoint.addresses()) {
      items.add(new NeighbourState(Sandbox.HOST, bridge, address, mac));
    }
  }

  /** Multicast and broadcast, a copy to each node that has an endpoint. */
  private static void everywhere(Site site, String vxlan, List<HostItem> items) {
    site.others().stream()
        .map(endpoint -> site.peer(endpoint.id()))
        .filter(peer -> peer != null && reaches(site, peer))
        .map(Peer::address)
        .distinct()
        .sorted()
        .forEach(
            node ->
                items.add(new ForwardingState(Sandbox.HOST, vxlan, HardwareAddress.ZERO, node)));
  }

  private static boolean reaches(Site site, Peer peer) {
    return peer.address().isV6() == site.self().address().isV6();
  }

  private static int mtu(Site site) {
    return site.mtu(Overlay.overhead(site.self().address().isV6()));
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
    return doubts;
  }
}
