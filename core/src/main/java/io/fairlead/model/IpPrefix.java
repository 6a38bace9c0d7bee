package io.fairlead.model;

/**
 * An address with the length of the network it stands in, as an interface has it ({@code
 * 172.18.0.5/16}): the host bits are kept.
 *
 * @param address the address itself
 * @param length bits of network, 0 to 32 or 128
 */
public record IpPrefix(IpAddress address, int length) {
  public IpPrefix {
    InvalidField.unless(
        length >= 0 && length <= address.bitLength(),
        "prefix",
        "/" + length + " is out of range for " + address);
  }

  /**
   * Reads {@code 172.18.0.5/16} or {@code fd00::5/64}; a bare address gets the full length.
   *
   * @throws InvalidField where {@code text} is no prefix
   */
  public static IpPrefix parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      IpAddress address = IpAddress.parse(text);
      return new IpPrefix(address, address.bitLength());
    }
    IpAddress address = IpAddress.parse(text.substring(0, slash));
    try {
      return new IpPrefix(address, Integer.parseUnsignedInt(text.substring(slash + 1)));
    } catch (NumberFormatException e) {
      throw new InvalidField("prefix", "'" + text + "' wants a number after the slash, as in /24");
    }
  }

  /** Whether {@code other} stands in the same network. */
  public boolean contains(IpAddress other) {
    if (other.isV6() != address.isV6()) {
      return false;
    }
    if (!address.isV6()) {
      return length == 0 || ((address.low() ^ other.low()) >>> (32 - length)) == 0;
    }
    long highMask = length >= 64 ? -1L : length == 0 ? 0 : -1L << (64 - length);
    long lowMask = length <= 64 ? 0 : -1L << (128 - length);
    return ((address.high() ^ other.high()) & highMask) == 0
        && ((address.low() ^ other.low()) & lowMask) == 0;
  }

  /** The network itself: the same length, with no host bits. */
  public IpPrefix network() {
    return new IpPrefix(first(), length);
  }

  /** Whether no host bit is set. */
  public boolean isNetwork() {
    return first().equals(address);
  }

  /** The lowest address of the network. */
  public IpAddress first() {
    return masked(false);
  }

  /** The highest address of the network; IPv4's broadcast address. */
  public IpAddress last() {
    return masked(true);
  }

  /** Whether all of {@code other}'s network is in this one. */
  public boolean covers(IpPrefix other) {
    return other.length >= length && contains(other.address);
  }

  /** Whether any address is in both networks. */
  public boolean overlaps(IpPrefix other) {
    return covers(other) || other.covers(this);
  }

  /** The network of this length that {@code member} stands in. */
  public static IpPrefix around(IpAddress member, int length) {
    return new IpPrefix(member, length).network();
  }

  private IpAddress masked(boolean ones) {
    int host = address.bitLength() - length;
    long low = host >= 64 ? -1L : (1L << host) - 1;
    long high = host <= 64 ? 0 : host == 128 ? -1L : (1L << (host - 64)) - 1;
    long maskedLow = ones ? address.low() | low : address.low() & ~low;
    long maskedHigh = ones ? address.high() | high : address.high() & ~high;
    return address.isV6() ? IpAddress.v6(maskedHigh, maskedLow) : IpAddress.v4((int) maskedLow);
  }

  @Override
  public String toString() {
    return address + "/" + length;
  }
}
