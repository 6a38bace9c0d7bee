package io.fairlead.wire.netlink;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fairlead.model.IpAddress;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes netlink messages one after the other into a buffer. Used by one thread. */
public final class MessageWriter {
  private final ByteBuffer out;

  /** Writes from the buffer's position on, in the machine's byte order. */
  public MessageWriter(ByteBuffer out) {
    this.out = out.order(ByteOrder.nativeOrder());
  }

  /**
   * Appends a request.
   *
   * @return false where the buffer has no room for all of it; nothing is written then
   */
  public boolean add(Request request, int sequence) {
    int start = out.position();
    try {
      out.putInt(0)
          .putShort((short) request.type())
          .putShort((short) (request.flags() | Netlink.REQUEST))
          .putInt(sequence)
          .putInt(0);
      request.body().write(this);
      out.putInt(start, out.position() - start);
      pad();
      return true;
    } catch (BufferOverflowException e) {
      out.position(start);
      return false;
    }
  }

  /** Eight bits of a fixed header. */
  MessageWriter u8(int value) {
    out.put((byte) value);
    return this;
  }

  /** Sixteen bits of a fixed header. */
  MessageWriter u16(int value) {
    out.putShort((short) value);
    return this;
  }

  /** Thirty-two bits of a fixed header. */
  MessageWriter u32(int value) {
    out.putInt(value);
    return this;
  }

  /** Sixteen bits of a fixed header, in network order. */
  MessageWriter u16Network(int value) {
    out.put((byte) (value >>> 8)).put((byte) value);
    return this;
  }

  /** Octets of a fixed header. */
  MessageWriter fixed(byte[] value) {
    out.put(value);
    return this;
  }

  /** An attribute of eight bits. */
  MessageWriter u8(int type, int value) {
    header(type, 1);
    out.put((byte) value);
    return pad();
  }

  /** An attribute of eight bits that says yes or no. */
  MessageWriter bool(int type, boolean value) {
    return u8(type, value ? 1 : 0);
  }

  /** An attribute of sixteen bits in the machine's order. */
  MessageWriter u16(int type, int value) {
    header(type, 2);
    out.putShort((short) value);
    return pad();
  }

  /** An attribute of sixteen bits in network order. */
  MessageWriter u16Network(int type, int value) {
    header(type, 2);
    out.put((byte) (value >>> 8)).put((byte) value);
    return pad();
  }

  /** An attribute of thirty-two bits in the machine's order. */
  MessageWriter u32(int type, int value) {
    header(type, 4);
    out.putInt(value);
    return this;
  }

  /** An attribute of thirty-two bits in network order. */
  MessageWriter u32Network(int type, int value) {
    return octets(type, ByteBuffer.allocate(4).putInt(value).array());
  }

  /** An attribute of text, with the zero at its end. */
  MessageWriter text(int type, String value) {
    byte[] bytes = value.getBytes(UTF_8);
    header(type, bytes.length + 1);
    out.put(bytes).put((byte) 0);
    return pad();
  }

  /** An attribute of text, without a zero at its end. */
  MessageWriter word(int type, String value) {
    byte[] bytes = value.getBytes(UTF_8);
    header(type, bytes.length);
    out.put(bytes);
    return pad();
  }

  /** An attribute of 4 or 16 octets. */
  MessageWriter address(int type, IpAddress value) {
    byte[] octets = value.octets();
    header(type, octets.length);
    out.put(octets);
    return this;
  }

  /** An attribute of octets. */
  MessageWriter octets(int type, byte[] value) {
    header(type, value.length);
    out.put(value);
    return pad();
  }

  /** An attribute that is an address with a port (sockaddr_in, sockaddr_in6). */
  MessageWriter socketAddress(int type, IpAddress address, int port) {
    boolean v6 = address.isV6();
    header(type, v6 ? 28 : 16);
    out.putShort((short) (v6 ? Netlink.INET6 : Netlink.INET));
    out.put((byte) (port >>> 8)).put((byte) port);
    if (v6) {
      out.putInt(0).put(address.octets()).putInt(0);
    } else {
      out.put(address.octets()).putLong(0);
    }
    return this;
  }

  /** An attribute of six octets. */
  MessageWriter mac(int type, HardwareAddress value) {
    header(type, 6);
    out.put(value.octets());
    return pad();
  }

  /** Opens an attribute that holds attributes; {@link #end} wants the number. */
  int begin(int type) {
    int at = out.position();
    header(type, 0);
    return at;
  }

  /** Closes what {@link #begin} opened. */
  MessageWriter end(int begun) {
    out.putShort(begun, (short) (out.position() - begun));
    return this;
  }

  /** As {@link #end}; as if it had never been begun where nothing is in it. */
  MessageWriter endUnlessEmpty(int begun) {
    if (out.position() == begun + 4) {
      out.position(begun);
      return this;
    }
    return end(begun);
  }

  private MessageWriter header(int type, int length) {
    out.putShort((short) (length + 4)).putShort((short) type);
    return this;
  }

  private MessageWriter pad() {
    while ((out.position() & 3) != 0) {
      out.put((byte) 0);
    }
    return this;
  }
}
