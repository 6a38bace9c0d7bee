package io.fairlead.wire.dns;

/**
 * A query read in place: where its parts lie and what it asks for, without a single object. Used
 * again for each message by one thread; it refers to the message's array until the next.
 */
public final class Query {
  /** What to do with a message. */
  public enum Verdict {
    /** A question of class and type that the caller judges. */
    OK,
    /** Too short to be answered, or itself a response: silence. */
    DROP,
    /** Not a message: RFC 1035 and RFC 6891 are broken in it. */
    FORMERR,
    /** An opcode other than QUERY. */
    NOTIMP,
    /** An EDNS version above 0. */
    BADVERS
  }

  private static final int FIXED_OPTION = 4;
  private static final int DNSSEC_OK = 0x8000;

  private byte[] message = new byte[0];
  private int questionEnd;
  private int type;
  private int queryClass;
  private int labels;
  private boolean edns;
  private int payload;
  private boolean dnssecOk;

  /**
   * Reads a message. Whatever is in it, this returns; what could be read before a fault stays
   * readable.
   *
   * @param length octets of {@code bytes} that are the message
   */
  public Verdict parse(byte[] bytes, int length) {
    message = bytes;
    questionEnd = 0;
    edns = false;
    payload = Wire.MIN_UDP;
    dnssecOk = false;
    if (length < Wire.HEADER || (bytes[2] & 0x80) != 0) {
      return Verdict.DROP;
    }
    if ((bytes[2] & 0x78) != 0) {
      return Verdict.NOTIMP;
    }
    if (Wire.u16(bytes, 4) != 1 || !readQuestion(length)) {
      return Verdict.FORMERR;
    }
    // The three counts in one look: a plain query without EDNS is done here.
    if (Wire.u16(bytes, 6) == 0 && Wire.i32(bytes, 8) == 0) {
      return Verdict.OK;
    }
    return readRecords(length);
  }

  private boolean readQuestion(int length) {
    int at = Wire.HEADER;
    int count = 0;
    while (at < length) {
      int label = message[at];
      if (label == 0) {
        int end = at + 5;
        if (end > length || at + 1 - Wire.HEADER > Wire.MAX_NAME) {
          return false;
        }
        labels = count;
        type = Wire.u16(message, at + 1);
        queryClass = Wire.u16(message, at + 3);
        questionEnd = end;
        return true;
      }
      if (label < 0 || label > 63) { // a pointer, or a kind of label that nobody uses
        return false;
      }
      at += label + 1;
      count++;
    }
    return false;
  }

  private Verdict readRecords(int length) {
    int before = Wire.u16(message, 6) + Wire.u16(message, 8);
    int total = before + Wire.u16(message, 10);
    int at = questionEnd;
    int version = 0;
    for (int i = 0; i < total; i++) {
      int fields = Wire.recordFields(message, at, length);
      if (fields < 0) {
        return Verdict.FORMERR;
      }
      int end = Wire.recordEnd(message, fields);
      if (Wire.u16(message, fields) == RecordType.OPT) {
        if (i < before || edns || fields != at + 1 || !optionsEnd(fields + 10, end)) {
          edns = false;
          return Verdict.FORMERR;
        }
        edns = true;
        payload = Wire.u16(message, fields + 2);
        version = message[fields + 5] & 0xff;
        dnssecOk = (Wire.u16(message, fields + 6) & DNSSEC_OK) != 0;
      }
      at = end;
    }
    return version == 0 ? Verdict.OK : Verdict.BADVERS;
  }

  /** Whether a list of EDNS options fills its room exactly; what they say is nobody's concern. */
  private boolean optionsEnd(int from, int end) {
    int at = from;
    while (at + FIXED_OPTION <= end) {
      at += FIXED_OPTION + Wire.u16(message, at + 2);
    }
    return at == end;
  }

  /** The array that was read last. */
  public byte[] message() {
    return message;
  }

  /** Chosen by the client; echoed in the reply. */
  public int id() {
    return Wire.u16(message, 0);
  }

  /** Whether the client wants names looked up elsewhere (RD). */
  public boolean recursionDesired() {
    return (message[2] & 1) != 0;
  }

  /** Whether there is a question at all. */
  public boolean hasQuestion() {
    return questionEnd != 0;
  }

  /** Where the name begins: always right after the header. */
  public int nameOffset() {
    return Wire.HEADER;
  }

  /** Octets of the name, its root label included. */
  public int nameLength() {
    return questionEnd - 4 - Wire.HEADER;
  }

  /** Labels of the name, without the root. */
  public int labels() {
    return labels;
  }

  /** Where the question ends; 0 where there is none. */
  public int questionEnd() {
    return questionEnd;
  }

  /** The record type asked for. */
  public int type() {
    return type;
  }

  /** The class asked for. */
  public int queryClass() {
    return queryClass;
  }

  /** Whether the query carries EDNS: the reply then does, too. */
  public boolean edns() {
    return edns;
  }

  /** Whether the client takes DNSSEC records (DO). */
  public boolean dnssecOk() {
    return dnssecOk;
  }

  /** Octets of a reply over UDP at most: what the client takes, within what paths carry. */
  public int udpLimit() {
    return Math.clamp(payload, Wire.MIN_UDP, Wire.MAX_UDP);
  }

  /** The name as a value. */
  public DnsName name() {
    return DnsName.fromWire(message, Wire.HEADER, nameLength());
  }
}
