package io.fairlead.dataplane.ovs;

import io.fairlead.dataplane.Ground;
import io.fairlead.model.IpAddress;
import io.fairlead.model.net.LinkNames;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.spi.kernel.FlowState;
import io.fairlead.spi.kernel.FlowState.Answer;
import io.fairlead.spi.kernel.FlowState.Asking;
import io.fairlead.spi.kernel.FlowState.Everywhere;
import io.fairlead.spi.kernel.FlowState.Frames;
import io.fairlead.spi.kernel.FlowState.Groups;
import io.fairlead.spi.kernel.FlowState.Out;
import io.fairlead.spi.kernel.FlowState.Packets;
import io.fairlead.spi.kernel.FlowState.Routed;
import io.fairlead.spi.kernel.FlowState.Way;
import io.fairlead.spi.kernel.FlowState.What;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.wire.netlink.HardwareAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The flows of a network's switch on one host. Who asks for an address is answered by its container
 * where that is here, else by the host. Where a container does not take everybody, all between it
 * and others is handed to the host, whose filter decides; without {@code icc} nothing passes from
 * container to container.
 */
final class Flows {
  /** How labels begin by which a container does not take everybody. */
  private static final String RULES = "fairlead.allow";

  /** The option by which a network is closed to containers whose labels are not known yet. */
  private static final String POLICY = "policy";

  private static final String OPEN = "open";

  private static final int ASKED = 400;
  private static final int ANSWERED = 350;
  private static final int ASKED_OF_HOST = 300;
  private static final int FROM_HOST = 250;
  private static final int GUARDED = 200;
  private static final int PLAIN = 100;
  private static final int MANY = 50;

  private final Network network;
  private final String bridge;
  private final HardwareAddress gateway;
  private final List<HostItem> flows = new ArrayList<>();

  private Flows(Network network) {
    this.network = network;
    this.bridge = LinkNames.bridge(network);
    this.gateway = Ground.gatewayMac(network);
  }

  static List<HostItem> of(Site site) {
    Flows flows = new Flows(site.network());
    Out host = new Out(FlowState.HOST);
    for (boolean v6 : new boolean[] {false, true}) {
      if (!site.network().pools(v6).isEmpty()) {
        flows.add(ASKED_OF_HOST, null, new Asking(null, v6), host);
      }
    }
    flows.add(PLAIN, null, new Frames(flows.gateway), host);
    if (site.network().options().multicast() && site.network().options().icc()) {
      flows.add(MANY, null, new Groups(), new Everywhere());
    }
    site.joined().forEach(flows::endpoint);
    return flows.flows;
  }

  private void endpoint(NetworkEndpoint endpoint) {
    if (endpoint.mac() == null) {
      return;
    }
    HardwareAddress mac = HardwareAddress.of(endpoint.mac());
    String port = LinkNames.hostEnd(endpoint.id());
    Out out = new Out(port);
    String from = network.options().icc() ? null : FlowState.HOST;
    for (IpAddress address : endpoint.addresses()) {
      add(ASKED, from, Asking.of(address), out);
    }
    if (endpoint.v6() != null) {
      add(ANSWERED, from, new Answer(mac), out);
    }
    add(PLAIN, from, new Frames(mac), out);
    if (network.options().icc() && mayBeGuarded(endpoint)) {
      add(FROM_HOST, FlowState.HOST, new Frames(mac), out);
      for (boolean v6 : new boolean[] {false, true}) {
        if ((v6 ? endpoint.v6() : endpoint.v4()) != null) {
          add(GUARDED, null, new Packets(mac, v6), new Routed(gateway));
          add(GUARDED, port, new Packets(null, v6), new Routed(gateway));
        }
      }
    }
  }

  /** Whether rules may say who comes to it: by its labels, or while nobody knows those. */
  private boolean mayBeGuarded(NetworkEndpoint endpoint) {
    boolean known = !endpoint.container().id().isEmpty();
    return endpoint.container().labels().keySet().stream().anyMatch(one -> one.startsWith(RULES))
        || (!known && !network.options().more().getOrDefault(POLICY, OPEN).equals(OPEN));
  }

  private void add(int priority, @Nullable String from, What what, Way way) {
    flows.add(new FlowState(Sandbox.HOST, bridge, priority, from, what, way));
  }
}
