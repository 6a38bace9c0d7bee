package io.fairlead.spi.kernel;

import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What of a host is looked at. On the host itself: links whose name starts with {@value #LINKS}
 * with all that hangs on them, routes and rules of protocol {@value #PROTOCOL}, and nft tables
 * whose name starts with {@value #TABLES}; these are ours, and what nobody wants of them is
 * removed. So are all short ways. On other links and in sandboxes: the links that are named, routes
 * and rules of that protocol, tables of such names. Everywhere the sysctls that are named.
 *
 * @param sandboxes the sandboxes that are looked into, the host among them, with the links in them
 *     that are looked at beside our own
 * @param sysctls names of sysctls by sandbox
 * @param tables the sandboxes whose nft tables are looked at
 */
public record Scope(
    SortedMap<Sandbox, Set<String>> sandboxes,
    SortedMap<Sandbox, Set<String>> sysctls,
    Set<Sandbox> tables) {
  /** How the names of our links on the host start. */
  public static final String LINKS = "fl";

  /** How the names of links start that are another product's, though they start as ours. */
  private static final String NOT_LINKS = "flannel";

  /** What our routes and rules carry as who set them: the letter f. */
  public static final int PROTOCOL = 102;

  /** How the names of our nft tables start. */
  public static final String TABLES = "fairlead";

  public Scope {
    sandboxes = copy(sandboxes);
    sysctls = copy(sysctls);
    tables = Set.copyOf(tables);
  }

  /** All that is ours where this is wanted. */
  public static Scope of(HostState desired) {
    SortedMap<Sandbox, Set<String>> links = new TreeMap<>();
    SortedMap<Sandbox, Set<String>> names = new TreeMap<>();
    Set<Sandbox> tables = new TreeSet<>();
    links.put(Sandbox.HOST, new TreeSet<>());
    tables.add(Sandbox.HOST);
    for (HostItem item : desired.items()) {
      Set<String> here = links.computeIfAbsent(item.sandbox(), sandbox -> new TreeSet<>());
      if (item instanceof LinkState link) {
        here.add(link.name());
      }
      String on = item.link();
      boolean crosses =
          item instanceof RouteState || item instanceof ShortLink || item instanceof ShortWay;
      if (on != null && !crosses) {
        here.add(on);
      }
      if (item instanceof NftTable || item instanceof PassState) {
        tables.add(item.sandbox());
      }
      if (item instanceof SysctlState sysctl) {
        names.computeIfAbsent(item.sandbox(), sandbox -> new TreeSet<>()).add(sysctl.name());
      }
    }
    return new Scope(links, names, tables);
  }

  /** Whether what hangs on a link is looked at. */
  public boolean sees(Sandbox sandbox, String link) {
    return ours(sandbox, link) || sandboxes.getOrDefault(sandbox, Set.of()).contains(link);
  }

  /** Whether a link is ours by its name: what nobody wants of it is removed. */
  static boolean ours(Sandbox sandbox, String link) {
    return sandbox.isHost() && link.startsWith(LINKS) && !link.startsWith(NOT_LINKS);
  }

  private static SortedMap<Sandbox, Set<String>> copy(SortedMap<Sandbox, Set<String>> map) {
    SortedMap<Sandbox, Set<String>> copy = new TreeMap<>();
    map.forEach((sandbox, names) -> copy.put(sandbox, Set.copyOf(names)));
    return Collections.unmodifiableSortedMap(copy);
  }
}
