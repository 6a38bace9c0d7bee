package io.fairlead.view.dns.forward;

import static io.fairlead.view.dns.forward.Messages.answer;
import static io.fairlead.view.dns.forward.Messages.data;
import static io.fairlead.view.dns.forward.Messages.query;
import static io.fairlead.view.dns.forward.Messages.withCode;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.testkit.lab.Await;
import io.fairlead.view.dns.forward.ForwardOptions.Limits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Forwarding to upstreams that a test plays, good ones and bad ones. */
final class UpstreamForwarderTest {
  private static final String WWW = "www.example.com.";
  private static final String RECORD = "www.example.com. 300 A 192.0.2.1";
  private static final Limits PATIENT = Limits.DEFAULT;
  private static final Limits HASTY =
      new Limits(
          Duration.ofMillis(200), Duration.ofMillis(600), 8, 1000, 1 << 20, Duration.ofDays(1));

  private final Played played = new Played();

  @AfterEach
  void close() throws Exception {
    played.close();
  }

  @Test
  void theAnswerOfTheUpstreamReachesTheClient() throws IOException {
    ScriptedUpstream upstream = played.open(ScriptedUpstream.answering(RECORD));
    Message asked = query(WWW, Type.A);

    Message answer = played.client(PATIENT, upstream).overUdp(asked);

    assertEquals(List.of("192.0.2.1"), data(answer));
    assertEquals(asked.getHeader().getID(), answer.getHeader().getID());
    assertTrue(answer.getHeader().getFlag(Flags.RA));
  }

  @Test
  void theSpellingOfTheClientGoesThrough() throws IOException {
    ScriptedUpstream upstream = played.open(ScriptedUpstream.answering(RECORD));

    Message answer = played.client(PATIENT, upstream).a("wWw.eXample.com.");

    String there = upstream.asked().getFirst().message().getQuestion().getName().toString();
    assertEquals("wWw.eXample.com.", there);
    assertEquals("wWw.eXample.com.", answer.getQuestion().getName().toString());
  }

  @Test
  void eachQuestionGoesOutFromAnotherPortUnderAnotherId() throws IOException {
    ScriptedUpstream upstream = played.open(ScriptedUpstream.answering());
    Client client = played.client(PATIENT, upstream);
    for (int i = 0; i < 10; i++) {
      client.a("n" + i + ".example.");
    }

    assertEquals(
        10, upstream.asked().stream().map(ScriptedUpstream.Asked::from).distinct().count());
    assertTrue(
        upstream.asked().stream().map(a -> a.message().getHeader().getID()).distinct().count() > 8);
  }

  @Test
  void theSecondQuestionIsAnsweredFromTheCache() throws IOException {
    ScriptedUpstream upstream = played.open(ScriptedUpstream.answering(RECORD));
    Client client = played.client(PATIENT, upstream);
    client.a(WWW);

    Message again = client.a("WWW.example.com.");

    assertEquals(List.of("192.0.2.1"), data(again));
    assertEquals("WWW.example.com.", again.getQuestion().getName().toString());
    assertEquals(1, upstream.asked().size());
  }

  @Test
  void aQuestionWithDnssecIsNotAnsweredWithoutFromTheCache() throws IOException {
    ScriptedUpstream upstream = played.open(ScriptedUpstream.answering(RECORD));
    Client client = played.client(PATIENT, upstream);
    client.a(WWW);
    Message dnssec = query(WWW, Type.A);
    dnssec.addRecord(new OPTRecord(4096, 0, 0, 0x8000), Section.ADDITIONAL);
    client.overUdp(dnssec);

    assertEquals(2, upstream.asked().size());
  }

  @Test
  void theUpstreamSeesTheFlagsOfTheClientButOurSize() throws IOException {
    ScriptedUpstream upstream = played.open(ScriptedUpstream.answering(RECORD));
    Message asked = query(WWW, Type.A);
    asked.getHeader().setFlag(Flags.CD);
    asked.addRecord(new OPTRecord(65_000, 0, 0, 0x8000), Section.ADDITIONAL);
    played.client(PATIENT, upstream).overUdp(asked);

    Message seen = upstream.asked().getFirst().message();
    assertTrue(seen.getHeader().getFlag(Flags.RD));
    assertTrue(seen.getHeader().getFlag(Flags.CD));
    assertEquals(1232, seen.getOPT().getPayloadSize());
    assertEquals(0x8000, seen.getOPT().getFlags());
  }

