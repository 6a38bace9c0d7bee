package io.fairlead.transport.server;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-decoding (RFC 3986 section 2.1) of UTF-8. */
final class Percent {
  private Percent() {}

  /** The text, or a 400 naming {@code what}. */
  static String decode(String what, String encoded, boolean plusIsSpace) {
    if (encoded.indexOf('%') < 0 && !(plusIsSpace && encoded.indexOf('+') >= 0)) {
      return encoded;
    }
    ByteBuffer bytes = ByteBuffer.allocate(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '%') {
        bytes.put(octet(what, encoded, i));
        i += 2;
      } else {
        bytes.put((byte) (plusIsSpace && c == '+' ? ' ' : c));
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      throw new Refusal(400, "percent-encoded bytes are not UTF-8", what);
    }
  }

  private static byte octet(String what, String encoded, int at) {
    int high = at + 2 < encoded.length() ? Character.digit(encoded.charAt(at + 1), 16) : -1;
    int low = at + 2 < encoded.length() ? Character.digit(encoded.charAt(at + 2), 16) : -1;
    if (high < 0 || low < 0) {
      throw new Refusal(400, "'%' wants two hexadecimal digits; write %25 for '%' itself", what);
    }
    return (byte) (high << 4 | low);
  }
}
