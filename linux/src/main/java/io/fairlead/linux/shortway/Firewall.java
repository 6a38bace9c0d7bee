package io.fairlead.linux.shortway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fairlead.linux.bpf.BpfException;
import io.fairlead.linux.bpf.BpfLink;
import io.fairlead.linux.bpf.Pins;
import io.fairlead.linux.bpf.Place;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.nft.Nft;
import io.fairlead.linux.nft.NftException;
import io.fairlead.linux.rtnetlink.Buffers;
import io.fairlead.linux.rtnetlink.NetlinkException;
import io.fairlead.linux.rtnetlink.Rtnetlink;
import io.fairlead.linux.sys.SysException;
import io.fairlead.model.IpPrefix;
import io.fairlead.wire.json.Json;
import io.fairlead.wire.netlink.LinkMessage;
import io.fairlead.wire.netlink.NftMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a host may have short ways: its kernel must have what they need, and its firewall must
 * not look at what they would take past it. Thread-safe.
 */
public final class Firewall implements AutoCloseable {
  private static final List<String> LEGACY = List.of("ip_tables_names", "ip6_tables_names");
  private static final Path MODULES = Path.of("/proc/modules");
  private static final String EBTABLES = "ebtable_(filter|nat|broute) .*";

  private final NetworkNamespace host;

  // Guarded by this.
  private @Nullable Rtnetlink links;
  private @Nullable Rtnetlink filters;
  private @Nullable Nft nft;
  private @Nullable String lacking;
  private @Nullable Known known;

  /** What was found at one generation of the host's tables. */
  private record Known(int generation, Filters asked, String judges) {}

  /**
   * That of the host that a namespace stands for.
   *
   * @param host closed with this
   */
  public Firewall(NetworkNamespace host) {
    this.host = host;
  }

  /**
   * Why this host has no short ways, for people; empty where it may. Looks anew where any table
   * changed.
   *
   * @param uplink the link that leads to the other hosts, or empty
   * @param pools the addresses of our networks
   */
  public synchronized String hindrance(String uplink, Set<IpPrefix> pools) {
    if (lacking == null) {
      lacking = lacking();
    }
    if (!lacking.isEmpty()) {
      return lacking;
    }
    try {
      String why = noEthernet(uplink);
      why = why.isEmpty() ? host.call(Firewall::legacy) : why;
      return why.isEmpty() ? tables(new Filters(uplink, pools)) : why;
    } catch (NftException | NetlinkException | SysException | UncheckedIOException e) {
      return "the host's firewall cannot be seen: " + e.getMessage();
    }
  }

  private static String lacking() {
    String lacking = BpfLink.lacking(Place.LINK_INGRESS);
    if (lacking.isEmpty()) {
      try {
        Pins.folder(Path.of("fairlead"));
      } catch (BpfException | UncheckedIOException e) {
        return String.valueOf(e.getMessage());
      }
    }
    return lacking;
  }

  /** The program takes what comes in for Ethernet. */
  private String noEthernet(String uplink) {
    if (uplink.isEmpty()) {
      return "";
    }
    if (links == null) {
      links = Rtnetlink.open(host, new Buffers());
    }
    LinkMessage link = links.link(uplink);
    return link == null || link.mac() != null
        ? ""
        : "the link to the other hosts, " + uplink + ", is no Ethernet";
  }

  private String tables(Filters wanted) {
    if (filters == null) {
      filters = Rtnetlink.withFilters(host, new Buffers());
    }
    Integer now = filters.ask(NftMessage.askGeneration(), NftMessage::generation);
    if (known != null && now != null && known.generation == now && known.asked.equals(wanted)) {
      return known.judges;
    }
    String judges = judges(wanted);
    known = now == null ? null : new Known(now, wanted, judges);
    return judges;
  }

  private String judges(Filters wanted) {
    if (nft == null) {
      nft = Nft.open(host);
    }
    for (Filters.Chain chain : wanted.suspects(list("list chains", "chain"))) {
      String judges =
          wanted.judges(chain, list("list table " + chain.family() + " " + chain.table(), "rule"));
      if (!judges.isEmpty()) {
        return "the host's own firewall looks at what is forwarded: " + judges;
      }
    }
    return "";
  }

  private List<Map<?, ?>> list(String command, String kind) {
    List<Map<?, ?>> found = new ArrayList<>();
    String json = Objects.requireNonNull(nft).run(command);
    if (Json.parse(json.getBytes(UTF_8)) instanceof Map<?, ?> root
        && root.get("nftables") instanceof List<?> all) {
      for (Object object : all) {
        if (object instanceof Map<?, ?> named && named.get(kind) instanceof Map<?, ?> one) {
          found.add(one);
        }
      }
    }
    return found;
  }

  /** Tables of older programs, whose rules nftables do not show. */
  private static String legacy() {
    for (String name : LEGACY) {
      String tables = read(Path.of("/proc/thread-self/net", name)).strip().replace("\n", ", ");
      if (!tables.isEmpty()) {
        return "the host has tables of iptables-legacy ("
            + tables
            + "), whose rules are not seen; use iptables-nft, or unload them";
      }
    }
    Optional<String> bridges =
        read(MODULES).lines().filter(line -> line.matches(EBTABLES)).findFirst();
    return bridges
        .map(
            line ->
                "the kernel has "
                    + line.split(" ", 2)[0]
                    + " of ebtables, whose rules are not seen; use nft, or unload it")
        .orElse("");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  @Override
  public synchronized void close() {
    if (links != null) {
      links.close();
    }
    if (filters != null) {
      filters.close();
    }
    if (nft != null) {
      nft.close();
    }
    host.close();
  }
}
