package io.fairlead.view.dns;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import java.util.List;

/** Some networks, and in which of them an address stands: numbers side by side. Immutable. */
final class Networks {
  /** Networks that one answer to {@link #inside} can tell apart. */
  static final int MOST = Long.SIZE;

  /** None at all. */
  static final Networks NONE = new Networks(List.of());

  private static final int FIELDS = 5; // family, then bits and mask in two halves each

  private final long[] fields;

  Networks(List<IpPrefix> networks) {
    fields = new long[networks.size() * FIELDS];
    int at = 0;
    for (IpPrefix network : networks) {
      boolean six = network.address().isV6();
      int spare = six ? 0 : 128 - 32;
      fields[at++] = six ? 1 : 0;
      fields[at++] = network.address().high();
      fields[at++] = network.address().low();
      fields[at++] = highMask(network.length() + spare);
      fields[at++] = lowMask(network.length() + spare);
    }
  }

  /** The prefix without host bits: equal for all members of a network. */
  static IpPrefix of(IpPrefix member) {
    IpAddress address = member.address();
    int length = member.length();
    if (!address.isV6()) {
      return new IpPrefix(IpAddress.v4((int) (address.low() & lowMask(length + 96))), length);
    }
    IpAddress network =
        IpAddress.v6(address.high() & highMask(length), address.low() & lowMask(length));
    return network.isV6() ? new IpPrefix(network, length) : member;
  }

  int size() {
    return fields.length / FIELDS;
  }

  /** A bit for each network that the address stands in, the first network's lowest. */
  long inside(IpAddress address) {
    long inside = 0;
    long family = address.isV6() ? 1 : 0;
    for (int at = 0, bit = 0; at < fields.length; at += FIELDS, bit++) {
      if (fields[at] == family
          && ((address.high() ^ fields[at + 1]) & fields[at + 3]) == 0
          && ((address.low() ^ fields[at + 2]) & fields[at + 4]) == 0) {
        inside |= 1L << bit;
      }
    }
    return inside;
  }

  private static long highMask(int length) {
    return length >= 64 ? -1L : length == 0 ? 0 : -1L << (64 - length);
  }

  private static long lowMask(int length) {
    return length <= 64 ? 0 : -1L << (128 - length);
  }
}
