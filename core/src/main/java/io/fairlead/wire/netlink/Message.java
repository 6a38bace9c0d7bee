package io.fairlead.wire.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * One message in a datagram, read in place: valid until the buffer is used for the next.
 *
 * @param type the message's type
 * @param flags its flags
 * @param sequence the number of the request that it answers; 0 where nobody asked
 */
public record Message(ByteBuffer bytes, int from, int to, int type, int flags, int sequence) {
  /**
   * Hands each message of a datagram, which stands between the buffer's position and limit, to
   * {@code each}.
   *
   * @throws MalformedMessage where a length leads out of it; the messages before it were handed on
   */
  public static void each(ByteBuffer datagram, Consumer<Message> each) {
    ByteBuffer bytes = datagram.order(ByteOrder.nativeOrder());
    int at = bytes.position();
    int end = bytes.limit();
    while (at < end) {
      if (end - at < Netlink.HEADER) {
        throw new MalformedMessage("a datagram ends within a header");
      }
      int length = bytes.getInt(at);
      if (length < Netlink.HEADER || length > end - at) {
        throw new MalformedMessage("a message says it has " + length + " bytes");
      }
      each.accept(
          new Message(
              bytes,
              at + Netlink.HEADER,
              at + length,
              bytes.getShort(at + 4) & 0xffff,
              bytes.getShort(at + 6) & 0xffff,
              bytes.getInt(at + 8)));
      at += Math.min(Netlink.align(length), end - at);
    }
  }

  /** Eight bits at {@code offset} of the body. */
  int u8(int offset) {
    return bytes.get(at(offset, 1)) & 0xff;
  }

  /** Sixteen bits at {@code offset} of the body. */
  int u16(int offset) {
    return bytes.getShort(at(offset, 2)) & 0xffff;
  }

  /** Thirty-two bits at {@code offset} of the body. */
  int u32(int offset) {
    return bytes.getInt(at(offset, 4));
  }

  /** Sixteen bits at {@code offset} of the body, in network order. */
  int u16Network(int offset) {
    return u8(offset) << 8 | u8(offset + 1);
  }

  /** Octets at {@code offset} of the body. */
  byte[] octets(int offset, int length) {
    byte[] octets = new byte[length];
    bytes.get(at(offset, length), octets);
    return octets;
  }

  /** The attributes after a fixed header of this many bytes. */
  Attributes attributes(int fixed) {
    if (to - from < fixed) {
      throw new MalformedMessage("type " + type + " ends within its fixed part");
    }
    return new Attributes(bytes, from + fixed, to);
  }

  private int at(int offset, int length) {
    if (offset + length > to - from) {
      throw new MalformedMessage("type " + type + " ends within its fixed part");
    }
    return from + offset;
  }
}
