package io.fairlead.agent.network;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.nft.Nft;
import io.fairlead.linux.nft.NftException;
import io.fairlead.model.IpAddress;
import io.fairlead.policy.Rules;
import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a host's policy tables have counted. */
final class PolicyCounts {
  /** Where it is 1, frames within a bridge pass the table for routed packets, too. */
  private static final Path TWICE = Path.of("/proc/sys/net/bridge/bridge-nf-call-iptables");

  private final Map<String, Long> bridged = new HashMap<>();
  private final Map<String, Long> routed = new HashMap<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final boolean twice;

  /** Packets of one sender to one port that no rule allowed. */
  record Refusal(IpAddress to, IpAddress from, String port, long packets) {}

  private PolicyCounts(boolean twice) {
    this.twice = twice;
  }

  /** Reads them; where there are no such tables all is zero. */
  static PolicyCounts read(NetworkNamespace host) {
    PolicyCounts counts = new PolicyCounts(host.call(PolicyCounts::isTwice));
    try (Nft nft = Nft.open(host)) {
      counts.read(nft, "bridge", counts.bridged);
      counts.read(nft, "inet", counts.routed);
    }
    return counts;
  }

  private static boolean isTwice() {
    try {
      return Files.readString(TWICE).startsWith("1");
    } catch (IOException e) {
      return false; // br_netfilter is not loaded
    }
  }

  private void read(Nft nft, String family, Map<String, Long> into) {
    String listing;
    try {
      listing = nft.run("list table " + family + " " + Rules.TABLE);
    } catch (NftException e) {
      if (e.absent()) {
        return;
      }
      throw e;
    }
    add(listing, into);
  }

  private void add(String listing, Map<String, Long> into) {
    if (Json.parse(listing.getBytes(UTF_8)) instanceof Map<?, ?> root
        && root.get("nftables") instanceof List<?> all) {
      for (Object one : all) {
        if (one instanceof Map<?, ?> named && named.get("rule") instanceof Map<?, ?> rule) {
          rule(rule, into);
        } else if (one instanceof Map<?, ?> named && named.get("set") instanceof Map<?, ?> set) {
          set(set);
        }
      }
    }
  }

  private static void rule(Map<?, ?> rule, Map<String, Long> into) {
    if (rule.get("comment") instanceof String comment
        && rule.get("expr") instanceof List<?> parts) {
      for (Object part : parts) {
        if (part instanceof Map<?, ?> named && named.get("counter") instanceof Map<?, ?> counter) {
          into.merge(rule.get("chain") + " " + comment, packets(counter), Long::sum);
        }
      }
    }
  }

  private void set(Map<?, ?> set) {
    if (String.valueOf(set.get("name")).startsWith(Rules.REFUSED)
        && set.get("elem") instanceof List<?> elements) {
      for (Object element : elements) {
        if (element instanceof Map<?, ?> outer
            && outer.get("elem") instanceof Map<?, ?> inner
            && inner.get("val") instanceof Map<?, ?> value
            && value.get("concat") instanceof List<?> key
            && key.size() == 4) {
          IpAddress to = IpAddress.parse(String.valueOf(key.get(0)));
          IpAddress from = IpAddress.parse(String.valueOf(key.get(1)));
          String port = key.get(3) + "/" + key.get(2);
          refusals.add(new Refusal(to, from, port, packets(inner.get("counter"))));
        }
      }
    }
  }

  private static long packets(@Nullable Object counter) {
    return counter instanceof Map<?, ?> map && map.get("packets") instanceof Number number
        ? number.longValue()
        : 0;
  }

  /** Packets that a rule with this comment in this chain let through. */
  long passed(String chain, String comment) {
    long over = routed.getOrDefault(chain + " " + comment, 0L);
    return twice ? over : over + bridged.getOrDefault(chain + " " + comment, 0L);
  }

  /** Packets that were dropped in this chain. */
  long dropped(String chain) {
    String key = chain + " " + Rules.DROP;
    return routed.getOrDefault(key, 0L) + bridged.getOrDefault(key, 0L);
  }

  /** Whom packets to this address were of that no rule allowed, the most first. */
  List<Refusal> refusals(IpAddress to) {
    Map<String, Refusal> each = new HashMap<>();
    for (Refusal one : refusals) {
      if (one.to().equals(to)) {
        each.merge(
            one.from() + " " + one.port(),
            one,
            (a, b) ->
                new Refusal(
                    to,
                    a.from(),
                    a.port(),
                    twice ? Math.max(a.packets(), b.packets()) : a.packets() + b.packets()));
      }
    }
    return each.values().stream().sorted((a, b) -> Long.compare(b.packets(), a.packets())).toList();
  }
}
