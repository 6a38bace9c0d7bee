package io.fairlead.view.dns.forward;

import static io.fairlead.view.dns.forward.Messages.clientQuery;
import static io.fairlead.view.dns.forward.Messages.query;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

final class ForwardCacheTest {
  private static final long HOUR = Duration.ofHours(1).toNanos();

  @Test
  void theLeastRecentlyUsedGoesFirst() {
    ForwardCache cache = new ForwardCache(2, 1 << 20, HOUR);
    cache.put(key("a.example."), stored(100, 60));
    cache.put(key("b.example."), stored(100, 60));
    cache.get(key("a.example."), 0);
    cache.put(key("c.example."), stored(100, 60));

    assertNotNull(cache.get(key("a.example."), 0));
    assertNull(cache.get(key("b.example."), 0));
    assertEquals(2, cache.entries());
  }

  @Test
  void neverHoldsMoreBytesThanAllowed() {
    long bound = 100_000;
    ForwardCache cache = new ForwardCache(1_000_000, bound, HOUR);
    for (int i = 0; i < 1_000; i++) {
      cache.put(key("n" + i + ".example."), stored(i * 7, 60));
      assertTrue(cache.bytes() <= bound, () -> "holds " + cache.bytes());
    }
    assertTrue(cache.entries() > 5, () -> "keeps only " + cache.entries());
  }

  @Test
  void doesNotKeepWhatIsTooBigForIt() {
    ForwardCache cache = new ForwardCache(10, 1_000, HOUR);
    cache.put(key("a.example."), stored(2_000, 60));

    assertEquals(0, cache.entries());
    assertEquals(0, cache.bytes());
  }

  @Test
  void anEmptyCacheStaysEmptyWhenItIsOff() {
    ForwardCache cache = new ForwardCache(0, 1_000_000, HOUR);
    cache.put(key("a.example."), stored(100, 60));

    assertNull(cache.get(key("a.example."), 0));
  }

  @Test
  void countsBytesRightWhereAnAnswerIsReplaced() {
    ForwardCache cache = new ForwardCache(10, 1_000_000, HOUR);
    cache.put(key("a.example."), stored(100, 60));
    long before = cache.bytes();
    cache.put(key("a.example."), stored(5_000, 60));
    cache.put(key("a.example."), stored(100, 60));

    assertEquals(before, cache.bytes());
  }

  @Test
  void forgetsAnAnswerOnceItIsTooStale() {
    ForwardCache cache = new ForwardCache(10, 1_000_000, HOUR);
    cache.put(key("a.example."), stored(100, 60));
    long end = Duration.ofSeconds(60).toNanos();

    assertNotNull(cache.get(key("a.example."), end + HOUR - 1));
    assertNull(cache.get(key("a.example."), end + HOUR));
    assertEquals(0, cache.bytes());
  }

  @Test
  void namesAreTheSameInAnyCase() {
    assertEquals(key("WWW.example."), key("www.EXAMPLE."));
  }

  @Test
  void questionsWithOtherFlagsAreOthers() {
    Message plain = query("a.example.", Type.A);
    Message checkingDisabled = query("a.example.", Type.A);
    checkingDisabled.getHeader().setFlag(Flags.CD);
    Message edns = query("a.example.", Type.A);
    edns.addRecord(new OPTRecord(4096, 0, 0), Section.ADDITIONAL);
    Message dnssec = query("a.example.", Type.A);
    dnssec.addRecord(new OPTRecord(4096, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);

    assertNotEquals(clientQuery(plain).key(), clientQuery(checkingDisabled).key());
    assertNotEquals(clientQuery(plain).key(), clientQuery(edns).key());
    assertNotEquals(clientQuery(edns).key(), clientQuery(dnssec).key());
    assertNotEquals(clientQuery(plain).key(), clientQuery(query("a.example.", Type.AAAA)).key());
  }

  private static QuestionKey key(String name) {
    return clientQuery(query(name, Type.A)).key();
  }

  private static StoredAnswer stored(int bytes, long seconds) {
    byte[] message = new byte[12 + bytes];
    return StoredAnswer.of(new Answer(message, new int[0], seconds), 0);
  }
}
