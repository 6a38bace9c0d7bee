package io.fairlead.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fairlead.model.IpAddress;
import io.fairlead.model.Port.Protocol;
import io.fairlead.model.net.LinkNames;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.NftTable;
import io.fairlead.spi.kernel.Sandbox;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The nft tables that guard a host's endpoints: one for frames that pass within a bridge, and one
 * for packets that are routed to it. What the host itself sends passes neither. Each endpoint has a
 * chain in both, each selector a set of addresses. Pure.
 */
public final class Rules {
  /** Both tables' name. */
  public static final String TABLE = "fairlead-policy";

  /** The comment of the rule that drops. */
  public static final String DROP = "drop";

  /** The comment of the rule that only counts. */
  public static final String DRY = "dry";

  /** Sets that remember whom was refused lately, by family. */
  public static final String REFUSED = "refused";

  private static final String REFUSALS =
      """
      set refused4 { type ipv4_addr . ipv4_addr . inet_proto . inet_service; flags dynamic, timeout; timeout 15m; size 1024; }
      set refused6 { type ipv6_addr . ipv6_addr . inet_proto . inet_service; flags dynamic, timeout; timeout 15m; size 1024; }
      """;

  /** In IPv6 neighbours are found by ICMP. */
  private static final String USUAL =
      """
        tcp flags & (syn | ack) != syn accept
        icmp type { echo-reply, destination-unreachable, time-exceeded, parameter-problem } accept
        icmpv6 type { echo-reply, destination-unreachable, packet-too-big, time-exceeded, parameter-problem, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert, nd-redirect, mld-listener-query } accept
      }
      """;

  private static final String BRIDGED =
      REFUSALS
          + """
      set flows4 { type ipv4_addr . ipv4_addr . inet_service . inet_service; flags dynamic, timeout; timeout 3m; size 65535; }
      set flows6 { type ipv6_addr . ipv6_addr . inet_service . inet_service; flags dynamic, timeout; timeout 3m; size 65535; }
      set guarded { type ifname; }
      map to { type ifname : verdict; }
      chain sent {
        type filter hook prerouting priority 0; policy accept;
        iifname @guarded meta l4proto udp update @flows4 { ip daddr . ip saddr . udp dport . udp sport }
        iifname @guarded meta l4proto udp update @flows6 { ip6 daddr . ip6 saddr . udp dport . udp sport }
      }
      chain forward {
        type filter hook forward priority 10; policy accept;
        oifname vmap @to
      }
      chain usual {
        meta protocol != { ip, ip6 } accept
        ip frag-off & 0x1fff != 0 accept
        ip saddr . ip daddr . udp sport . udp dport @flows4 accept
        ip6 saddr . ip6 daddr . udp sport . udp dport @flows6 accept
      """
          + USUAL;

  private static final String ROUTED =
      REFUSALS
          + """
      map to4 { type ipv4_addr : verdict; }
      map to6 { type ipv6_addr : verdict; }
      chain forward {
        type filter hook forward priority filter - 4; policy accept;
        oifname "flb*" ip daddr vmap @to4
        oifname "flb*" ip6 daddr vmap @to6
      }
      chain usual {
        ct state established,related accept
      """
          + USUAL;

  private final Members members;
  private final Map<String, String> parts = new TreeMap<>();
  private final Map<String, Set<String>> selected = new TreeMap<>();

  private Rules(Members members) {
    this.members = members;
  }

