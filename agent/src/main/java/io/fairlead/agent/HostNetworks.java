package io.fairlead.agent;

import io.fairlead.agent.network.Dataplanes;
import io.fairlead.agent.network.FlowCutting;
import io.fairlead.agent.network.NodeNetworks;
import io.fairlead.agent.network.Standing;
import io.fairlead.agent.network.Underlay;
import io.fairlead.catalog.Catalog;
import io.fairlead.dataplane.ovs.OvsDataplane;
import io.fairlead.linux.KernelTunnels;
import io.fairlead.linux.LinuxKernel;
import io.fairlead.linux.Requirements;
import io.fairlead.linux.conntrack.Conntrack;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.shortway.Firewall;
import io.fairlead.model.Node;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.ovs.SwitchKernel;
import io.fairlead.reconcile.ReconcileStatus;
import io.fairlead.spi.HostSide;
import io.fairlead.spi.Time;
import io.fairlead.spi.dataplane.Way;
import io.fairlead.spi.kernel.Kernel;
import io.fairlead.spi.kernel.Requirement;
import io.fairlead.spi.kernel.TunnelKey;
import io.fairlead.tunnel.OpenvpnIdentity;
import io.fairlead.tunnel.OpenvpnTunnels;
import io.fairlead.tunnel.TunnelKernel;
import io.fairlead.tunnel.UserTunnels;
import io.fairlead.view.http.MetricSource;
import io.fairlead.ways.Report;
import io.fairlead.wire.netlink.WireguardMessage;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * This host's networks in this host's kernel. Made once there is somebody who attaches containers;
 * he gets {@link #hostSide}, and calls {@link #changed} when an endpoint came or went.
 */
final class HostNetworks implements AutoCloseable {
  private final NodeNetworks networks;
  private final FlowCutting kernel;

  /**
   * Puts it together; nothing is touched before {@link #start}.
   *
   * @param ready whether the catalog is known
   * @param own this node's endpoints, as whoever attaches them knows them
   * @param closed which of them carry nothing
   * @param key this node's, for what is encrypted
   * @param certificate this node's, for the same
   */
  HostNetworks(
      Node self,
      Catalog catalog,
      BooleanSupplier ready,
      Supplier<List<NetworkEndpoint>> own,
      Predicate<NetworkEndpoint> closed,
      TunnelKey key,
      OpenvpnIdentity certificate,
      Time time) {
    this.kernel = kernel(key, certificate, catalog);
    this.networks =
        new NodeNetworks(
            new NodeNetworks.Parts(
                self.name(),
                () ->
                    Underlay.find(self.name(), self.addresses())
                        .with(key.shown(), certificate.shown()),
                HostNetworks::isLink,
                catalog,
                ready,
                own,
                Dataplanes.all(closed),
                Requirements::missing,
                new Firewall(NetworkNamespace.own())::hindrance,
                kernel,
                NetworkNamespace::own,
                time,
                new Random()));
  }

  private static FlowCutting kernel(TunnelKey key, OpenvpnIdentity certificate, Catalog catalog) {
    NetworkNamespace host = NetworkNamespace.own();
    Kernel kernel =
        new SwitchKernel(
            new TunnelKernel(
                new LinuxKernel(host),
                () -> Requirements.missing(Requirement.linkKind(WireguardMessage.FAMILY)).isEmpty(),
                new KernelTunnels(host, key),
                new UserTunnels(ProcessBuilder::start, UserTunnels.SOCKETS, key),
                new OpenvpnTunnels(ProcessBuilder::start, OpenvpnTunnels.FOLDER, certificate)),
            Path.of(OvsDataplane.SOCKET),
            () -> Requirements.hasFamily(OvsDataplane.FAMILY));
    return new FlowCutting(
        kernel,
        new Conntrack(host),
        address ->
            catalog.snapshot().networks().all().stream()
                .flatMap(network -> network.pools(address.isV6()).stream())
                .anyMatch(pool -> pool.subnet().contains(address)));
  }

  private static boolean isLink(String name) {
    try {
      return NetworkInterface.getByName(name) != null;
    } catch (SocketException e) {
      return false;
    }
  }

  void start(Crew crew) {
    crew.add("networks", networks::run);
  }

  HostSide hostSide() {
    return networks.hostSide();
  }

  /** Other ports are published than before. */
  void publish() {
    networks.publish();
  }

  void changed() {
    networks.changed();
  }

  NodeNetworks networks() {
    return networks;
  }

  /** For {@code fairlead status}. */
  Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    for (Standing one : networks.standings()) {
      facts.put(one.network().name(), one.text());
    }
    ReconcileStatus status = networks.status();
    String trouble = trouble(status);
    List<String> ways = networks.ways().values().stream().map(Report::text).toList();
    if (!ways.isEmpty()) {
      facts.put("ways", ways);
    }
    if (!networks.checksums().isEmpty()) {
      facts.put("checksums", networks.checksums());
    }
    facts.put("kernel", trouble == null ? status.items() + " items as they should be" : trouble);
    return facts;
  }

  /** For {@code /metrics}. */
  void figures(MetricSource.Metrics into) {
    ReconcileStatus status = networks.status();
    into.gauge("fairlead_network_items", "Items in the kernel for networks", status.items());
    into.gauge("fairlead_network_open", "Items that are not as wanted", status.open().size());
    for (Way.Kind kind : Way.Kind.values()) {
      long taken =
          networks.ways().values().stream().filter(one -> one.way().kind() == kind).count();
      into.gauge("fairlead_network_ways", "Nodes that packets go to", taken, "way", kind.word());
    }
    into.counter("fairlead_network_way_changes", "Ways changed for another", networks.wayChanges());
    into.counter("fairlead_network_rounds", "Looks at the kernel", status.round());
    into.counter(
        "fairlead_flows_cut",
        "Flows that were cut because their published port leads elsewhere",
        kernel.cut());
    status
        .changes()
        .forEach(
            (kind, n) ->
                into.counter(
                    "fairlead_network_changes", "Steps that were wanted", n, "kind", kind.word()));
    status
        .repairs()
        .forEach(
            (kind, n) ->
                into.counter(
                    "fairlead_network_repairs",
                    "Steps that mended what others had changed",
                    n,
                    "kind",
                    kind.word()));
  }

  private static @Nullable String trouble(ReconcileStatus status) {
    if (status.round() == 0) {
      return "not looked at yet";
    }
    if (!status.trouble().isEmpty()) {
      return status.trouble();
    }
    return status.open().isEmpty()
        ? null
        : status.open().size() + " differences stay: " + status.open().getFirst();
  }

  @Override
  public void close() {
    networks.close();
  }
}
