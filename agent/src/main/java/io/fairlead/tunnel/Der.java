package io.fairlead.tunnel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;

/** Values in DER (ITU-T X.690), as far as a certificate needs them. */
final class Der {
  private static final int LONG = 0x80;

  private Der() {}

  /** One after the other, in their order. */
  static byte[] sequence(byte[]... parts) {
    return value(0x30, joined(parts));
  }

  static byte[] set(byte[] part) {
    return value(0x31, part);
  }

  static byte[] integer(BigInteger number) {
    return value(0x02, number.toByteArray());
  }

  /** Octets that are a whole number of them, as bits. */
  static byte[] bits(byte[] octets) {
    return value(0x03, joined(new byte[1], octets));
  }

  static byte[] octets(byte[] octets) {
    return value(0x04, octets);
  }

  static byte[] yes() {
    return value(0x01, new byte[] {(byte) 0xff});
  }

  static byte[] text(String text) {
    return value(0x0c, text.getBytes(UTF_8));
  }

  /** A time as {@code YYYYMMDDHHMMSSZ}, from 2050 on. */
  static byte[] lateTime(String text) {
    return value(0x18, text.getBytes(US_ASCII));
  }

  /** A time as {@code YYMMDDHHMMSSZ}, before 2050. */
  static byte[] time(String text) {
    return value(0x17, text.getBytes(US_ASCII));
  }

  /** An object's name as its numbers: {@code 2.5.4.3}. */
  static byte[] object(String dotted) {
    String[] parts = dotted.split("\\.", -1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(Integer.parseInt(parts[0]) * 40 + Integer.parseInt(parts[1]));
    for (int i = 2; i < parts.length; i++) {
      int number = Integer.parseInt(parts[i]);
      for (int shift = 28; shift > 0; shift -= 7) {
        if (number >>> shift != 0) {
          out.write(((number >>> shift) & 0x7f) | LONG);
        }
      }
      out.write(number & 0x7f);
    }
    return value(0x06, out.toByteArray());
  }

  /** Within a tag of the surrounding value's own. */
  static byte[] tagged(int number, byte[] inner) {
    return value(0xa0 | number, inner);
  }

  private static byte[] value(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 6);
    out.write(tag);
    if (content.length < LONG) {
      out.write(content.length);
    } else {
      byte[] length = BigInteger.valueOf(content.length).toByteArray();
      int from = length[0] == 0 ? 1 : 0;
      out.write(LONG | length.length - from);
      out.write(length, from, length.length - from);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
