package io.fairlead.model.net;

import io.fairlead.model.InvalidField;
import java.util.HexFormat;

/**
 * An Ethernet address of one interface.
 *
 * @param bits its 48 bits, first octet highest
 */
public record Mac(long bits) implements Comparable<Mac> {
  private static final HexFormat HEX = HexFormat.ofDelimiter(":");
  private static final long GROUP = 1L << 40;

  public Mac {
    InvalidField.unless(bits >>> 48 == 0, "mac", "has more than 48 bits");
    InvalidField.unless(
        bits != 0 && (bits & GROUP) == 0,
        "mac",
        "is no address of one interface; use one whose first octet is even, as 02:42:0a:00:00:05");
  }

  /**
   * Reads {@code 02:42:0a:00:00:05}, in any case, with {@code :} or {@code -}.
   *
   * @throws InvalidField where {@code text} is none
   */
  public static Mac parse(String text) {
    byte[] octets;
    try {
      octets = HEX.parseHex(text.replace('-', ':'));
    } catch (IllegalArgumentException e) {
      throw new InvalidField("mac", wrong(text));
    }
    InvalidField.unless(octets.length == 6, "mac", wrong(text));
    return of(octets);
  }

  /** The address of these six octets. */
  public static Mac of(byte[] octets) {
    InvalidField.unless(octets.length == 6, "mac", "has " + octets.length + " octets, not 6");
    long bits = 0;
    for (byte octet : octets) {
      bits = bits << 8 | (octet & 0xff);
    }
    return new Mac(bits);
  }

  /** Its six octets, fresh. */
  public byte[] octets() {
    byte[] octets = new byte[6];
    for (int i = 0; i < 6; i++) {
      octets[i] = (byte) (bits >>> (40 - 8 * i));
    }
    return octets;
  }

  private static String wrong(String text) {
    return "'" + text + "' is no Ethernet address; write six octets, as 02:42:0a:00:00:05";
  }

  @Override
  public int compareTo(Mac other) {
    return Long.compare(bits, other.bits);
  }

  @Override
  public String toString() {
    return HEX.formatHex(octets());
  }
}
