package io.fairlead.dataplane;

import io.fairlead.model.IpAddress;
import io.fairlead.spi.kernel.NftTable;
import io.fairlead.wire.netlink.FlowMessage;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Where a table of published ports leads flows, and which go elsewhere. Pure. */
public final class Leads {
  private static final SortedSet<String> NONE = Collections.emptySortedSet();
  private static final String TO = " : ";

  private final @Nullable NftTable before;
  private final @Nullable NftTable after;
  private final Predicate<IpAddress> ours;
  private final Predicate<IpAddress> local;

  /**
   * After a step.
   *
   * @param before the table that led flows, or null where nobody knows it any more
   * @param after the table as it is now, or null where there is none
   * @param ours whether an address is in a network of the cluster; asked where {@code before} is
   *     not known
   * @param local whether an address is the host's own
   */
  public Leads(
      @Nullable NftTable before,
      @Nullable NftTable after,
      Predicate<IpAddress> ours,
      Predicate<IpAddress> local) {
    this.before = before;
    this.after = after;
    this.ours = ours;
    this.local = local;
  }

  /** A port of the host that leads to a container now, and did not, or not to the same. */
  public record Fresh(boolean v6, int port) {}

  /** Ports of UDP that lead elsewhere than before, where that is known. */
  public Set<Fresh> fresh() {
    Set<Fresh> fresh = new HashSet<>();
    if (after != null) {
      for (String set : new String[] {"all4", "all6", "one4", "one6"}) {
        SortedSet<String> old = before == null ? NONE : elements(before, set);
        for (String lead : elements(after, set)) {
          String port = lead.replaceFirst("^(?:.* )?udp \\. ([0-9]+) : .*$", "$1");
          if (!old.contains(lead) && !port.equals(lead)) {
            fresh.add(new Fresh(set.endsWith("6"), Integer.parseInt(port)));
          }
        }
      }
    }
    return fresh;
  }

  /** Whether some leads are gone, or may be. */
  public boolean isLess() {
    return before == null
        || after == null
        || before.elements().entrySet().stream()
            .anyMatch(set -> !elements(after, set.getKey()).containsAll(set.getValue()));
  }

  /**
   * Whether a flow goes where its first packet would not go today: to a container that its port no
   * longer leads to, or by UDP to the host itself though its port leads to a container now.
   */
  public boolean isStale(FlowMessage flow) {
    FlowMessage.Tuple sent = flow.original();
    FlowMessage.Tuple reply = flow.reply();
    String goes = reply.source() + " . " + reply.sourcePort();
    String wanted = target(after, sent);
    if ((flow.status() & FlowMessage.LED) == 0) {
      return wanted != null
          && sent.protocol() == FlowMessage.UDP
          && reply.source().equals(sent.destination());
    }
    return !goes.equals(wanted)
        && (before == null ? ours.test(reply.source()) : goes.equals(target(before, sent)));
  }

  /** Where a table leads what is sent so, or null for nowhere. */
  private @Nullable String target(@Nullable NftTable table, FlowMessage.Tuple sent) {
    if (table == null) {
      return null;
    }
    IpAddress to = sent.destination();
    String family = to.isV6() ? "6" : "4";
    String port =
        (sent.protocol() == FlowMessage.UDP ? "udp . " : "tcp . ") + sent.destinationPort() + TO;
    String one = after(elements(table, "one" + family), to + " . " + port);
    boolean led = local.test(to) && !(to.isV6() && to.isLoopback());
    return one != null || !led ? one : after(elements(table, "all" + family), port);
  }

  /** What stands after this in the element that begins so, or null. */
  private static @Nullable String after(SortedSet<String> elements, String start) {
    Iterator<String> from = elements.tailSet(start).iterator();
    String first = from.hasNext() ? from.next() : "";
    return first.startsWith(start) ? first.substring(start.length()) : null;
  }

  private static SortedSet<String> elements(NftTable table, String set) {
    return table.elements().getOrDefault(set, NONE);
  }
}
