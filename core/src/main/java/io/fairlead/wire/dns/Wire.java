package io.fairlead.wire.dns;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in a message, and the steps from one part of it to the next. */
public final class Wire {
  /** Octets of the header. */
  public static final int HEADER = 12;

  /** Octets of a name at most, RFC 1035 section 2.3.4. */
  public static final int MAX_NAME = 255;

  /** Octets of a message over UDP where the client says nothing else, RFC 1035 section 2.3.4. */
  public static final int MIN_UDP = 512;

  /** Octets of a message over UDP that need no fragments on any path (DNS flag day 2020). */
  public static final int MAX_UDP = 1232;

  /** Octets of a message over TCP at most. */
  public static final int MAX_TCP = 65535;

  /** The Internet class. */
  public static final int CLASS_IN = 1;

  /** Where a name is not what RFC 1035 section 4.1.4 allows. */
  static final int MALFORMED = -1;

  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  /** Type, class, TTL and length of a record. */
  private static final int RECORD_FIXED = 10;

  private Wire() {}

  /** The 16 bits at {@code at}. */
  public static int u16(byte[] message, int at) {
    return (short) SHORTS.get(message, at) & 0xffff;
  }

  /** The 32 bits at {@code at}. */
  public static int i32(byte[] message, int at) {
    return (int) INTS.get(message, at);
  }

  /** Writes the lowest 16 bits of {@code value}. */
  public static void put16(byte[] message, int at, int value) {
    SHORTS.set(message, at, (short) value);
  }

  /** Writes 32 bits. */
  public static void put32(byte[] message, int at, int value) {
    INTS.set(message, at, value);
  }

  /**
   * Where the name at {@code at} ends; a compression pointer ends it.
   *
   * @return the offset after it, or -1 where it does not end before {@code end}
   */
  public static int skipName(byte[] message, int at, int end) {
    int next = at;
    while (next < end) {
      int length = message[next] & 0xff;
      if (length == 0) {
        return next + 1;
      }
      if (length >= 0xc0) {
        return next + 2 <= end ? next + 2 : MALFORMED;
      }
      if (length > 63) {
        return MALFORMED;
      }
      next += length + 1;
    }
    return MALFORMED;
  }

  /**
   * Where the fixed part of the record at {@code at} begins: type at +0, class at +2, TTL at +4,
   * data length at +8, data at +10.
   *
   * @return that offset, or -1 where the record does not end before {@code end}
   */
  public static int recordFields(byte[] message, int at, int end) {
    int fields = skipName(message, at, end);
    if (fields < 0 || fields + RECORD_FIXED > end) {
      return MALFORMED;
    }
    return recordEnd(message, fields) <= end ? fields : MALFORMED;
  }

  /** Where the record ends whose fixed part is at {@code fields}. */
  public static int recordEnd(byte[] message, int fields) {
    return fields + RECORD_FIXED + u16(message, fields + 8);
  }
}
