package io.fairlead.wire.netlink;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fairlead.model.IpAddress;
import java.nio.ByteBuffer;

/**
 * Walks over attributes in place; those of no interest are passed by. Every read is checked against
 * the attribute's own bounds. Used by one thread.
 */
final class Attributes {
  private static final int TYPE = 0x3fff;

  private final ByteBuffer bytes;
  private final int end;
  private int following;
  private int type;
  private int value;
  private int length;

  Attributes(ByteBuffer bytes, int from, int end) {
    this.bytes = bytes;
    this.following = from;
    this.end = end;
  }

  /** Goes to the next one; false after the last. */
  boolean next() {
    if (end - following < 4) {
      return false; // what is left is padding
    }
    int all = bytes.getShort(following) & 0xffff;
    if (all < 4 || all > end - following) {
      throw new MalformedMessage("an attribute says it has " + all + " bytes");
    }
    type = bytes.getShort(following + 2) & TYPE;
    value = following + 4;
    length = all - 4;
    following += Math.min(Netlink.align(all), end - following);
    return true;
  }

  /** The type of this one, without its flags. */
  int type() {
    return type;
  }

  /** Bytes in its value. */
  int length() {
    return length;
  }

  int u8() {
    return bytes.get(at(1)) & 0xff;
  }

  boolean bool() {
    return u8() != 0;
  }

  int u16() {
    return bytes.getShort(at(2)) & 0xffff;
  }

  int u16Network() {
    int at = at(2);
    return (bytes.get(at) & 0xff) << 8 | (bytes.get(at + 1) & 0xff);
  }

  int u32() {
    return bytes.getInt(at(4));
  }

  int u32Network() {
    int at = at(4);
    return (bytes.get(at) & 0xff) << 24
        | (bytes.get(at + 1) & 0xff) << 16
        | (bytes.get(at + 2) & 0xff) << 8
        | (bytes.get(at + 3) & 0xff);
  }

  /** Text, up to the zero at its end. */
  String text() {
    int size = 0;
    while (size < length && bytes.get(value + size) != 0) {
      size++;
    }
    return new String(octets(size), UTF_8);
  }

  /** An address of 4 or 16 octets. */
  IpAddress address() {
    if (length != 4 && length != 16) {
      throw new MalformedMessage("an address has " + length + " octets");
    }
    return IpAddress.of(octets(length));
  }

  /** All of its octets. */
  byte[] octets() {
    return octets(length);
  }

  /** The address in an address with a port. */
  IpAddress socketAddress() {
    int at = at(16);
    boolean v6 = (bytes.getShort(at) & 0xffff) == Netlink.INET6;
    byte[] octets = new byte[v6 ? 16 : 4];
    bytes.get(at(v6 ? 28 : 16) + (v6 ? 8 : 4), octets);
    return IpAddress.of(octets);
  }

  /** The port in an address with a port. */
  int socketPort() {
    int at = at(4) + 2;
    return (bytes.get(at) & 0xff) << 8 | (bytes.get(at + 1) & 0xff);
  }

  HardwareAddress mac() {
    if (length != 6) {
      throw new MalformedMessage("a hardware address has " + length + " octets");
    }
    return HardwareAddress.of(octets(length));
  }

  /** The attributes within this one. */
  Attributes nested() {
    return new Attributes(bytes, value, value + length);
  }

  private byte[] octets(int size) {
    byte[] octets = new byte[size];
    bytes.get(value, octets);
    return octets;
  }

  private int at(int wanted) {
    if (length < wanted) {
      throw new MalformedMessage("attribute " + type + " has " + length + " bytes, not " + wanted);
    }
    return value;
  }
}
