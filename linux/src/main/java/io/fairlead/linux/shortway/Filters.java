package io.fairlead.linux.shortway;

import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether rules that are not ours may judge, change or send elsewhere what goes between endpoints
 * of our networks. Pure; where it cannot tell, they may.
 *
 * <p>What does not count: our own tables, chains without rules, rules that only accept or count,
 * rules that ask for a link or an address that is none of ours, and what an engine has there by
 * itself: its chains for published ports, and the policy that it sets, which our rules answer.
 *
 * @param uplink the link that leads to the other hosts, or empty
 * @param pools the addresses of our networks
 */
record Filters(String uplink, Collection<IpPrefix> pools) {
  private static final String OURS = "fl";

  /** Our tables whose rules short ways answer for, or never meet. */
  private static final Set<String> TABLES =
      Set.of("fairlead", "fairlead-ports", "fairlead-policy", "fairlead-openvpn");

  private static final Set<String> HOOKS =
      Set.of("prerouting", "forward", "postrouting", "ingress", "egress");

  private static final Set<String> ENGINES = Set.of("DOCKER", "DOCKER-INGRESS");

  /** What an engine that speaks nftables itself has for its own bridges, and for itself alone. */
  private static final String ENGINES_TABLE = "docker-bridges";

  /** What does nothing to a packet, or lets it through. */
  private static final Set<String> HARMLESS =
      Set.of("match", "counter", "accept", "return", "continue", "comment");

  /** A chain with its table and, at a hook, its place. */
  record Chain(String family, String table, String name, String hook, String policy, String link) {
    static Chain of(Map<?, ?> json) {
      return new Chain(
          text(json, "family"),
          text(json, "table"),
          text(json, "name"),
          text(json, "hook"),
          text(json, "policy"),
          text(json, "dev"));
    }

    @Override
    public String toString() {
      return "chain " + name + " of nft table " + family + " " + table;
    }
  }

  /** Those chains at hooks whose rules have to be looked at. */
  List<Chain> suspects(List<Map<?, ?>> chains) {
    List<Chain> suspects = new ArrayList<>();
    for (Map<?, ?> json : chains) {
      Chain chain = Chain.of(json);
      boolean passes =
          HOOKS.contains(chain.hook)
              || (chain.family.equals("bridge") && chain.hook.equals("input"));
      boolean elsewhere = !chain.link.isEmpty() && isElsewhere(chain.link);
      if (passes && !elsewhere && !isKnown(chain)) {
        suspects.add(chain);
      }
    }
    return suspects;
  }

  private static boolean isKnown(Chain chain) {
    return TABLES.contains(chain.table)
        || chain.table.equals(ENGINES_TABLE)
        || chain.family.equals("arp");
  }

  /**
   * Why short ways would go past something, for people; empty where they do not.
   *
   * @param rules all of the chain's table
   */
  String judges(Chain chain, List<Map<?, ?>> rules) {
    boolean engines = rules.stream().anyMatch(rule -> isIn(rule, chain.name) && isEngines(rule));
    if (chain.policy.equals("drop") && !(engines && chain.hook.equals("forward"))) {
      return chain + " drops what it does not know";
    }
    String in = judging(chain, chain.name, rules, new HashSet<>());
    return in.isEmpty()
        ? ""
        : "a rule in chain "
            + in
            + " of nft table "
            + chain.family
            + " "
            + chain.table
            + " may decide on it";
  }

  /** The chain with a rule that judges, among this one and those that it leads to; or empty. */
  private String judging(Chain base, String name, List<Map<?, ?>> rules, Set<String> visited) {
    boolean published = base.table.equals("nat") && ENGINES.contains(name);
    if (published || !visited.add(name)) {
      return "";
    }
    for (Map<?, ?> rule : rules) {
      if (!isIn(rule, name) || !(rule.get("expr") instanceof List<?> statements)) {
        continue;
      }
      if (statements.stream().anyMatch(this::asksForOthers)) {
        continue;
      }
      for (Object statement : statements) {
        String next = target(statement);
        String found = "";
        if (!next.isEmpty()) {
          found = judging(base, next, rules, visited);
        } else if (!isHarmless(statement)) {
          found = name;
        }
        if (!found.isEmpty()) {
          return found;
        }
      }
    }
    return "";
  }

  private static boolean isIn(Map<?, ?> rule, String chain) {
    return chain.equals(rule.get("chain"));
  }

  private static boolean isEngines(Map<?, ?> rule) {
    return rule.get("expr") instanceof List<?> statements
        && statements.stream().anyMatch(one -> target(one).startsWith("DOCKER"));
  }

  private static String target(Object statement) {
    if (statement instanceof Map<?, ?> one) {
      for (String word : List.of("jump", "goto")) {
        if (one.get(word) instanceof Map<?, ?> leads) {
          return text(leads, "target");
        }
      }
    }
    return "";
  }

  /** Matches that are not understood only narrow what a rule is about. */
  private static boolean isHarmless(Object statement) {
    if (!(statement instanceof Map<?, ?> one)) {
      return false;
    }
    if (one.get("xt") instanceof Map<?, ?> extension) {
      return "match".equals(extension.get("type"));
    }
    return one.keySet().stream().allMatch(word -> HARMLESS.contains(String.valueOf(word)));
  }

  /** Whether a statement asks for what no packet between our endpoints has. */
  private boolean asksForOthers(Object statement) {
    if (!(statement instanceof Map<?, ?> one)
        || !(one.get("match") instanceof Map<?, ?> match)
        || !"==".equals(match.get("op"))
        || !(match.get("left") instanceof Map<?, ?> left)) {
      return false;
    }
    List<?> values =
        match.get("right") instanceof Map<?, ?> set && set.get("set") instanceof List<?> several
            ? several
            : Arrays.asList(match.get("right"));
    if (left.get("meta") instanceof Map<?, ?> meta && text(meta, "key").matches("[io]if(name)?")) {
      return values.stream().allMatch(value -> value instanceof String s && isElsewhere(s));
    }
    if (left.get("payload") instanceof Map<?, ?> payload
        && text(payload, "protocol").startsWith("ip")
        && text(payload, "field").endsWith("addr")) {
      return values.stream().allMatch(this::isForeign);
    }
    return false;
  }

  /** Whether a link, or all links whose names begin so, is none of those that packets take. */
  private boolean isElsewhere(String link) {
    if (link.startsWith("@")) {
      return false; // a set, of which anything may be a part
    }
    if (link.endsWith("*")) {
      String start = link.substring(0, link.length() - 1);
      return !start.startsWith(OURS) && !OURS.startsWith(start) && !uplink.startsWith(start);
    }
    return !link.startsWith(OURS) && !link.equals(uplink);
  }

  /** Whether an address, or a whole subnet, is in none of our pools. */
  private boolean isForeign(Object value) {
    try {
      IpPrefix prefix;
      if (value instanceof Map<?, ?> one && one.get("prefix") instanceof Map<?, ?> wide) {
        prefix = IpPrefix.parse(text(wide, "addr") + "/" + text(wide, "len"));
      } else if (value instanceof String single) {
        IpAddress address = IpAddress.parse(single);
        prefix = new IpPrefix(address, address.bitLength());
      } else {
        return false;
      }
      return pools.stream().noneMatch(prefix::overlaps);
    } catch (InvalidField e) {
      return false; // a name, a set, or what a later nft writes
    }
  }

  private static String text(Map<?, ?> json, String key) {
    Object value = json.get(key);
    return value == null ? "" : String.valueOf(value);
  }
}
