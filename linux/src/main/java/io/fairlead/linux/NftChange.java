package io.fairlead.linux;

import io.fairlead.spi.kernel.NftTable;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The commands that make a table what it should be. Pure. */
final class NftChange {
  private static final String CHAIN = "chain ";
  private static final String SET = "set ";

  private NftChange() {}

  /** The whole table, in one transaction; one of this name that is there goes. */
  static String anew(NftTable table) {
    StringBuilder commands = new StringBuilder();
    commands.append("add table ").append(table).append('\n');
    commands.append("delete table ").append(table).append('\n');
    begin(commands, table);
    commands.append(table.definition()).append('\n');
    table.parts().forEach((what, body) -> part(commands, what, body));
    commands.append("}\n");
    table.elements().forEach((set, members) -> elements(commands, "add", table, set, members));
    return commands.toString();
  }

  /**
   * Only what differs, so that counters and what packets have added stay elsewhere; null where that
   * cannot be.
   */
  static @Nullable String between(NftTable from, NftTable to) {
    if (!from.definition().equals(to.definition())) {
      return null;
    }
    StringBuilder fresh = new StringBuilder();
    StringBuilder emptied = new StringBuilder();
    for (Map.Entry<String, String> part : to.parts().entrySet()) {
      String old = from.parts().get(part.getKey());
      if (!part.getValue().equals(old)) {
        if (old != null && part.getKey().startsWith(SET)) {
          return null;
        }
        if (old != null) {
          emptied.append("flush ").append(named(to, part.getKey())).append('\n');
        }
        part(fresh, part.getKey(), part.getValue());
      }
    }
    StringBuilder commands = new StringBuilder(emptied);
    if (!fresh.isEmpty()) {
      begin(commands, to);
      commands.append(fresh).append("}\n");
    }
    SortedSet<String> sets = new TreeSet<>(from.elements().keySet());
    sets.addAll(to.elements().keySet());
    for (String set : sets) {
      SortedSet<String> none = Collections.emptySortedSet();
      SortedSet<String> old = from.elements().getOrDefault(set, none);
      SortedSet<String> now = to.elements().getOrDefault(set, none);
      if (to.parts().containsKey(SET + set) || !from.parts().containsKey(SET + set)) {
        elements(commands, "delete", to, set, without(old, now));
        elements(commands, "add", to, set, without(now, old));
      }
    }
    gone(commands, from, to, CHAIN);
    gone(commands, from, to, SET);
    return commands.toString();
  }

  /** Chains before the sets that they look into. */
  private static void gone(StringBuilder commands, NftTable from, NftTable to, String kind) {
    for (String what : from.parts().keySet()) {
      if (what.startsWith(kind) && !to.parts().containsKey(what)) {
        commands.append("delete ").append(named(to, what)).append('\n');
      }
    }
  }

  private static String named(NftTable table, String what) {
    String[] words = what.split(" ", 2);
    return words[0] + " " + table + " " + words[1];
  }

  private static void begin(StringBuilder commands, NftTable table) {
    commands.append("table ").append(table).append(" {\n");
  }

  private static void part(StringBuilder commands, String what, String body) {
    commands.append(what).append(" {\n").append(body).append("}\n");
  }

  private static void elements(
      StringBuilder commands, String verb, NftTable table, String set, Set<String> members) {
    if (!members.isEmpty()) {
      commands.append(verb).append(" element ").append(table).append(' ').append(set);
      commands.append(" { ").append(String.join(", ", members)).append(" }\n");
    }
  }

  private static Set<String> without(SortedSet<String> all, Set<String> others) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(others);
    return rest;
  }
}
