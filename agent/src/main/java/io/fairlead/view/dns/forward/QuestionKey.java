package io.fairlead.view.dns.forward;

import io.fairlead.wire.dns.Wire;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What makes two questions the same one: name without case, type, class, and what of header and
 * EDNS changes the answer. Immutable.
 */
final class QuestionKey {
  private static final int TYPE_AND_CLASS = 4;

  private final byte[] bytes;
  private final int size;
  private final int hash;

  private QuestionKey(byte[] bytes, int size) {
    this.bytes = bytes;
    this.size = size;
    this.hash = Arrays.hashCode(bytes);
  }

  /**
   * The key of a question.
   *
   * @param question name, type and class as on the wire
   * @param flags one octet of what else tells it from others
   * @param options EDNS options, as on the wire
   */
  static QuestionKey of(byte[] question, int flags, byte[] options) {
    int size = question.length;
    byte[] bytes = Arrays.copyOf(question, size + 1 + options.length);
    for (int i = 0; i < size - TYPE_AND_CLASS; i++) {
      bytes[i] = lower(bytes[i]);
    }
    bytes[size] = (byte) flags;
    System.arraycopy(options, 0, bytes, size + 1, options.length);
    return new QuestionKey(bytes, size);
  }

  /** Whether {@code message} holds this question right after its header. */
  boolean matches(byte[] message) {
    if (message.length < Wire.HEADER + size) {
      return false;
    }
    int name = size - TYPE_AND_CLASS;
    for (int i = 0; i < size; i++) {
      byte octet = message[Wire.HEADER + i];
      if ((i < name ? lower(octet) : octet) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /** The record type asked for. */
  int type() {
    return Wire.u16(bytes, size - TYPE_AND_CLASS);
  }

  /** Bytes of the question on the wire. */
  int size() {
    return size;
  }

  /** Bytes of all that the key holds. */
  int weight() {
    return bytes.length;
  }

  /**
   * The name in dotted lower case without the last dot; a dot within a label shows as NUL, so that
   * it parts nothing.
   */
  String name() {
    StringBuilder name = new StringBuilder(bytes.length);
    int i = 0;
    while (bytes[i] != 0) {
      int label = bytes[i] & 255;
      name.append(name.isEmpty() ? "" : ".")
          .append(new String(bytes, i + 1, label, StandardCharsets.ISO_8859_1).replace('.', '\0'));
      i += label + 1;
    }
    return name.toString();
  }

  private static byte lower(byte octet) {
    return octet >= 'A' && octet <= 'Z' ? (byte) (octet + 32) : octet;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof QuestionKey that
        && hash == that.hash
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
