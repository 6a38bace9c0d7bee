package io.fairlead.agent.cli;

import io.fairlead.json.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many of what, as a person reads it. */
final class Counts {
  private static final Map<String, String> ONE =
      Map.of(
          "nodes", "node entry",
          "instances", "instance",
          "drains", "drain mark",
          "endpoints", "endpoint",
          "containers", "container",
          "blocks", "block",
          "loans", "lent address",
          "asks", "open ask");

  private Counts() {}

  /** {@code 1 node entry, 2 blocks}; what there is none of is left out, {@code nothing} for all. */
  static String text(@Nullable Fields counts) {
    List<String> parts = new ArrayList<>();
    if (counts != null) {
      for (String name : counts.names()) {
        long count = counts.integerOr(name, 0, 0, Long.MAX_VALUE);
        if (count > 0) {
          parts.add(count + " " + noun(name, count));
        }
      }
    }
    return parts.isEmpty() ? "nothing" : String.join(", ", parts);
  }

  private static String noun(String name, long count) {
    String one = ONE.getOrDefault(name, name);
    if (count == 1 || !ONE.containsKey(name)) {
      return one;
    }
    boolean y = one.endsWith("y");
    return y ? one.substring(0, one.length() - 1) + "ies" : one + (one.endsWith("s") ? "es" : "s");
  }
}
