package io.fairlead.agent.network;

import io.fairlead.model.net.Network;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.spi.dataplane.Way;
import io.fairlead.ways.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whom a network does not reach, as asking showed, and what to do next. */
final class WayDoubts {
  private static final String OPEN =
      "let the firewalls between the hosts pass UDP port 4789 and ICMP, or look whether it is up";

  /** What was found, and what to do next. */
  record Doubt(String found, String mend) {}

  private WayDoubts() {}

  /**
   * For one network.
   *
   * @param type its dataplane's
   * @param trouble why nobody can be asked, or empty
   */
  static List<String> of(String type, Site site, Map<String, Report> ways, String trouble) {
    List<String> doubts = new ArrayList<>();
    if (!trouble.isEmpty()) {
      doubts.add(trouble);
    }
    for (String node : site.present()) {
      Report report = ways.get(node);
      if (report != null) {
        Doubt doubt = of(type, report);
        if (doubt != null) {
          doubts.add(doubt.found() + "; " + doubt.mend());
        }
      }
    }
    return doubts;
  }

  /** Why a node is not reached by a network of this dataplane, or null. */
  static @Nullable Doubt of(String type, Report report) {
    if (type.equals(Network.AUTO)) {
      return report.isCutOff()
          ? new Doubt(
              report.node()
                  + " is not reached: by plain routes, "
                  + report.route().words()
                  + "; in UDP, "
                  + report.overlay().words(),
              mend(report.overlay()))
          : null;
    }
    for (Way.Kind kind : Way.Kind.values()) {
      Report.Found found = report.of(kind);
      if (type.equals(kind.word()) && found.fails()) {
        return new Doubt(
            type + " to " + report.node() + " does not carry: " + found.words(),
            kind == Way.Kind.ROUTE ? "use --dataplane auto" : mend(found));
      }
    }
    return null;
  }

  private static String mend(Report.Found found) {
    return found.onlySmall()
        ? "raise the MTU on the way, or make the network with a smaller --mtu"
        : OPEN;
  }
}
