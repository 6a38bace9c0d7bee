package io.fairlead.view.dns.forward;

import io.fairlead.wire.dns.Query;
import io.fairlead.wire.dns.RecordType;
import io.fairlead.wire.dns.Wire;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What of a client's query stays while it waits.
 *
 * @param id the client's message id
 * @param flags the second word of its header
 * @param question name, type and class as the client wrote them, with its own case
 * @param edns its OPT record, or null
 */
record ClientQuery(int id, int flags, byte[] question, @Nullable Edns edns) {
  private static final int PLAIN_EDNS = 0x20;
  private static final int DNSSEC_EDNS = 0x40;
  private static final byte[] NO_OPTIONS = {};
  private static final int PASSED = Flags.RD | Flags.AD | Flags.CD;

  /** The query in {@code message}, which {@code parsed} has found well-formed. */
  static ClientQuery of(Query parsed, byte[] message, int length) {
    return new ClientQuery(
        parsed.id(),
        Wire.u16(message, Flags.AT),
        Arrays.copyOfRange(message, Wire.HEADER, parsed.questionEnd()),
        parsed.edns() ? edns(message, parsed.questionEnd(), length) : null);
  }

  private static @Nullable Edns edns(byte[] message, int from, int length) {
    int at = from;
    while (at < length) {
      int fields = Wire.recordFields(message, at, length);
      if (fields < 0) {
        return null;
      }
      at = Wire.recordEnd(message, fields);
      if (Wire.u16(message, fields) == RecordType.OPT) {
        return Edns.read(message, fields, at);
      }
    }
    return null;
  }

  /** What tells this question from others. */
  QuestionKey key() {
    int bits = (flags & PASSED) >>> 4;
    if (edns == null) {
      return QuestionKey.of(question, bits, NO_OPTIONS);
    }
    int opt = edns.dnssecOk() ? DNSSEC_EDNS : PLAIN_EDNS;
    return QuestionKey.of(question, bits | opt, edns.options());
  }

  /** Whether it wants a whole zone, which takes more than one message. */
  boolean transfer() {
    int type = Wire.u16(question, question.length - 4);
    return type == RecordType.AXFR || type == RecordType.IXFR;
  }

  /** The message that asks an upstream: header, question, OPT and nothing else of the client's. */
  byte[] toUpstream(int newId) {
    return message(newId, flags & PASSED, edns);
  }

  /** An answer without records, of this code; what stands in {@code more} is set too. */
  byte[] answer(int rcode, int more) {
    int kept = flags & (Flags.RD | Flags.CD);
    return message(
        id, Flags.QR | Flags.RA | kept | more | rcode, edns == null ? null : edns.bare());
  }

  private byte[] message(int newId, int newFlags, @Nullable Edns opt) {
    int end = Wire.HEADER + question.length;
    byte[] message = new byte[end + (opt == null ? 0 : opt.size())];
    Wire.put16(message, 0, newId);
    Wire.put16(message, Flags.AT, newFlags);
    Wire.put16(message, 4, 1);
    System.arraycopy(question, 0, message, Wire.HEADER, question.length);
    if (opt != null) {
      Wire.put16(message, 10, 1);
      opt.write(message, end);
    }
    return message;
  }
}
