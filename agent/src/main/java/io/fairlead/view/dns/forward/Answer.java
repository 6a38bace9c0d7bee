package io.fairlead.view.dns.forward;

import io.fairlead.wire.dns.RecordType;
import io.fairlead.wire.dns.ResponseCode;
import io.fairlead.wire.dns.Wire;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A well-formed answer of an upstream and what a cache must know of it. The bytes are kept as they
 * came. Immutable as long as nobody writes to {@code message}.
 *
 * @param message the whole message
 * @param ttls where the TTL fields stand that count down (all but the OPT record's)
 * @param seconds how long it may be kept; 0 for not at all
 */
record Answer(byte[] message, int[] ttls, long seconds) {
  /** Longest life in the cache, whatever the records say. */
  static final long MAX_SECONDS = 86_400;

  /** Longest life of "no such name" and "no such record" (RFC 2308 section 5). */
  static final long MAX_NEGATIVE = 3_600;

  /** Life of a failure that an upstream told us of (RFC 2308 section 7.1, RFC 9520). */
  static final long FAILURE_SECONDS = 2;

  /** An answer may have this many records; more could not be in 64 KiB usefully. */
  private static final int MAX_RECORDS = 6_000;

  private static final int SOA_NUMBERS = 20;

  /**
   * Reads the answer to {@code key}, which stands in its question; null where any record of it is
   * malformed.
   */
  static @Nullable Answer read(byte[] message, QuestionKey key) {
    int answers = Wire.u16(message, 6);
    int authority = Wire.u16(message, 8);
    int records = answers + authority + Wire.u16(message, 10);
    if (records > MAX_RECORDS) {
      return null;
    }
    int[] ttls = new int[records];
    int count = 0;
    long least = MAX_SECONDS;
    long negative = -1;
    boolean found = false;
    boolean extended = false;
    int at = Wire.HEADER + key.size();
    for (int i = 0; i < records; i++) {
      int fields = Wire.recordFields(message, at, message.length);
      if (fields < 0) {
        return null;
      }
      at = Wire.recordEnd(message, fields);
      int type = Wire.u16(message, fields);
      if (type == RecordType.OPT) {
        extended |= message[fields + 4] != 0;
      } else {
        ttls[count++] = fields + 4;
        least = Math.min(least, ttl(message, fields + 4));
        found |= i < answers && (type == key.type() || key.type() == RecordType.ANY);
        if (type == RecordType.SOA && i >= answers && i < answers + authority) {
          negative = minimum(message, fields + 10, at);
        }
      }
    }
    long life =
        extended ? 0 : life(Wire.u16(message, Flags.AT) & Flags.RCODE, found, least, negative);
    return new Answer(message, Arrays.copyOf(ttls, count), life);
  }

  /** The TTL at {@code at}; one with the top bit set is 0 (RFC 2181 section 8). */
  static long ttl(byte[] message, int at) {
    return Math.max(0, Wire.i32(message, at));
  }

  /** Whether the answer was cut to fit. */
  boolean truncated() {
    return (Wire.u16(message, Flags.AT) & Flags.TC) != 0;
  }

  /** The header's response code. */
  int rcode() {
    return Wire.u16(message, Flags.AT) & Flags.RCODE;
  }

  private static long life(int rcode, boolean found, long least, long negative) {
    if (rcode == ResponseCode.SERVFAIL) {
      return FAILURE_SECONDS;
    }
    if (rcode == ResponseCode.NOERROR && found) {
      return least;
    }
    boolean denied =
        (rcode == ResponseCode.NOERROR || rcode == ResponseCode.NXDOMAIN) && negative >= 0;
    return denied ? Math.min(MAX_NEGATIVE, Math.min(least, negative)) : 0;
  }

  /** The SOA's last field: how long a denial lives (RFC 2308 section 4). */
  private static long minimum(byte[] message, int data, int end) {
    int primary = Wire.skipName(message, data, end);
    int mailbox = primary < 0 ? -1 : Wire.skipName(message, primary, end);
    return mailbox < 0 || mailbox + SOA_NUMBERS != end ? -1 : ttl(message, end - 4);
  }
}
