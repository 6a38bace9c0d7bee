package io.fairlead.agent.network;

import io.fairlead.dataplane.auto.AutoDataplane;
import io.fairlead.dataplane.bridge.BridgeDataplane;
import io.fairlead.dataplane.hostgw.HostGwDataplane;
import io.fairlead.dataplane.ipvlan.IpvlanDataplane;
import io.fairlead.dataplane.macvlan.MacvlanDataplane;
import io.fairlead.dataplane.openvpn.OpenvpnDataplane;
import io.fairlead.dataplane.ovs.OvsDataplane;
import io.fairlead.dataplane.vxlan.VxlanDataplane;
import io.fairlead.dataplane.wireguard.WireguardDataplane;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.dataplane.Dataplane;
import java.util.List;
import java.util.function.Predicate;

/** The dataplanes there are. */
public final class Dataplanes {
  private Dataplanes() {}

  /** All of them. */
  public static List<Dataplane> all() {
    return List.of(
        new AutoDataplane(),
        new BridgeDataplane(),
        new VxlanDataplane(),
        new HostGwDataplane(),
        new WireguardDataplane(),
        new OpenvpnDataplane(),
        new MacvlanDataplane(),
        new IpvlanDataplane(),
        new OvsDataplane());
  }

  /** All of them, but that closed endpoints carry nothing. */
  public static List<Dataplane> all(Predicate<NetworkEndpoint> closed) {
    return ClosedPorts.of(all(), closed);
  }
}
