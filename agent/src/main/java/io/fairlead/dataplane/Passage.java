package io.fairlead.dataplane;

import io.fairlead.model.IpAddress;
import io.fairlead.model.net.LinkNames;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.Pool;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.NftTable;
import io.fairlead.spi.kernel.PassState;
import io.fairlead.spi.kernel.Sandbox;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What passes between networks, and between a network and the outside: one nft table for all
 * networks, whose rules stay the same and whose sets say which networks there are. It forbids and
 * translates; what the host's own firewall forbids stays forbidden.
 *
 * <ul>
 *   <li>Networks are closed to each other.
 *   <li>From outside nobody reaches a container but by a published port.
 *   <li>A network without {@code icc} is closed to itself, too.
 *   <li>An internal network has no way out.
 *   <li>What must be encrypted goes, and comes, by no other link than one that encrypts.
 *   <li>What goes out of a network has the host's address.
 *   <li>TCP sends no segments that are too large for the way.
 * </ul>
 */
public final class Passage {
  /** Dataplanes whose containers stand in somebody else's network, which is not ours to close. */
  private static final Set<String> FOREIGN = Set.of("macvlan", "ipvlan");

  /** Dataplanes that carry a network between nodes encrypted or not at all. */
  private static final Set<String> SEALING = Set.of("wireguard", "openvpn");

  private static final String SETS =
      """
      set all%1$s { type ipv%1$s_addr; flags interval; }
      set home%1$s { type ifname . ipv%1$s_addr; flags interval; }
      set apart%1$s { type ifname . ipv%1$s_addr; flags interval; }
      set outward%1$s { type ipv%1$s_addr; flags interval; }
      set sealed%1$s { type ifname . ipv%1$s_addr; flags interval; }
      set hosts%1$s { type ipv%1$s_addr; }
      """;

  private static final String DEFINITION =
      SETS.formatted("4")
          + SETS.formatted("6")
          + """
      set inner { type ifname; }
      chain forward {
        type filter hook forward priority filter - 5; policy accept;
        iifname != "flb*" oifname != "flb*" accept
        tcp flags syn tcp option maxseg size set rt mtu
        ct status dnat accept
        iifname "flb*" ip daddr @all4 iifname . ip daddr != @home4 counter drop comment "another network"
        iifname "flb*" ip6 daddr @all6 iifname . ip6 daddr != @home6 counter drop comment "another network"
        oifname "flb*" ip saddr @all4 oifname . ip saddr != @home4 counter drop comment "another network"
        oifname "flb*" ip6 saddr @all6 oifname . ip6 saddr != @home6 counter drop comment "another network"
        iifname . ip daddr @apart4 counter drop comment "icc is off"
        iifname . ip6 daddr @apart6 counter drop comment "icc is off"
        oifname . ip saddr @apart4 counter drop comment "icc is off"
        oifname . ip6 saddr @apart6 counter drop comment "icc is off"
        oifname != "flb*" oifname != "flw*" oifname != "fls*" iifname . ip daddr @sealed4 counter drop comment "must be encrypted"
        oifname != "flb*" oifname != "flw*" oifname != "fls*" iifname . ip6 daddr @sealed6 counter drop comment "must be encrypted"
        iifname != "flb*" iifname != "flw*" iifname != "fls*" oifname . ip saddr @sealed4 counter drop comment "must be encrypted"
        iifname != "flb*" iifname != "flw*" iifname != "fls*" oifname . ip6 saddr @sealed6 counter drop comment "must be encrypted"
        iifname @inner iifname . ip daddr != @home4 counter drop comment "internal"
        iifname @inner iifname . ip6 daddr != @home6 counter drop comment "internal"
        oifname @inner oifname . ip saddr != @home4 counter drop comment "internal"
        oifname @inner oifname . ip6 saddr != @home6 counter drop comment "internal"
        ct state established,related accept
        oifname "flb*" ip saddr != @all4 ip saddr != @hosts4 counter drop comment "not published"
        oifname "flb*" ip6 saddr != @all6 ip6 saddr != @hosts6 meta l4proto != icmpv6 counter drop comment "not published"
      }
      chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        oifname != "flb*" ip saddr @outward4 ip daddr != @all4 masquerade
        oifname != "flb*" ip6 saddr @outward6 ip6 daddr != @all6 masquerade
      }
      """;

  private Passage() {}

  /**
   * For these networks: all of the cluster, so that they are closed before they begin.
   *
   * @param outside the link that leads to the other nodes and the outside
   * @param hosts the addresses from which processes of other nodes may come
   */
  public static HostState of(
      Collection<Network> networks, String outside, Collection<IpAddress> hosts) {
    NftTable table = NftTable.of(Sandbox.HOST, "inet", "fairlead", DEFINITION);
    List<Network> ours =
        networks.stream().filter(one -> !FOREIGN.contains(one.dataplane())).toList();
    for (boolean v6 : new boolean[] {false, true}) {
      List<String> all = new ArrayList<>();
      List<String> home = new ArrayList<>();
      List<String> apart = new ArrayList<>();
      List<String> outward = new ArrayList<>();
      List<String> sealed = new ArrayList<>();
      for (Network network : ours) {
        for (Pool pool : network.pools(v6)) {
          String subnet = pool.subnet().toString();
          String here = named(network) + " . " + subnet;
          all.add(subnet);
          home.add(here);
          if (!network.options().icc()) {
            apart.add(here);
          }
          if (network.options().encrypted() || SEALING.contains(network.dataplane())) {
            sealed.add(here);
          }
          if (!network.options().internal()) {
            outward.add(subnet);
          }
        }
      }
      String family = v6 ? "6" : "4";
      List<String> known =
          hosts.stream().filter(one -> one.isV6() == v6).map(IpAddress::toString).toList();
      table =
          table
              .with("all" + family, all)
              .with("home" + family, home)
              .with("apart" + family, apart)
              .with("outward" + family, outward)
              .with("sealed" + family, sealed)
              .with("hosts" + family, known);
    }
    List<String> inner =
        ours.stream().filter(one -> one.options().internal()).map(Passage::named).toList();
    List<HostItem> items = new ArrayList<>();
    items.add(table.with("inner", inner));
    for (boolean v6 : new boolean[] {false, true}) {
      items.add(PassState.of(Sandbox.HOST, v6, ways(outside)));
    }
    return HostState.of(items);
  }

  /**
   * Between our own links, which the table above closes to each other, to the outside, and from
   * anywhere to published ports.
   */
  private static List<String> ways(String outside) {
    List<String> ways = new ArrayList<>();
    ways.add("iifname \"flb*\" oifname \"flb*\"");
    ways.add("iifname \"flb*\" oifname \"flw*\"");
    ways.add("iifname \"flw*\" oifname \"flb*\"");
    ways.add("iifname \"flb*\" oifname \"fls*\"");
    ways.add("iifname \"fls*\" oifname \"flb*\"");
    ways.add("iifname \"flb*\" oifname \"flx*\"");
    ways.add("iifname \"flx*\" oifname \"flb*\"");
    ways.add("iifname \"flb*\" oifname \"flo*\"");
    ways.add("iifname \"flo*\" oifname \"flb*\"");
    if (!outside.isEmpty()) {
      ways.add("iifname \"flb*\" oifname \"" + outside + "\"");
      ways.add("iifname \"" + outside + "\" oifname \"flb*\"");
    }
    ways.addAll(Publication.ways());
    return ways;
  }

  private static String named(Network network) {
    return '"' + LinkNames.bridge(network) + '"';
  }
}
