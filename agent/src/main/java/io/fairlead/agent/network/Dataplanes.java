package io.fairlead.agent.network;

import io.fairlead.dataplane.auto.AutoDataplane;
import io.fairlead.dataplane.bridge.BridgeDataplane;
import io.fairlead.dataplane.hostgw.HostGwDataplane;
import io.fairlead.dataplane.ipvlan.IpvlanDataplane;
import io.fairlead.dataplane.macvlan.MacvlanDataplane;
import io.fairlead.dataplane.vxlan.VxlanDataplane;
import io.fairlead.dataplane.wireguard.WireguardDataplane;
import io.fairlead.spi.dataplane.Dataplane;
import java.util.List;

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
        new MacvlanDataplane(),
        new IpvlanDataplane());
  }
}