  /** The tables for these; nothing for none. */
  public static HostState of(Collection<Guard> guards, Members members) {
    List<Guard> enforced = guards.stream().filter(Guard::enforced).toList();
    if (enforced.isEmpty()) {
      return HostState.EMPTY;
    }
    Rules rules = new Rules(members);
    List<String> ports = new ArrayList<>();
    List<String> links = new ArrayList<>();
    List<String> to4 = new ArrayList<>();
    List<String> to6 = new ArrayList<>();
    for (Guard guard : enforced) {
      rules.chain(guard);
      String jump = " : jump " + guard.chain();
      String link = '"' + LinkNames.hostEnd(guard.endpoint().id()) + '"';
      links.add(link);
      ports.add(link + jump);
      for (IpAddress address : guard.endpoint().addresses()) {
        (address.isV6() ? to6 : to4).add(address + jump);
      }
    }
    NftTable bridged = NftTable.of(Sandbox.HOST, "bridge", TABLE, BRIDGED).withParts(rules.parts);
    NftTable routed = NftTable.of(Sandbox.HOST, "inet", TABLE, ROUTED).withParts(rules.parts);
    for (Map.Entry<String, Set<String>> set : rules.selected.entrySet()) {
      bridged = bridged.with(set.getKey(), set.getValue());
      routed = routed.with(set.getKey(), set.getValue());
    }
    return HostState.of(
        bridged.with("guarded", links).with("to", ports), routed.with("to4", to4).with("to6", to6));
  }

  private void chain(Guard guard) {
    StringBuilder text = new StringBuilder("  jump usual\n");
    if (guard.closed().isEmpty()) {
      List<Allow> rules = guard.labels().rules();
      for (int i = 0; i < rules.size(); i++) {
        allow(guard, rules.get(i), i + 1, text);
      }
    }
    for (boolean v6 : new boolean[] {false, true}) {
      if (!guard.network().pools(v6).isEmpty()) {
        text.append("  meta l4proto { tcp, udp } update @").append(REFUSED).append(v6 ? "6" : "4");
        text.append(v6 ? " { ip6 daddr . ip6 saddr" : " { ip daddr . ip saddr");
        text.append(" . meta l4proto . th dport counter }\n");
      }
    }
    text.append(
        guard.dryRun()
            ? "  counter accept comment \"" + DRY + "\"\n"
            : "  counter drop comment \"" + DROP + "\"\n");
    parts.put("chain " + guard.chain(), text.toString());
  }

  private void allow(Guard guard, Allow rule, int number, StringBuilder text) {
    for (String from : sources(guard, rule)) {
      for (String ports : ports(rule)) {
        text.append("  ").append(from).append(ports);
        text.append("counter accept comment \"").append(number).append("\"\n");
      }
    }
  }

  private List<String> sources(Guard guard, Allow rule) {
    List<String> sources = new ArrayList<>();
    for (Peers peers : rule.from()) {
      switch (peers) {
        case Peers.Anybody() -> sources.add("");
        case Peers.Within(var prefix) ->
            sources.add((prefix.address().isV6() ? "ip6" : "ip") + " saddr " + prefix + " ");
        case Peers.Named _, Peers.OnNetwork _ -> {
          for (boolean v6 : new boolean[] {false, true}) {
            if (!guard.network().pools(v6).isEmpty()) {
              sources.add((v6 ? "ip6" : "ip") + " saddr @" + set(guard, peers, v6) + " ");
            }
          }
        }
      }
    }
    return sources;
  }

  /** The set of a selector's addresses, which is there from now on. */
  private String set(Guard guard, Peers peers, boolean v6) {
    String network = guard.network().name();
    String name = "s" + hash(network + " " + peers) + (v6 ? "_6" : "_4");
    if (!selected.containsKey(name)) {
      parts.put("set " + name, "  type " + (v6 ? "ipv6_addr" : "ipv4_addr") + "\n");
      selected.put(
          name,
          members.of(network, peers).stream()
              .filter(address -> address.isV6() == v6)
              .map(IpAddress::toString)
              .collect(Collectors.toCollection(TreeSet::new)));
    }
    return name;
  }

  private static List<String> ports(Allow rule) {
    if (rule.ports().isEmpty()) {
      return List.of("");
    }
    List<String> words = new ArrayList<>();
    for (Protocol protocol : Protocol.values()) {
      String ranges =
          rule.ports().stream()
              .filter(one -> one.protocol() == protocol)
              .map(Ports::range)
              .collect(Collectors.joining(", "));
      if (!ranges.isEmpty()) {
        words.add((protocol == Protocol.TCP ? "tcp" : "udp") + " dport { " + ranges + " } ");
      }
    }
    return words;
  }

  private static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
