package io.fairlead.view.dns.forward;

import io.fairlead.wire.dns.RecordType;
import io.fairlead.wire.dns.Wire;
import java.util.Arrays;

/**
 * The OPT record of a query (RFC 6891), as far as it goes on to the upstream. The size that the
 * client takes stays behind: it is between the client and us.
 *
 * @param dnssecOk the DO flag
 * @param options the options that go through, as on the wire
 */
record Edns(boolean dnssecOk, byte[] options) {
  private static final int COOKIE = 10;
  private static final int KEEPALIVE = 11;
  private static final int PADDING = 12;
  private static final int DO = 0x8000;
  private static final int FIXED = 11;

  /**
   * Reads a well-formed OPT record; options that are between the client and us alone (cookie,
   * keepalive, padding) are left out.
   *
   * @param fields where its fixed part begins
   * @param end where its data ends
   */
  static Edns read(byte[] message, int fields, int end) {
    int from = fields + FIXED - 1;
    byte[] options = new byte[end - from];
    int kept = 0;
    int at = from;
    while (at + 4 <= end) {
      int next = Math.min(end, at + 4 + Wire.u16(message, at + 2));
      int code = Wire.u16(message, at);
      if (code != COOKIE && code != KEEPALIVE && code != PADDING) {
        System.arraycopy(message, at, options, kept, next - at);
        kept += next - at;
      }
      at = next;
    }
    return new Edns((Wire.u16(message, fields + 6) & DO) != 0, Arrays.copyOf(options, kept));
  }

  /** Bytes of the record that {@link #write} writes. */
  int size() {
    return FIXED + options.length;
  }

  /** Writes it as our own OPT record, with the size that we take. */
  void write(byte[] message, int at) {
    message[at] = 0;
    Wire.put16(message, at + 1, RecordType.OPT);
    Wire.put16(message, at + 3, Wire.MAX_UDP);
    message[at + 5] = 0;
    message[at + 6] = 0;
    Wire.put16(message, at + 7, dnssecOk ? DO : 0);
    Wire.put16(message, at + 9, options.length);
    System.arraycopy(options, 0, message, at + FIXED, options.length);
  }

  /** The same without options: what stands in an answer that we make ourselves. */
  Edns bare() {
    return new Edns(dnssecOk, new byte[0]);
  }
}
