package io.fairlead.wire.dns;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Uncompressed names compared where they lie, ASCII letters without case (RFC 4343). Length octets
 * are below {@code 'A'}, so whole names fold at once, eight octets at a time.
 */
public final class NameBytes {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long EACH = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final long MULTIPLIER = 0x9e37_79b9_7f4a_7c15L;

  private NameBytes() {}

  /** A hash of the name that does not see case. */
  public static int hash(byte[] bytes, int at, int length) {
    long hash = length * MULTIPLIER;
    if (length < Long.BYTES) {
      return finish(mix(hash, fold(few(bytes, at, length))));
    }
    int last = at + length - Long.BYTES;
    for (int i = at; i < last; i += Long.BYTES) {
      hash = mix(hash, fold((long) LONGS.get(bytes, i)));
    }
    return finish(mix(hash, fold((long) LONGS.get(bytes, last))));
  }

  /** Whether the two are the same name but for case. */
  public static boolean equal(byte[] one, int oneAt, byte[] other, int otherAt, int length) {
    if (length < Long.BYTES) {
      return fold(few(one, oneAt, length)) == fold(few(other, otherAt, length));
    }
    int last = length - Long.BYTES;
    for (int i = 0; i < last; i += Long.BYTES) {
      if (fold((long) LONGS.get(one, oneAt + i)) != fold((long) LONGS.get(other, otherAt + i))) {
        return false;
      }
    }
    return fold((long) LONGS.get(one, oneAt + last))
        == fold((long) LONGS.get(other, otherAt + last));
  }

  /**
   * Where {@code suffix} begins in a name, at a label's start.
   *
   * @param length octets of the name with its root label
   * @param suffix a whole name
   * @return its offset in {@code bytes}, or -1 where the name does not end with it
   */
  public static int suffixAt(byte[] bytes, int at, int length, byte[] suffix) {
    int start = at + length - suffix.length;
    for (int label = at; label <= start; label += (bytes[label] & 0xff) + 1) {
      if (label == start) {
        return equal(bytes, start, suffix, 0, suffix.length) ? start : -1;
      }
    }
    return -1;
  }

  private static long few(byte[] bytes, int at, int length) {
    long word = 0;
    for (int i = 0; i < length; i++) {
      word = (word << 8) | (bytes[at + i] & 0xff);
    }
    return word;
  }

  /** Sets bit 5 of each octet that is {@code 'A'} to {@code 'Z'}. */
  private static long fold(long word) {
    long low = word & ~HIGH_BITS;
    long fromA = low + (0x80 - 'A') * EACH;
    long pastZ = low + (0x80 - 'Z' - 1) * EACH;
    return word | ((fromA & ~pastZ & ~word & HIGH_BITS) >>> 2);
  }

  private static long mix(long hash, long word) {
    long mixed = (hash ^ word) * MULTIPLIER;
    return mixed ^ (mixed >>> 32);
  }

  private static int finish(long hash) {
    return (int) ((hash * MULTIPLIER) >>> 32);
  }
}