  @Test
  void manyWhoAskTheSameAreServedByOneQuestion() throws IOException {
    List<ScriptedUpstream.Asked> held = new ArrayList<>();
    ScriptedUpstream upstream = played.open(new ScriptedUpstream(held::add));
    UpstreamForwarder forwarder = played.forwarder(PATIENT, upstream);
    Client client = new Client(forwarder);
    List<CompletableFuture<Message>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      answers.add(client.later(query(WWW, Type.A), false));
    }
    await("ninety-nine have joined", () -> forwarder.stats().joined() == 99);
    held.getFirst().reply(answer(held.getFirst().message(), RECORD));

    for (CompletableFuture<Message> answer : answers) {
      assertEquals(List.of("192.0.2.1"), data(answer.join()));
    }
    assertEquals(1, upstream.asked().size());
  }

  @Test
  void moreThanMayWaitAreAnsweredAtOnce() throws IOException {
    UpstreamForwarder forwarder = played.forwarder(PATIENT, played.open(ScriptedUpstream.silent()));
    Client client = new Client(forwarder);
    List<CompletableFuture<Message>> waiting =
        IntStream.range(0, PATIENT.inFlight())
            .mapToObj(i -> client.later(query("n" + i + ".example.", Type.A), false))
            .toList();

    Message answer = client.a(WWW);

    assertEquals(Rcode.SERVFAIL, answer.getRcode());
    assertEquals(1, forwarder.stats().overloads());
    assertTrue(waiting.stream().noneMatch(CompletableFuture::isDone));
  }

  @Test
  void theNextUpstreamAnswersForASilentOne() throws IOException {
    ScriptedUpstream silent = played.open(ScriptedUpstream.silent());
    ScriptedUpstream good = played.open(ScriptedUpstream.answering(RECORD));

    assertEquals(List.of("192.0.2.1"), data(played.client(HASTY, silent, good).a(WWW)));
  }

  @Test
  void theNextUpstreamAnswersForOneThatIsNotThere() throws IOException {
    ScriptedUpstream gone = played.open(ScriptedUpstream.silent());
    gone.close();
    ScriptedUpstream good = played.open(ScriptedUpstream.answering(RECORD));

    assertEquals(List.of("192.0.2.1"), data(played.client(PATIENT, gone, good).a(WWW)));
  }

  @Test
  void theNextUpstreamAnswersForOneThatFails() throws IOException {
    ScriptedUpstream failing = played.open(new ScriptedUpstream(failingWith(Rcode.SERVFAIL)));
    ScriptedUpstream good = played.open(ScriptedUpstream.answering(RECORD));

    assertEquals(List.of("192.0.2.1"), data(played.client(PATIENT, failing, good).a(WWW)));
  }

  @Test
  void aSilentUpstreamIsNoLongerWaitedForAndTakenBackWhenItAnswers() throws IOException {
    boolean[] silent = {true};
    ScriptedUpstream first =
        played.open(
            new ScriptedUpstream(
                question -> {
                  if (!silent[0]) {
                    question.reply(answer(question.message(), "x. 0 A 192.0.2.1"));
                  }
                }));
    ScriptedUpstream second = played.open(ScriptedUpstream.answering("x. 0 A 192.0.2.2"));
    UpstreamForwarder forwarder = played.forwarder(HASTY, first, second);
    Client client = new Client(forwarder);
    int[] name = {0};
    await(
        "the silent one counts as dead",
        () -> {
          client.a("n" + name[0]++ + ".example.");
          return !forwarder.stats().servers().stream()
              .filter(server -> server.address().equals(first.address()))
              .allMatch(ForwardStats.Server::healthy);
        });
    silent[0] = false;
    await(
        "it is asked again",
        () -> data(client.a("n" + name[0]++ + ".example.")).equals(List.of("192.0.2.1")));
  }

  @Test
  void aFailureOfAllUpstreamsIsOneOfTheServer() throws IOException {
    ScriptedUpstream silent = played.open(ScriptedUpstream.silent());
    UpstreamForwarder forwarder = played.forwarder(HASTY, silent);

    assertEquals(Rcode.SERVFAIL, new Client(forwarder).a(WWW).getRcode());
    assertEquals(0, forwarder.stats().waiting());
  }

  @Test
  void whatTheLastUpstreamRefusedIsToldAsItSaidIt() throws IOException {
    ScriptedUpstream refusing = played.open(new ScriptedUpstream(failingWith(Rcode.REFUSED)));

    assertEquals(Rcode.REFUSED, played.client(PATIENT, refusing).a(WWW).getRcode());
  }

  @Test
  void nobodyToAskIsAFailureOfTheServer() throws IOException {
    assertEquals(Rcode.SERVFAIL, played.client(PATIENT).a(WWW).getRcode());
  }

  @Test
  void anAnswerPastItsEndIsBetterThanNone() throws IOException {
    boolean[] silent = {false};
    ScriptedUpstream upstream =
        played.open(
            new ScriptedUpstream(
                question -> {
                  if (!silent[0]) {
                    question.reply(answer(question.message(), "www.example.com. 1 A 192.0.2.1"));
                  }
                }));
    UpstreamForwarder forwarder = played.forwarder(HASTY, upstream);
    Client client = new Client(forwarder);
    client.a(WWW);
    silent[0] = true;
    await(
        "a stale answer",
        () -> data(client.a(WWW)).equals(List.of("192.0.2.1")) && forwarder.stats().stale() > 0);
  }

  @Test
  void aCutAnswerIsPassedOnOverUdpAndAskedAgainOverTcp() throws IOException {
    ScriptedUpstream upstream =
        played.open(
            new ScriptedUpstream(
                question -> {
                  Message answer = answer(question.message());
                  if (question.overTcp()) {
                    answer = answer(question.message(), many(500));
                  } else {
                    answer.getHeader().setFlag(Flags.TC);
                  }
                  question.reply(answer);
                }));
    Client client = played.client(PATIENT, upstream);

    assertTrue(client.a(WWW).getHeader().getFlag(Flags.TC));
    assertEquals(500, data(client.overTcp(query(WWW, Type.A))).size());
  }

  @Test
  void anUpstreamThatBreaksOffOverTcpIsFollowedByTheNext() throws IOException {
    ScriptedUpstream.Script cut =
        question -> {
          if (!question.overTcp()) {
            Message answer = answer(question.message());
            answer.getHeader().setFlag(Flags.TC);
            question.reply(answer);
          }
        };
    ScriptedUpstream breaking = played.open(new ScriptedUpstream(cut));
    ScriptedUpstream good =
        played.open(
            new ScriptedUpstream(question -> question.reply(answer(question.message(), RECORD))));

    Message answer = played.client(PATIENT, breaking, good).overTcp(query(WWW, Type.A));

    assertEquals(List.of("192.0.2.1"), data(answer));
  }

  @Test
  void ourOwnQuestionComingBackIsNotForwardedAgain() throws IOException {
    Client[] ourselves = new Client[1];
    List<CompletableFuture<Message>> back = new ArrayList<>();
    ScriptedUpstream mirror =
        played.open(
            new ScriptedUpstream(
                question -> {
                  back.add(
                      ourselves[0].later(
                          question.message(), false, (InetSocketAddress) question.from()));
                }));
    UpstreamForwarder forwarder = played.forwarder(HASTY, mirror);
    ourselves[0] = new Client(forwarder);

    assertEquals(Rcode.SERVFAIL, ourselves[0].a(WWW).getRcode());
    assertEquals(Rcode.SERVFAIL, back.getFirst().join().getRcode());
    assertFalse(mirror.asked().size() > 8, () -> "asked " + mirror.asked().size() + " times");
  }

  @Test
  void aZoneTransferIsRefused() throws IOException {
    Message answer = played.client(PATIENT).overTcp(query("example.com.", Type.AXFR));

    assertEquals(Rcode.REFUSED, answer.getRcode());
  }

  @Test
  void whoWaitsAtTheEndIsAnswered() throws IOException {
    UpstreamForwarder forwarder = played.forwarder(PATIENT, played.open(ScriptedUpstream.silent()));
    CompletableFuture<Message> answer = new Client(forwarder).later(query(WWW, Type.A), false);
    forwarder.close();

    assertEquals(Rcode.SERVFAIL, answer.join().getRcode());
  }

  private static ScriptedUpstream.Script failingWith(int code) {
    return question -> question.reply(withCode(answer(question.message()), code));
  }

  private static String[] many(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "www.example.com. 300 A 10.0." + i / 250 + "." + (i % 250 + 1))
        .toArray(String[]::new);
  }

  private static void await(String what, BooleanSupplier condition) {
    Await.until(what, Duration.ofSeconds(30), condition);
  }
}
