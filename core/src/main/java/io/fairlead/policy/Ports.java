package io.fairlead.policy;

import io.fairlead.model.Port.Protocol;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A range of ports.
 *
 * @param last not below {@code first}
 */
public record Ports(int first, int last, Protocol protocol) {
  /** Whether a port is among them. */
  public boolean contains(int port, Protocol over) {
    return over == protocol && port >= first && port <= last;
  }

  /** The same ports in ranges that neither overlap nor touch, in order. */
  static List<Ports> merged(Collection<Ports> all) {
    List<Ports> sorted = new ArrayList<>(all);
    sorted.sort(Comparator.comparing(Ports::protocol).thenComparingInt(Ports::first));
    List<Ports> merged = new ArrayList<>();
    for (Ports next : sorted) {
      Ports before = merged.isEmpty() ? null : merged.getLast();
      if (before != null && before.protocol == next.protocol && next.first <= before.last + 1) {
        int last = Math.max(before.last, next.last);
        merged.set(merged.size() - 1, new Ports(before.first, last, before.protocol));
      } else {
        merged.add(next);
      }
    }
    return merged;
  }

  /** As nft writes them, without the protocol. */
  String range() {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }

  @Override
  public String toString() {
    String over = protocol == Protocol.TCP ? "" : "/" + protocol.name().toLowerCase(Locale.ROOT);
    return "port:" + range() + over;
  }
}
