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

  @Override
  public String toString() {
    return address + "/" + length;
  }
}
