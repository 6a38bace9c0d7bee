package io.fairlead.agent;

import io.fairlead.agent.network.NodeNetworks;
import io.fairlead.agent.network.PolicyReports;
import io.fairlead.agent.network.Tracer;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.nft.NftException;
import io.fairlead.linux.rtnetlink.NetlinkException;
import io.fairlead.linux.sys.SysException;
import io.fairlead.model.net.EndpointId;
import io.fairlead.spi.Explaining;
import io.fairlead.spi.NetworkRefused;
import io.fairlead.spi.PolicyReport;
import io.fairlead.spi.Trace;
import io.fairlead.spi.kernel.KernelException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Why traffic on this host's networks goes as it goes, for people who ask this agent. */
final class Explanations implements Explaining {
  private final String node;
  private final Supplier<@Nullable NodeNetworks> networks;
  private final Function<EndpointId, @Nullable String> sandbox;

  /**
   * Those of a node.
   *
   * @param networks null where this agent attaches no containers
   * @param sandbox the path of an endpoint's namespace, or null
   */
  Explanations(
      String node,
      Supplier<@Nullable NodeNetworks> networks,
      Function<EndpointId, @Nullable String> sandbox) {
    this.node = node;
    this.networks = networks;
    this.sandbox = sandbox;
  }

  private NodeNetworks here() {
    NodeNetworks now = networks.get();
    if (now == null) {
      throw new NetworkRefused(
          "this agent attaches no containers, so there is nothing to look at; run it as root beside"
              + " an engine, without --plugin-socket none");
    }
    return now;
  }

  @Override
  public PolicyReport policy() {
    NodeNetworks now = here();
    try (NetworkNamespace host = NetworkNamespace.own()) {
      return PolicyReports.of(node, now.guards(), host, now::containerAt);
    } catch (NftException | SysException e) {
      throw new NetworkRefused("the host's rules cannot be read: " + e.getMessage());
    }
  }

  @Override
  public Trace trace(String from, String to) {
    try {
      return here().tracer(new Tracer.Around(NetworkNamespace::own, sandbox, true)).trace(from, to);
    } catch (KernelException | SysException | NetlinkException e) {
      throw new NetworkRefused("the host's kernel cannot be looked at: " + e.getMessage());
    }
  }
}
