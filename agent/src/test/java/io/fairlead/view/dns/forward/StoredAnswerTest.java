package io.fairlead.view.dns.forward;

import static io.fairlead.view.dns.forward.Messages.answer;
import static io.fairlead.view.dns.forward.Messages.clientQuery;
import static io.fairlead.view.dns.forward.Messages.query;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

final class StoredAnswerTest {
  private static final long CAME = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

  private final Message asked = query("www.example.com.", Type.A);
  private final StoredAnswer stored =
      stored(
          answer(
              asked,
              "www.example.com. 300 CNAME web.example.com.",
              "web.example.com. 60 A 192.0.2.1"));

  @Test
  void everyRecordShowsTheRestOfItsLife() {
    assertEquals(List.of(290L, 50L), ttls(serve(asked, Duration.ofSeconds(10))));
  }

  @Test
  void partsOfSecondsDoNotCount() {
    assertEquals(List.of(300L, 60L), ttls(serve(asked, Duration.ofMillis(999))));
  }

  @Test
  void endsWithItsShortestRecord() {
    assertFalse(stored.fresh(CAME + Duration.ofSeconds(60).toNanos()));
  }

  @Test
  void aStaleRecordLivesThirtySecondsAtMost() {
    assertEquals(List.of(30L, 30L), ttls(serve(asked, Duration.ofHours(1))));
  }

  @Test
  void carriesTheIdAndTheSpellingOfTheOneWhoAsks() {
    Message other = query("wWw.ExAmPlE.cOm.", Type.A);
    other.getHeader().setID(4711);

    Message served = serve(other, Duration.ZERO);

    assertEquals(4711, served.getHeader().getID());
    assertEquals("wWw.ExAmPlE.cOm.", served.getQuestion().getName().toString());
  }

  @Test
  void isNotAuthoritative() {
    Message fromAuthority = answer(asked, "www.example.com. 60 A 192.0.2.1");
    fromAuthority.getHeader().setFlag(Flags.AA);
    byte[] served = stored(fromAuthority).serve(clientQuery(asked), CAME);

    assertFalse(Messages.read(served).getHeader().getFlag(Flags.AA));
  }

  @Test
  void aLifeWithTheTopBitSetIsNone() {
    byte[] wire = answer(asked, "www.example.com. 60 A 192.0.2.1").toWire();
    wire[wire.length - 10] = (byte) 0x80;
    Answer answer = Objects.requireNonNull(Answer.read(wire, clientQuery(asked).key()));

    assertEquals(0, answer.seconds());
  }

  private Message serve(Message query, Duration later) {
    return Messages.read(stored.serve(clientQuery(query), CAME + later.toNanos()));
  }

  private static List<Long> ttls(Message message) {
    return message.getSection(Section.ANSWER).stream().map(Record::getTTL).toList();
  }

  private StoredAnswer stored(Message answer) {
    byte[] wire = answer.toWire();
    return StoredAnswer.of(
        Objects.requireNonNull(Answer.read(wire, clientQuery(asked).key())), CAME);
  }
}
