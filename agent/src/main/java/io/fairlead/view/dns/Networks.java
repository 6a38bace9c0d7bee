package io.fairlead.view.dns;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;

/** Prefixes without host bits: equal for all members of a network. */
final class Networks {
  private Networks() {}

  static IpPrefix of(IpPrefix member) {
    IpAddress address = member.address();
    int length = member.length();
    if (!address.isV6()) {
      long mask = length == 0 ? 0 : -1L << (32 - length);
      return new IpPrefix(IpAddress.v4((int) (address.low() & mask)), length);
    }
    long highMask = length >= 64 ? -1L : length == 0 ? 0 : -1L << (64 - length);
    long lowMask = length <= 64 ? 0 : length == 128 ? -1L : -1L << (128 - length);
    IpAddress network = IpAddress.v6(address.high() & highMask, address.low() & lowMask);
    return network.isV6() ? new IpPrefix(network, length) : member;
  }
}
