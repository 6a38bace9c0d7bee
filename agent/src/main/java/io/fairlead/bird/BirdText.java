package io.fairlead.bird;

import io.fairlead.model.IpPrefix;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A part of BIRD 2's configuration. All of it stands in tables of its own, so that what else the
 * host's BIRD does is not touched; learned routes are handed to the host's usual tables.
 */
final class BirdText {
  /** What the names of all that is ours begin with. */
  static final String NAMES = "fairlead_";

  private BirdText() {}

  static String of(Routers routers, Announcement announcement) {
    StringBuilder text = new StringBuilder("# Kept by fairlead; what is changed here is lost.\n");
    for (boolean v6 : new boolean[] {false, true}) {
      if (routers.all().stream().anyMatch(router -> router.address().isV6() == v6)) {
        tables(v6, announcement, text);
      }
    }
    for (int i = 0; i < routers.all().size(); i++) {
      session(i + 1, routers, routers.all().get(i), announcement, text);
    }
    return text.toString();
  }

  private static void tables(boolean v6, Announcement announcement, StringBuilder text) {
    String family = v6 ? "6" : "4";
    text.append("ipv").append(family).append(" table fairlead").append(family).append(";\n");
    text.append("protocol static fairlead_own").append(family).append(" {\n");
    text.append("  ipv").append(family).append(" { table fairlead").append(family).append("; };\n");
    of(announcement.own(), v6)
        .forEach(own -> text.append("  route ").append(own).append(" unreachable;\n"));
    text.append("}\n");
    text.append("protocol pipe fairlead_learned").append(family).append(" {\n");
    text.append("  table master").append(family).append(";\n");
    text.append("  peer table fairlead").append(family).append(";\n");
    text.append("  import ").append(learned(announcement, v6)).append(";\n");
    text.append("  export none;\n}\n");
  }

  private static void session(
      int number,
      Routers routers,
      Routers.Router router,
      Announcement announcement,
      StringBuilder text) {
    boolean v6 = router.address().isV6();
    String family = v6 ? "6" : "4";
    text.append("protocol bgp ").append(NAMES).append("router").append(number).append(" {\n");
    text.append("  local as ").append(routers.as()).append(";\n");
    text.append("  neighbor ").append(router.address());
    text.append(" as ").append(router.as()).append(";\n");
    if (router.as() != routers.as()) {
      // The other nodes are of this node's system, too.
      text.append("  allow local as 1;\n");
    }
    text.append("  ipv").append(family).append(" {\n");
    text.append("    table fairlead").append(family).append(";\n");
    text.append("    import ").append(learned(announcement, v6)).append(";\n");
    text.append("    export where source = RTS_STATIC;\n");
    text.append("    next hop self;\n  };\n}\n");
  }

  private static String learned(Announcement announcement, boolean v6) {
    List<IpPrefix> ranges = of(announcement.learned(), v6);
    return ranges.isEmpty()
        ? "none"
        : ranges.stream()
            .map(range -> range + "+")
            .collect(Collectors.joining(", ", "where source = RTS_BGP && net ~ [ ", " ]"));
  }

  private static List<IpPrefix> of(List<IpPrefix> all, boolean v6) {
    return all.stream().filter(one -> one.address().isV6() == v6).toList();
  }
}
