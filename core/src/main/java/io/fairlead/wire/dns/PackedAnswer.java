package io.fairlead.wire.dns;

/**
 * An answer's records as bytes, written once and then copied behind any query with the same name:
 * rotated, limited and cut at whole records without being decoded and without an allocation.
 * Immutable.
 */
public final class PackedAnswer {
  private final int code;
  private final byte[] bytes; // the question's name, then answers, authority, additional
  private final int from; // where records begin; all other offsets count from there
  private final int[] starts; // of each answer record, and where the last ends
  private final int[] groups; // the additional group that each answer record points to, or -1
  private final int[] groupStarts; // of each additional group, and where the last ends
  private final int[] groupCounts; // additional records before each group, and all of them
  private final int authorityCount;
  private final int serialAt; // -1 where there is no SOA
  // What the arrays also say, at hand for the common case: each array is a cache line further.
  private final int answerCount;
  private final int answersEnd;
  private final int answerSize; // of each answer record, or 0 where they differ
  private final int additionalCount;

  PackedAnswer(
      int code,
      byte[] bytes,
      int from,
      int[] starts,
      int[] groups,
      int[] groupStarts,
      int[] groupCounts,
      int authorityCount,
      int serialAt) {
    this.code = code;
    this.bytes = bytes;
    this.from = from;
    this.starts = starts;
    this.groups = groups;
    this.groupStarts = groupStarts;
    this.groupCounts = groupCounts;
    this.authorityCount = authorityCount;
    this.serialAt = serialAt;
    answerCount = groups.length;
    answersEnd = starts[answerCount];
    answerSize = uniformSize(starts);
    additionalCount = groupCounts[groupCounts.length - 1];
  }

  private static int uniformSize(int[] starts) {
    int size = starts.length > 1 ? starts[1] : 0;
    for (int i = 1; i < starts.length; i++) {
      if (starts[i] - starts[i - 1] != size) {
        return 0;
      }
    }
    return size;
  }

  /** Packs an answer for queries whose name equals {@code question} but for case. */
  public static PackedAnswer of(DnsName question, Answer answer) {
    return new Packer(question, answer).pack();
  }

  /** Whether this answers the query's name. */
  public boolean isFor(Query query) {
    return query.nameLength() == from
        && NameBytes.equal(query.message(), query.nameOffset(), bytes, 0, from);
  }

  /** How the query ends. */
  public int code() {
    return code;
  }

  /** Octets of the name and all records. */
  public int size() {
    return bytes.length;
  }

  /** How many records the answer section has before any cut. */
  public int answers() {
    return answerCount;
  }

  /**
   * Writes the whole reply.
   *
   * @param flags of {@link Replies}, or 0
   * @param limit octets of the message at most; 512 or more
   * @param most answer records at most, or 0 for all
   * @param turn any number; the next one begins the answer section one record further
   * @param serial for the SOA record, where there is one
   * @param out of {@code limit} octets at least
   * @return octets written
   */
  public int write(Query query, int flags, int limit, int most, int turn, int serial, byte[] out) {
    int at = Replies.begin(query, code, flags, out);
    int end = limit - (query.edns() ? Replies.OPT_LENGTH : 0);
    int first = answerCount < 2 ? 0 : Integer.remainderUnsigned(turn, answerCount);
    int window = most == 0 ? answerCount : Math.min(most, answerCount);
    boolean whole = window == answerCount && bytes.length - from <= end - at;
    at = whole ? writeAll(first, serial, out, at) : writeSome(first, window, serial, out, at, end);
    return query.edns() ? Replies.appendOpt(query, code, out, at) : at;
  }

  /** Whether a message made by {@link #write} was cut. */
  public static boolean truncated(byte[] message) {
    return (Wire.u16(message, 2) & Replies.TRUNCATED) != 0;
  }

  private int writeAll(int first, int serial, byte[] out, int at) {
    int turned = answerSize > 0 ? first * answerSize : starts[first];
    int rest = bytes.length - from - answersEnd;
    System.arraycopy(bytes, from + turned, out, at, answersEnd - turned);
    System.arraycopy(bytes, from, out, at + answersEnd - turned, turned);
    System.arraycopy(bytes, from + answersEnd, out, at + answersEnd, rest);
    if (serialAt >= 0) {
      Wire.put32(out, at + serialAt, serial);
    }
    Wire.put16(out, 6, answerCount);
    Wire.put16(out, 8, authorityCount);
    Wire.put16(out, 10, additionalCount);
    return at + answersEnd + rest;
  }

  /** As much as fits: answer records go before authority, authority before additional ones. */
  private int writeSome(int first, int window, int serial, byte[] out, int start, int end) {
    int at = start;
    int written = 0;
    boolean cut = false;
    for (int i = 0; i < window; i++) {
      int record = (first + i) % answerCount;
      int length = starts[record + 1] - starts[record];
      if (length <= end - at) {
        System.arraycopy(bytes, from + starts[record], out, at, length);
        at += length;
        written++;
      } else {
        cut = true;
        if (written > 0) {
          break;
        }
      }
    }
    Wire.put16(out, 6, written);
    if (cut) {
      Wire.put16(out, 2, Wire.u16(out, 2) | Replies.TRUNCATED);
      return at;
    }
    int authorityLength = groupStarts[0] - answersEnd;
    if (authorityLength > end - at) {
      return at;
    }
    System.arraycopy(bytes, from + answersEnd, out, at, authorityLength);
    if (serialAt >= 0) {
      Wire.put32(out, at + serialAt - answersEnd, serial);
    }
    Wire.put16(out, 8, authorityCount);
    return writeAdditional(first, window, out, at + authorityLength, end);
  }

  /** The groups of the answer records in the window, each once, while whole groups fit. */
  private int writeAdditional(int first, int window, byte[] out, int start, int end) {
    int at = start;
    int written = 0;
    int firstGroup = answerCount == 0 ? -1 : groups[first];
    int before = -1;
    for (int i = 0; i < window; i++) {
      int group = groups[(first + i) % answerCount];
      // Records of one group stand together, so only the first can come again after the turn.
      boolean seen = group < 0 || group == before || (i > 0 && group == firstGroup);
      before = group;
      if (seen) {
        continue;
      }
      int length = groupStarts[group + 1] - groupStarts[group];
      if (length > end - at) {
        break;
      }
      System.arraycopy(bytes, from + groupStarts[group], out, at, length);
      at += length;
      written += groupCounts[group + 1] - groupCounts[group];
    }
    Wire.put16(out, 10, written);
    return at;
  }
}
