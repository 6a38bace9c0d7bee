package io.fairlead.view.dns.forward;

import io.fairlead.wire.dns.ResponseCode;
import io.fairlead.wire.dns.Wire;

/**
 * An answer in the cache.
 *
 * @param since when it came
 * @param until when its records end
 * @param retryAt while it is stale: until when it is given at once, because all upstreams have just
 *     failed
 */
record StoredAnswer(Answer answer, long since, long until, long retryAt) {
  /** What every record of a stale answer lives at most, in seconds (RFC 8767 section 4). */
  static final long STALE_TTL = 30;

  private static final long SECOND = 1_000_000_000L;

  static StoredAnswer of(Answer answer, long now) {
    return new StoredAnswer(answer, now, now + answer.seconds() * SECOND, now);
  }

  /** The same, given at once while stale until {@code nanos}. */
  StoredAnswer heldUntil(long nanos) {
    return new StoredAnswer(answer, since, until, nanos);
  }

  boolean fresh(long now) {
    return now - until < 0;
  }

  /** Whether it may still be given: fresh, or past its end for less than {@code stale}. */
  boolean usable(long now, long stale) {
    return fresh(now) || (answer.rcode() != ResponseCode.SERVFAIL && now - until < stale);
  }

  boolean held(long now) {
    return now - retryAt < 0;
  }

  /**
   * The answer to {@code query} as of {@code now}: its id, its own spelling of the name, the rest
   * of each record's life.
   */
  byte[] serve(ClientQuery query, long now) {
    byte[] message = answer.message().clone();
    Wire.put16(message, 0, query.id());
    Wire.put16(message, Flags.AT, Wire.u16(message, Flags.AT) & ~Flags.AA);
    System.arraycopy(query.question(), 0, message, Wire.HEADER, query.question().length);
    long age = (now - since) / SECOND;
    boolean stale = !fresh(now);
    for (int at : answer.ttls()) {
      long ttl = Answer.ttl(message, at);
      long left = stale ? Math.min(STALE_TTL, ttl) : Math.max(0, ttl - age);
      Wire.put32(message, at, (int) left);
    }
    return message;
  }

  /** What it weighs in the cache: its bytes and a share for the objects around them. */
  int weight() {
    return answer.message().length + 4 * answer.ttls().length + 250;
  }
}
