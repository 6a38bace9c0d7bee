package io.fairlead.dataplane.bridge;

import io.fairlead.dataplane.Choice;
import io.fairlead.dataplane.Ground;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Interface;
import io.fairlead.spi.dataplane.Dataplane;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.Requirement;
import java.util.List;

/**
 * {@code bridge}: a bridge on each host that carries nothing to any other. What is encrypted needs
 * nothing more, since nothing leaves the host.
 */
public final class BridgeDataplane implements Dataplane {
  /** Its type. */
  public static final String TYPE = "bridge";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<Requirement> requires() {
    return List.of(Requirement.linkKind("bridge"), Requirement.linkKind("veth"));
  }

  @Override
  public HostState plan(Site site) {
    return HostState.of(Ground.bridge(site, site.mtu(Choice.reserve(site))));
  }

  @Override
  public Interface face(Site site, NetworkEndpoint endpoint) {
    return Ground.face(site, endpoint, site.mtu(Choice.reserve(site)));
  }

  @Override
  public List<String> doubts(Site site) {
    long others = site.others().stream().map(one -> one.id().node()).distinct().count();
    return others == 0
        ? List.of()
        : List.of(
            "bridge carries nothing between hosts, and "
                + others
                + (others == 1 ? " other has" : " others have")
                + " endpoints on "
                + site.network().name()
                + "; create it with --dataplane auto to join them");
  }
}
