package io.fairlead.view.dns.forward;

import static io.fairlead.view.dns.forward.Messages.answer;
import static io.fairlead.view.dns.forward.Messages.data;
import static io.fairlead.view.dns.forward.Messages.query;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.testkit.lab.Await;
import io.fairlead.view.dns.forward.ForwardOptions.Limits;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/** Upstreams that lie, repeat themselves or talk nonsense. */
class HostileUpstreamTest {
  private static final String WWW = "www.example.com.";
  private static final String RECORD = "www.example.com. 300 A 192.0.2.1";
  private static final Limits HASTY =
      new Limits(
          Duration.ofMillis(200), Duration.ofMillis(600), 8, 1000, 1 << 20, Duration.ofDays(1));

  private final Played played = new Played();

  @AfterEach
  void close() throws Exception {
    played.close();
  }

  @Test
  void whatAnswersAnotherQuestionIsNotBelieved() throws IOException {
    ScriptedUpstream hostile =
        played.open(
            new ScriptedUpstream(
                question -> {
                  Message wrongId = answer(question.message(), "www.example.com. 300 A 6.6.6.6");
                  wrongId.getHeader().setID(question.message().getHeader().getID() ^ 1);
                  question.reply(wrongId);
                  Message other = query("other.example.com.", Type.A);
                  other.getHeader().setID(question.message().getHeader().getID());
                  question.reply(answer(other, "other.example.com. 300 A 6.6.6.6"));
                  Message otherType = query(WWW, Type.TXT);
                  otherType.getHeader().setID(question.message().getHeader().getID());
                  question.reply(answer(otherType, "www.example.com. 300 A 6.6.6.6"));
                  question.reply(question.message());
                  question.reply(answer(question.message(), RECORD));
                }));
    UpstreamForwarder forwarder = played.forwarder(Limits.DEFAULT, hostile);

    assertEquals(List.of("192.0.2.1"), data(new Client(forwarder).a(WWW)));
    assertEquals(4, forwarder.stats().ignored());
  }

  @Test
  void anAnswerThatComesTwiceOrLateChangesNothing() throws IOException {
    ScriptedUpstream twice =
        played.open(
            new ScriptedUpstream(
                question -> {
                  question.reply(answer(question.message(), RECORD));
                  question.reply(answer(question.message(), "www.example.com. 300 A 6.6.6.6"));
                }));
    UpstreamForwarder forwarder = played.forwarder(Limits.DEFAULT, twice);
    Client client = new Client(forwarder);
    client.a(WWW);
    Await.until(
        "the second is dropped", Duration.ofSeconds(30), () -> forwarder.stats().ignored() == 1);

    assertEquals(List.of("192.0.2.1"), data(client.a(WWW)));
  }

  @Test
  void garbageOfAnUpstreamHurtsNobody() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    boolean[] mad = {true};
    ScriptedUpstream upstream =
        played.open(
            new ScriptedUpstream(
                question -> {
                  byte[] whole = answer(question.message(), RECORD).toWire();
                  for (int i = 0; mad[0] && i < 20; i++) {
                    question.back().send(broken(whole, random));
                  }
                  question.back().send(whole);
                }));
    UpstreamForwarder forwarder = played.forwarder(HASTY, upstream);
    Client client = new Client(forwarder);
    for (int i = 0; i < 50; i++) {
      client.bytes(query("n" + i + ".example.", Type.A)).join();
    }
    mad[0] = false;

    assertEquals(List.of("192.0.2.1"), data(client.a(WWW)), () -> "seed " + seed);
    assertEquals(0, forwarder.stats().waiting(), () -> "seed " + seed);
  }

  /** The beginning of a message, then noise. */
  private static byte[] broken(byte[] whole, Random random) {
    byte[] broken = new byte[random.nextInt(whole.length + 20)];
    random.nextBytes(broken);
    int kept = Math.min(broken.length, random.nextInt(whole.length));
    System.arraycopy(whole, 0, broken, 0, kept);
    return broken;
  }
}
