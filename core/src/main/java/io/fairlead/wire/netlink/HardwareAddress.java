package io.fairlead.wire.netlink;

import io.fairlead.model.InvalidField;
import io.fairlead.model.net.Mac;
import java.util.HexFormat;

/**
 * Any hardware address of 48 bits: of one interface ({@link Mac}), of a group, or all zeros.
 *
 * @param bits the address in the lowest 48, first octet highest
 */
public record HardwareAddress(long bits) implements Comparable<HardwareAddress> {
  /** The address of all zeros: in forwarding tables, all that is not known. */
  public static final HardwareAddress ZERO = new HardwareAddress(0);

  public HardwareAddress {
    InvalidField.unless(bits >>> 48 == 0, "mac", "has more than 48 bits");
  }

  /** The address of one interface. */
  public static HardwareAddress of(Mac mac) {
    return new HardwareAddress(mac.bits());
  }

  /** The address in six octets. */
  public static HardwareAddress of(byte[] octets) {
    InvalidField.unless(octets.length == 6, "mac", "has " + octets.length + " octets, not 6");
    long bits = 0;
    for (byte octet : octets) {
      bits = bits << 8 | (octet & 0xff);
    }
    return new HardwareAddress(bits);
  }

  /**
   * Reads {@code 02:42:ac:11:00:02}.
   *
   * @throws InvalidField where {@code text} is no such address
   */
  public static HardwareAddress parse(String text) {
    try {
      return of(HexFormat.ofDelimiter(":").parseHex(text));
    } catch (IllegalArgumentException e) {
      throw new InvalidField("mac", "'" + text + "' is not six octets as in 02:42:ac:11:00:02");
    }
  }

  /** Whether it stands for a group of receivers. */
  public boolean isMulticast() {
    return (bits >>> 40 & 1) != 0;
  }

  /** Its six octets, fresh. */
  public byte[] octets() {
    byte[] octets = new byte[6];
    for (int i = 0; i < 6; i++) {
      octets[i] = (byte) (bits >>> (8 * (5 - i)));
    }
    return octets;
  }

  @Override
  public int compareTo(HardwareAddress other) {
    return Long.compare(bits, other.bits);
  }

  @Override
  public String toString() {
    return HexFormat.ofDelimiter(":").formatHex(octets());
  }
}
