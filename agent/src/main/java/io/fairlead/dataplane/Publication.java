package io.fairlead.dataplane;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.LinkNames;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.model.net.Pool;
import io.fairlead.model.net.PublishedPort;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.NftTable;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.SysctlState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What leads from this node's published ports to its containers: one nft table whose rules stay the
 * same and whose maps say which ports there are, an element for each.
 *
 * <ul>
 *   <li>The client's address is kept. Only where the answer would not come back by this host it
 *       becomes the bridge's: from the container's own network, and from 127.0.0.0/8.
 *   <li>That 127.0.0.0/8 may leave by a bridge is a switch of that bridge, set only where a port is
 *       published on it; what comes from any link and claims to be or wants 127.0.0.0/8 is dropped
 *       before.
 *   <li>Connections that were led carry {@link #MARK}, by which an engine's filter lets them pass.
 * </ul>
 */
public final class Publication {
  /** The table's name. */
  public static final String TABLE = "fairlead-ports";

  /** What the packets of led connections are marked with while they are forwarded. */
  static final String MARK = "0x400000";

  /** How the name of the switch ends that lets 127.0.0.0/8 leave by a link. */
  private static final String LOCAL = "/route_localnet";

  private static final String MAPS =
      """
      map all%1$s { type inet_proto . inet_service : ipv%1$s_addr . inet_service; }
      map one%1$s { type ipv%1$s_addr . inet_proto . inet_service : ipv%1$s_addr . inet_service; }
      set home%1$s { type ifname . ipv%1$s_addr; flags interval; }
      """;

  private static final String DEFINITION =
      MAPS.formatted("4")
          + MAPS.formatted("6")
          + """
      chain guard {
        type filter hook prerouting priority raw; policy accept;
        iifname != "lo" ip daddr 127.0.0.0/8 counter drop comment "loopback from outside"
        iifname != "lo" ip saddr 127.0.0.0/8 counter drop comment "loopback from outside"
      }
      chain lead {
        dnat ip to ip daddr . meta l4proto . th dport map @one4
        dnat ip6 to ip6 daddr . meta l4proto . th dport map @one6
        fib daddr type local dnat ip to meta l4proto . th dport map @all4
        ip6 daddr != ::1 fib daddr type local dnat ip6 to meta l4proto . th dport map @all6
      }
      chain prerouting {
        type nat hook prerouting priority dstnat; policy accept;
        meta l4proto { tcp, udp } jump lead
      }
      chain output {
        type nat hook output priority -100; policy accept;
        meta l4proto { tcp, udp } jump lead
      }
      chain forward {
        type filter hook forward priority filter - 6; policy accept;
        oifname "flb*" ct status dnat meta mark set meta mark or 0x400000
        iifname "flb*" ct status dnat meta mark set meta mark or 0x400000
      }
      chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        oifname "flb*" ct status dnat ip saddr 127.0.0.0/8 masquerade
        ct status dnat oifname . ip saddr @home4 masquerade
        ct status dnat oifname . ip6 saddr @home6 masquerade
      }
      """;

  private Publication() {}

  /** What passes an engine's filter because it was led. */
  static List<String> ways() {
    return List.of(
        "oifname \"flb*\" meta mark and " + MARK + " == " + MARK,
        "iifname \"flb*\" meta mark and " + MARK + " == " + MARK);
  }

  /**
   * For these networks of this node.
   *
   * @param networks those whose bridge is on this host
   */
  public static HostState of(Collection<Network> networks, List<NetworkEndpoint> own) {
    List<HostItem> items = new ArrayList<>();
    NftTable table = NftTable.of(Sandbox.HOST, "inet", TABLE, DEFINITION);
    Map<String, Network> byName = new TreeMap<>();
    networks.forEach(network -> byName.put(network.name(), network));
    List<NetworkEndpoint> published =
        own.stream()
            .filter(one -> one.state() == NetworkEndpoint.State.JOINED)
            .filter(one -> isPublic(byName.get(one.network())))
            .sorted(Comparator.comparing(NetworkEndpoint::id))
            .toList();
    for (boolean v6 : new boolean[] {false, true}) {
      Map<String, String> all = new TreeMap<>();
      Map<String, String> one = new TreeMap<>();
      for (NetworkEndpoint endpoint : published) {
        IpPrefix to = v6 ? endpoint.v6() : endpoint.v4();
        if (to != null) {
          endpoint.ports().stream()
              .filter(port -> port.isOf(v6))
              .forEach(port -> lead(port, to.address(), all, one));
        }
      }
      String family = v6 ? "6" : "4";
      table =
          table
              .with("all" + family, elements(all))
              .with("one" + family, elements(one))
              .with("home" + family, home(networks, v6));
    }
    items.add(table);
    for (Network network : networks) {
      boolean local =
          published.stream()
              .filter(one -> one.network().equals(network.name()) && one.v4() != null)
              .anyMatch(one -> one.ports().stream().anyMatch(Publication::isLocal));
      if (!network.pools(false).isEmpty()) {
        String name = "net/ipv4/conf/" + LinkNames.bridge(network) + LOCAL;
        items.add(new SysctlState(Sandbox.HOST, name, local ? "1" : "0"));
      }
    }
    return HostState.of(items);
  }

  /** Whether an item is one of those that {@link #of} says. */
  public static boolean isOurs(HostItem item) {
    return (item instanceof NftTable table && table.name().equals(TABLE))
        || (item instanceof SysctlState sysctl && sysctl.name().endsWith(LOCAL));
  }

  private static boolean isPublic(@Nullable Network network) {
    return network != null && !network.options().internal();
  }

  /** Whether processes of the host itself reach it by 127.0.0.1. */
  private static boolean isLocal(PublishedPort port) {
    IpAddress one = port.oneAddress();
    return port.isOf(false) && (one == null || one.isLoopback());
  }

  /** Where two lead from one port, which nobody lets happen, the first stays. */
  private static void lead(
      PublishedPort port, IpAddress to, Map<String, String> all, Map<String, String> one) {
    String from = port.protocol().name().toLowerCase(Locale.ROOT) + " . " + port.hostPort();
    String target = to + " . " + port.port();
    IpAddress at = port.oneAddress();
    if (at == null) {
      all.putIfAbsent(from, target);
    } else {
      one.putIfAbsent(at + " . " + from, target);
    }
  }

  private static List<String> elements(Map<String, String> map) {
    return map.entrySet().stream().map(one -> one.getKey() + " : " + one.getValue()).toList();
  }

  private static List<String> home(Collection<Network> networks, boolean v6) {
    List<String> home = new ArrayList<>();
    for (Network network : networks) {
      for (Pool pool : network.pools(v6)) {
        home.add('"' + LinkNames.bridge(network) + "\" . " + pool.subnet());
      }
    }
    return home;
  }
}
