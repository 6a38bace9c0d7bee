package io.fairlead.wire.dns;

/** Replies without records, and the head and tail of those with some. Case is kept as it came. */
public final class Replies {
  /** Octets of an OPT record without options. */
  public static final int OPT_LENGTH = 11;

  /** Octets of a buffer that holds any reply without records. */
  public static final int MAX_BARE = Wire.HEADER + Wire.MAX_NAME + 4 + OPT_LENGTH;

  /** The answer comes from the authority for the name (AA). */
  public static final int AUTHORITATIVE = 0x0400;

  /** The reply is cut: ask again over TCP. */
  public static final int TRUNCATED = 0x0200;

  /** Recursion is available to this client. */
  public static final int RECURSION_AVAILABLE = 0x0080;

  private static final int RESPONSE = 0x8000;
  private static final int ECHOED = 0x7910; // opcode, RD, CD

  private Replies() {}

  /**
   * Writes a whole reply that says only how the query ended.
   *
   * @param flags of the three above, or 0
   * @param code a {@link ResponseCode}; extended ones need a query with EDNS
   * @param out of {@link #MAX_BARE} octets at least; may be the query's own array
   * @return octets written
   */
  public static int bare(Query query, int code, int flags, byte[] out) {
    int end = begin(query, code, flags, out);
    return query.edns() ? appendOpt(query, code, out, end) : end;
  }

  /**
   * Writes header and question, with all record counts zero.
   *
   * @return where records begin
   */
  public static int begin(Query query, int code, int flags, byte[] out) {
    byte[] in = query.message();
    int end = query.hasQuestion() ? query.questionEnd() : Wire.HEADER;
    int head = (Wire.u16(in, 2) & ECHOED) | RESPONSE | flags | (code & 0xf);
    System.arraycopy(in, 0, out, 0, end);
    Wire.put16(out, 2, head);
    Wire.put16(out, 4, query.hasQuestion() ? 1 : 0);
    Wire.put16(out, 6, 0);
    Wire.put32(out, 8, 0);
    return end;
  }

  /**
   * Appends the OPT record that answers the query's (RFC 6891 section 6.1.1) and counts it.
   *
   * @return the offset after it
   */
  public static int appendOpt(Query query, int code, byte[] out, int at) {
    out[at] = 0;
    Wire.put16(out, at + 1, RecordType.OPT);
    Wire.put16(out, at + 3, Wire.MAX_UDP);
    out[at + 5] = (byte) (code >>> 4);
    out[at + 6] = 0;
    Wire.put16(out, at + 7, query.dnssecOk() ? 0x8000 : 0);
    Wire.put16(out, at + 9, 0);
    Wire.put16(out, 10, Wire.u16(out, 10) + 1);
    return at + OPT_LENGTH;
  }
}
