package io.fairlead.view.dns.forward;

import static io.fairlead.view.dns.forward.Messages.answer;
import static io.fairlead.view.dns.forward.Messages.clientQuery;
import static io.fairlead.view.dns.forward.Messages.query;
import static io.fairlead.view.dns.forward.Messages.withAuthority;
import static io.fairlead.view.dns.forward.Messages.withCode;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

final class AnswerTest {
  private static final String SOA =
      "example.com. %d SOA ns.example.com. admin.example.com. 1 7200 3600 1209600 %d";

  private final Message asked = query("www.example.com.", Type.A);

  @Test
  void livesAsLongAsTheShortestOfItsRecords() {
    Message answer =
        answer(
            asked,
            "www.example.com. 300 CNAME web.example.com.",
            "web.example.com. 60 A 192.0.2.1");

    assertEquals(60, read(answer).seconds());
  }

  @Test
  void livesADayAtMost() {
    assertEquals(
        Answer.MAX_SECONDS, read(answer(asked, "www.example.com. 999999 A 192.0.2.1")).seconds());
  }

  @Test
  void theLifeInAnOptRecordIsNone() {
    Message answer = answer(asked, "www.example.com. 300 A 192.0.2.1");
    answer.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);

    assertEquals(300, read(answer).seconds());
    assertEquals(1, read(answer).ttls().length);
  }

  @Test
  void aDenialLivesAsLongAsTheSoaSays() {
    Message noName = withCode(answer(asked), Rcode.NXDOMAIN);
    Message noRecord = answer(asked);

    assertEquals(30, read(withAuthority(noName, SOA.formatted(300, 30))).seconds());
    assertEquals(20, read(withAuthority(noRecord, SOA.formatted(20, 900))).seconds());
  }

  @Test
  void aDenialLivesAnHourAtMost() {
    Message denial = withAuthority(answer(asked), SOA.formatted(86400, 86400));

    assertEquals(Answer.MAX_NEGATIVE, read(denial).seconds());
  }

  @Test
  void anAliasToNothingLivesAsLongAsItsDenial() {
    Message alias = answer(asked, "www.example.com. 300 CNAME gone.example.com.");

    assertEquals(25, read(withAuthority(alias, SOA.formatted(300, 25))).seconds());
  }

  @Test
  void aDenialWithoutSoaIsNotKept() {
    assertEquals(0, read(withCode(answer(asked), Rcode.NXDOMAIN)).seconds());
    assertEquals(0, read(answer(asked)).seconds());
  }

  @Test
  void aFailureIsKeptBriefly() {
    assertEquals(Answer.FAILURE_SECONDS, read(withCode(answer(asked), Rcode.SERVFAIL)).seconds());
  }

  @Test
  void aRefusalIsNotKept() {
    assertEquals(0, read(withCode(answer(asked), Rcode.REFUSED)).seconds());
  }

  @Test
  void aCutRecordIsNoAnswer() {
    byte[] wire = answer(asked, "www.example.com. 300 A 192.0.2.1").toWire();

    assertNull(Answer.read(Arrays.copyOf(wire, wire.length - 1), clientQuery(asked).key()));
  }

  @Test
  void noBytesEverThrow() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    QuestionKey key = clientQuery(asked).key();
    byte[] whole =
        withAuthority(
                answer(
                    asked,
                    "www.example.com. 300 CNAME web.example.com.",
                    "web.example.com. 60 A 192.0.2.1"),
                SOA.formatted(20, 900))
            .toWire();
    for (int i = 0; i < 200_000; i++) {
      byte[] broken = whole.clone();
      for (int changes = random.nextInt(8); changes >= 0; changes--) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      }
      int length = 12 + key.size() + random.nextInt(broken.length - 12 - key.size() + 1);
      try {
        serveWhereReadable(Answer.read(Arrays.copyOf(broken, length), key));
      } catch (RuntimeException e) {
        throw new AssertionError("round " + i + " of seed " + seed, e);
      }
    }
  }

  private void serveWhereReadable(@Nullable Answer answer) {
    if (answer != null) {
      StoredAnswer.of(answer, 0).serve(clientQuery(asked), 1);
    }
  }

  private Answer read(Message answer) {
    byte[] wire = answer.toWire();
    Answer read = Answer.read(wire, clientQuery(asked).key());
    assertNotNull(read);
    return read;
  }
}
