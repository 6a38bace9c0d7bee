package io.fairlead.agent.network;

import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.LinkNames;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Interface;
import io.fairlead.spi.dataplane.Dataplane;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.Requirement;
import io.fairlead.spi.kernel.Sandbox;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A dataplane, but that the ports of closed endpoints are switched off: nothing comes from them and
 * nothing goes there, until they are open again. Where containers stand in the network of the hosts
 * they have no port that could be.
 */
record ClosedPorts(Dataplane open, Predicate<NetworkEndpoint> closed) implements Dataplane {
  /** All of these. */
  static List<Dataplane> of(List<Dataplane> all, Predicate<NetworkEndpoint> closed) {
    return all.stream().<Dataplane>map(one -> new ClosedPorts(one, closed)).toList();
  }

  /** The site's endpoints that are closed now, on which a plan hangs beside the site. */
  Set<EndpointId> off(Site site) {
    Set<EndpointId> off = new HashSet<>();
    for (NetworkEndpoint endpoint : site.joined()) {
      if (closed.test(endpoint)) {
        off.add(endpoint.id());
      }
    }
    return off;
  }

  @Override
  public String type() {
    return open.type();
  }

  @Override
  public List<Requirement> requires() {
    return open.requires();
  }

  @Override
  public HostState plan(Site site) {
    HostState plan = open.plan(site);
    Set<HostItem.Key> off = new HashSet<>();
    off(site).forEach(id -> off.add(LinkState.key(Sandbox.HOST, LinkNames.hostEnd(id))));
    return off.isEmpty()
        ? plan
        : HostState.of(
            plan.items().stream()
                .<HostItem>map(
                    item ->
                        item instanceof LinkState link && off.contains(link.key())
                            ? link.down()
                            : item)
                .toList());
  }

  @Override
  public Interface face(Site site, NetworkEndpoint endpoint) {
    return open.face(site, endpoint);
  }

  @Override
  public List<String> doubts(Site site) {
    List<String> doubts = new ArrayList<>(open.doubts(site));
    for (NetworkEndpoint endpoint : site.joined()) {
      if (closed.test(endpoint)) {
        doubts.add(
            endpoint.container().name()
                + " is closed, since others may have "
                + endpoint.addresses()
                + " by now; 'fairlead ipam fsck' says what to do");
      }
    }
    return doubts;
  }
}
