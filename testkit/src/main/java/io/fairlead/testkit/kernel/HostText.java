package io.fairlead.testkit.kernel;

import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.NftTable;
import io.fairlead.wire.netlink.LinkKind;
import io.fairlead.wire.netlink.PortOptions;
import java.util.StringJoiner;

/** A host's state as a person would write it down: a line for each item, in the order it has. */
public final class HostText {
  private HostText() {}

  /** All of it, without the nft tables. */
  public static String of(HostState state) {
    StringJoiner lines = new StringJoiner("\n", "", "\n");
    for (HostItem item : state.items()) {
      if (!(item instanceof NftTable)) {
        lines.add(item.key().kind().word() + " " + text(item));
      }
    }
    return lines.toString();
  }

  private static String text(HostItem item) {
    if (!(item instanceof LinkState link)) {
      return item.toString();
    }
    StringBuilder text = new StringBuilder(link.toString());
    if (link.kind() instanceof LinkKind.Vxlan vxlan) {
      text.append(" id ").append(vxlan.id()).append(" from ").append(vxlan.local());
      text.append(':').append(vxlan.port()).append(vxlan.learning() ? " learning" : "");
    }
    if (link.port() != null) {
      text.append(" port").append(options(link.port()));
    }
    if (link.peer() != null) {
      text.append(", pair ").append(link.peer().name());
      text.append(link.peer().mac() == null ? "" : " mac " + link.peer().mac());
      text.append(link.peer().sums() ? " with checksums" : "");
    }
    return text.toString();
  }

  private static String options(PortOptions port) {
    return (port.isolated() ? " isolated" : "")
        + (port.neighSuppress() ? " suppress" : "")
        + (port.learning() ? " learn" : "")
        + (port.flood() ? " flood" : "")
        + (port.hairpin() ? " hairpin" : "");
  }
}
