package io.fairlead.linux;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fairlead.linux.nft.Nft;
import io.fairlead.linux.nft.NftException;
import io.fairlead.spi.kernel.Op;
import io.fairlead.spi.kernel.PassState;
import io.fairlead.spi.kernel.Sandbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Our rules at the end of iptables' chain FORWARD, known by their comment, which says what they
 * match.
 */
final class Passes {
  private static final String COMMENT = "fairlead: ";
  private static final String ENGINES = "DOCKER";

  private final Sandbox sandbox;
  private final Nft nft;

  Passes(Sandbox sandbox, Nft nft) {
    this.sandbox = sandbox;
    this.nft = nft;
  }

  /** One for each family. */
  List<PassState> list() {
    List<PassState> all = new ArrayList<>();
    for (boolean v6 : new boolean[] {false, true}) {
      List<Map<?, ?>> rules = rules(v6);
      boolean needed = rules.stream().anyMatch(Passes::isEngines);
      all.add(new PassState(sandbox, v6, List.copyOf(ours(rules).values()), needed));
    }
    return all;
  }

  /** Makes the chain's end as it should be: all of it or nothing. */
  void apply(Op op) {
    PassState pass = (PassState) op.item();
    List<Map<?, ?>> rules = rules(pass.v6());
    String chain = chain(pass.v6());
    StringBuilder commands = new StringBuilder();
    ours(rules)
        .keySet()
        .forEach(
            handle ->
                commands
                    .append("delete rule ")
                    .append(chain)
                    .append(" handle ")
                    .append(handle)
                    .append('\n'));
    if (!(op instanceof Op.Delete) && rules.stream().anyMatch(Passes::isEngines)) {
      for (String way : pass.ways()) {
        commands.append("add rule ").append(chain).append(' ').append(way);
        commands.append(" counter accept comment \"").append(COMMENT);
        commands.append(way.replace("\"", "")).append("\"\n");
      }
    }
    if (!commands.isEmpty()) {
      nft.run(commands.toString());
    }
  }

  private List<Map<?, ?>> rules(boolean v6) {
    try {
      return NftListing.objects(nft.run("list chain " + chain(v6)).getBytes(UTF_8), "rule");
    } catch (NftException e) {
      if (e.absent()) {
        return List.of();
      }
      throw e;
    }
  }

  private static String chain(boolean v6) {
    return (v6 ? "ip6" : "ip") + " filter FORWARD";
  }

  /**
   * Our rules by their handles, in their order: what they match, names without quotes in quotes.
   */
  private static SortedMap<Long, String> ours(List<Map<?, ?>> rules) {
    SortedMap<Long, String> ours = new TreeMap<>();
    for (Map<?, ?> rule : rules) {
      if (rule.get("comment") instanceof String comment
          && comment.startsWith(COMMENT)
          && rule.get("handle") instanceof Number handle) {
        ours.put(handle.longValue(), quoted(comment.substring(COMMENT.length())));
      }
    }
    return ours;
  }

  /** {@code iifname "flb*"} of {@code iifname flb*}. */
  private static String quoted(String way) {
    return way.replaceAll("(iifname|oifname) (\\S+)", "$1 \"$2\"");
  }

  private static boolean isEngines(Map<?, ?> rule) {
    if (!(rule.get("expr") instanceof List<?> expressions)) {
      return false;
    }
    for (Object expression : expressions) {
      if (expression instanceof Map<?, ?> one
          && one.get("jump") instanceof Map<?, ?> jump
          && String.valueOf(jump.get("target")).startsWith(ENGINES)) {
        return true;
      }
    }
    return false;
  }
}
