package io.fairlead.agent.doctor;

import io.fairlead.linux.Requirements;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.nft.Nft;
import io.fairlead.linux.nft.NftException;
import io.fairlead.linux.sys.SysException;
import io.fairlead.spi.dataplane.Dataplane;
import io.fairlead.spi.kernel.Requirement;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The kernel, its filters and the disk. */
final class HostChecks {
  private static final long LITTLE = 1L << 30;
  private static final long NOTHING = 64L << 20;
  private static final long MIB = 1L << 20;
  private static final Path LEGACY = Path.of("/proc/net/ip_tables_names");

  private HostChecks() {}

  /** What each dataplane requires. */
  static List<Finding> dataplanes(List<Dataplane> all) {
    List<Finding> findings = new ArrayList<>();
    for (Dataplane one : all) {
      List<String> missing = new ArrayList<>();
      for (Requirement requirement : one.requires()) {
        Requirements.missing(requirement).ifPresent(missing::add);
      }
      String check = "dataplane " + one.type();
      if (missing.isEmpty()) {
        findings.add(Finding.ok(check, "this host has all that it needs"));
      } else {
        String why = String.join("; ", missing);
        findings.add(
            one.type().equals("bridge")
                ? Finding.bad(check, why, "no network of the cluster works without it")
                : Finding.warn(
                    check, why, "or use another --dataplane; auto asks for none of these"));
      }
    }
    return findings;
  }

  /** Whether nftables can be asked and told. */
  static Finding nftables() {
    try (NetworkNamespace host = NetworkNamespace.own();
        Nft nft = Nft.open(host)) {
      String _ = nft.run("list tables");
      return Finding.ok("nftables", "they answer");
    } catch (NftException | SysException e) {
      return Finding.bad("nftables", String.valueOf(e.getMessage()), "mend this first");
    }
  }

  /** Rules of the older iptables are not seen by nftables. */
  static Finding legacy() {
    String check = "iptables-legacy";
    try {
      String tables = Files.readString(LEGACY).strip().replace('\n', ' ');
      return tables.isEmpty()
          ? Finding.ok(check, "not in use")
          : Finding.warn(
              check,
              "the older iptables has tables here: " + tables,
              "move to iptables-nft, or type for each host: iptables-legacy -A FORWARD -i 'flb+' -j"
                  + " ACCEPT; iptables-legacy -A FORWARD -o 'flb+' -j ACCEPT");
    } catch (IOException e) {
      return Finding.ok(check, "not in use");
    }
  }

  /** Switches of the kernel. */
  static List<Finding> sysctls() {
    List<Finding> findings = new ArrayList<>();
    String forward = value("/proc/sys/net/ipv4/ip_forward");
    findings.add(
        forward.equals("1")
            ? Finding.ok("ip_forward", "packets are forwarded")
            : Finding.warn(
                "ip_forward",
                "packets are not forwarded yet",
                "the agent switches it on with the first network; let nothing else switch it off"));
    String filter = value("/proc/sys/net/ipv4/conf/all/rp_filter");
    findings.add(
        filter.equals("1")
            ? Finding.warn(
                "rp_filter",
                "packets must come in where their answer would go out (strict)",
                "where hosts have several uplinks: sysctl -w net.ipv4.conf.all.rp_filter=2")
            : Finding.ok("rp_filter", filter.isEmpty() ? "not there" : filter));
    String bridge = value("/proc/sys/net/bridge/bridge-nf-call-iptables");
    findings.add(
        Finding.ok(
            "br_netfilter",
            bridge.equals("1")
                ? "frames within bridges pass the engine's filter, and ours lets them through there"
                : "frames within bridges pass no filter of the engine"));
    return findings;
  }

  private static String value(String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /** Where the agent keeps what it must remember. */
  static Finding data(Path folder) {
    String check = "data folder";
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there) || !Files.isWritable(there)) {
      return Finding.bad(
          check,
          there + " cannot be written",
          "run this as the agent's user, or name another --data");
    }
    try {
      FileStore store = Files.getFileStore(there);
      return room(folder, store.getUsableSpace());
    } catch (IOException e) {
      return Finding.warn(check, folder + ": " + e.getMessage(), "look at the disk");
    }
  }

  static Finding room(Path folder, long free) {
    String found = folder + " has " + free / MIB + " MiB of room";
    if (free < NOTHING) {
      return Finding.bad(
          "data folder", found, "make room: the agent cannot remember anything more");
    }
    return free < LITTLE
        ? Finding.warn("data folder", found, "make room before it is full")
        : Finding.ok("data folder", found);
  }
}
