package io.fairlead.agent.network;

import io.fairlead.catalog.Catalog;
import io.fairlead.dataplane.ovs.OvsDataplane;
import io.fairlead.linux.KernelTunnels;
import io.fairlead.linux.LinuxKernel;
import io.fairlead.linux.Requirements;
import io.fairlead.linux.conntrack.Conntrack;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.shortway.ShortWays;
import io.fairlead.ovs.SwitchKernel;
import io.fairlead.spi.kernel.Kernel;
import io.fairlead.spi.kernel.Requirement;
import io.fairlead.spi.kernel.TunnelKey;
import io.fairlead.testkit.lab.LabMachine;
import io.fairlead.tunnel.OpenvpnIdentity;
import io.fairlead.tunnel.OpenvpnTunnels;
import io.fairlead.tunnel.TunnelKernel;
import io.fairlead.tunnel.UserTunnels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The kernel of a machine of the lab, as the agent puts it together, and what is left in it. */
final class LabKernel {
  private static final String LEFT =
      "ip -o link | grep -oE '^[0-9]+: fl[^:@]*'; ip route show proto 102; ip -6 route show proto"
          + " 102; bridge fdb show | grep -E ' fl[bx]' | grep -v 33:33; nft list tables | grep"
          + " fairlead; true";

  private LabKernel() {}

  /**
   * What has effects on a machine.
   *
   * @param told where what is told to OpenVPN is kept
   */
  static Kernel of(
      LabMachine machine, TunnelKey key, OpenvpnIdentity certificate, Path told, Catalog catalog) {
    NetworkNamespace host = host(machine);
    Kernel kernel =
        new SwitchKernel(
            new TunnelKernel(
                new LinuxKernel(host),
                () -> false, // the same everywhere, whatever the kernel at hand can do
                new KernelTunnels(host, key),
                new UserTunnels(process -> started(host, process), UserTunnels.SOCKETS, key),
                new OpenvpnTunnels(process -> started(host, process), told, certificate)),
            LabSwitch.socket(machine),
            () -> false);
    return new FlowCutting(
        kernel,
        new Conntrack(host),
        address ->
            catalog.snapshot().networks().all().stream()
                .flatMap(network -> network.pools(address.isV6()).stream())
                .anyMatch(pool -> pool.subnet().contains(address)));
  }

  private static Process started(NetworkNamespace host, ProcessBuilder process) {
    return host.call(
        () -> {
          try {
            return process.start();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** The machine's namespace; whoever opens it closes it. */
  static NetworkNamespace host(LabMachine machine) {
    return NetworkNamespace.open(Path.of("/run/netns", machine.network()));
  }

  /** What it lacks; Open vSwitch listens elsewhere on each machine of the lab. */
  static Optional<String> missing(LabMachine machine, Requirement requirement) {
    return Requirements.missing(
        requirement.name().equals(OvsDataplane.SOCKET)
            ? Requirement.file(LabSwitch.socket(machine).toString(), requirement.remedy())
            : requirement);
  }

  /** How many of its links short ways begin at. */
  static long shortLinks(LabMachine machine) {
    try (NetworkNamespace host = host(machine);
        Stream<Path> files = Files.list(ShortWays.folder(host))) {
      return files.filter(file -> String.valueOf(file.getFileName()).startsWith("at-")).count();
    } catch (IOException e) {
      return 0;
    }
  }

  /** All in it that is a network's. */
  static String left(LabMachine machine) {
    return machine.exec("sh", "-c", LEFT);
  }
}
