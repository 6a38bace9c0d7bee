package io.fairlead.view.dns.forward;

import static io.fairlead.view.dns.forward.Messages.data;
import static io.fairlead.view.dns.forward.Messages.query;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.time.MachineTime;
import io.fairlead.view.dns.forward.ForwardOptions.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Forwarding to unbound, knot and dnsmasq as they are. */
final class RealUpstreamsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private final List<AutoCloseable> toClose = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : toClose.reversed()) {
      each.close();
    }
  }

  @Test
  void unboundKnotAndDnsmasqAreAllUnderstood() throws IOException {
    Resolver unbound = open(Resolver.unbound(directory, "www.example. 300 A 192.0.2.1"));
    Resolver knot = open(Resolver.knot(directory, "www.example. 300 A 192.0.2.2"));
    Resolver dnsmasq = open(Resolver.dnsmasq(directory, "--host-record=www.example,192.0.2.3"));

    assertEquals(List.of("192.0.2.1"), data(client(unbound.option()).a("www.example.")));
    assertEquals(List.of("192.0.2.2"), data(client(knot.option()).a("www.example.")));
    assertEquals(List.of("192.0.2.3"), data(client(dnsmasq.option()).a("www.example.")));
  }

  @Test
  void aDomainHasItsOwnUpstreamAndTheLongestOneWins() throws IOException {
    Resolver everything = open(Resolver.unbound(directory, "a.example. 300 A 192.0.2.1"));
    Resolver corp = open(Resolver.dnsmasq(directory, "--address=/corp.example/192.0.2.2"));
    Resolver deep = open(Resolver.dnsmasq(directory, "--address=/deep.corp.example/192.0.2.3"));
    Client client =
        client(
            everything.option(),
            "corp.example=" + corp.option(),
            "deep.corp.example=" + deep.option());

    assertEquals(List.of("192.0.2.1"), data(client.a("a.example.")));
    assertEquals(List.of("192.0.2.2"), data(client.a("x.Corp.example.")));
    assertEquals(List.of("192.0.2.3"), data(client.a("x.deep.corp.example.")));
  }

  @Test
  void aDenialIsKeptAsLongAsItsSoaSays() throws IOException {
    Resolver knot = open(Resolver.knot(directory, "www.example. 300 A 192.0.2.1"));
    Client client = client(knot.option());
    Message first = client.a("nothing.example.");
    knot.kill();
    Message again = client.a("nothing.example.");

    assertEquals(Rcode.NXDOMAIN, first.getRcode());
    assertEquals(Rcode.NXDOMAIN, again.getRcode());
    assertTrue(again.getSection(Section.AUTHORITY).getFirst().getTTL() <= 300);
  }

  @Test
  void noSuchRecordIsToldApartFromNoSuchName() throws IOException {
    Resolver knot = open(Resolver.knot(directory, "www.example. 300 A 192.0.2.1"));
    Message answer = client(knot.option()).overUdp(query("www.example.", Type.AAAA));

    assertEquals(Rcode.NOERROR, answer.getRcode());
    assertEquals(List.of(), data(answer));
  }

  @Test
  void anAnswerTooBigForUdpComesWholeOverTcp() throws IOException {
    String[] records =
        IntStream.range(1, 201)
            .mapToObj(i -> "big.example. 300 A 10.0.0." + i)
            .toArray(String[]::new);
    Resolver knot = open(Resolver.knot(directory, records));
    Client client = client(knot.option());

    assertTrue(client.a("big.example.").getHeader().getFlag(Flags.TC));
    assertEquals(200, data(client.overTcp(query("big.example.", Type.A))).size());
  }

  @Test
  void ednsIsAnsweredWithEdns() throws IOException {
    Resolver unbound = open(Resolver.unbound(directory, "www.example. 300 A 192.0.2.1"));
    Message asked = query("www.example.", Type.A);
    asked.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);

    assertTrue(client(unbound.option()).overUdp(asked).getOPT() != null);
  }

  @Test
  void theSecondAnswersWhereTheFirstIsKilled() throws IOException {
    Resolver first = open(Resolver.unbound(directory, "www.example. 0 A 192.0.2.1"));
    Resolver second = open(Resolver.dnsmasq(directory, "--host-record=www.example,192.0.2.2,0"));
    Client client = client(first.option(), second.option());
    assertEquals(List.of("192.0.2.1"), data(client.a("www.example.")));

    first.kill();
    assertEquals(List.of("192.0.2.2"), data(client.a("www.example.")));

    first.restart();
    Await.until(
        "the first is asked again",
        PATIENCE,
        () -> data(client.a("www.example.")).equals(List.of("192.0.2.1")));
  }

  @Test
  void theSecondAnswersWhereTheFirstIsSilent() throws IOException {
    Resolver first = open(Resolver.unbound(directory, "www.example. 0 A 192.0.2.1"));
    Resolver second = open(Resolver.dnsmasq(directory, "--host-record=www.example,192.0.2.2,0"));
    UpstreamForwarder forwarder = forwarder(Limits.DEFAULT, first.option(), second.option());
    Client client = new Client(forwarder);
    first.freeze();
    toClose.add(first::thaw);

    for (int i = 0; i < 10; i++) {
      assertEquals(List.of("192.0.2.2"), data(client.a("www.example.")));
    }
    assertTrue(
        forwarder.stats().servers().stream()
            .anyMatch(s -> s.address().equals(first.address()) && s.failed() > 0));
  }

  @Test
  void anOldAnswerIsGivenWhileNobodyAnswers() throws IOException {
    Resolver only = open(Resolver.unbound(directory, "www.example. 1 A 192.0.2.1"));
    UpstreamForwarder forwarder = forwarder(Limits.DEFAULT, only.option());
    Client client = new Client(forwarder);
    client.a("www.example.");
    only.kill();
    Await.until(
        "an answer past its end",
        PATIENCE,
        () ->
            data(client.a("www.example.")).equals(List.of("192.0.2.1"))
                && forwarder.stats().stale() > 0);

    assertTrue(client.a("www.example.").getSection(Section.ANSWER).getFirst().getTTL() <= 30);
  }

  @Test
  void resolvConfIsFollowedWhenItChanges() throws IOException {
    Path file = Files.writeString(directory.resolve("resolv.conf"), "# nobody yet\n");
    Resolver dnsmasq = open(Resolver.dnsmasq(directory, "--host-record=www.example,192.0.2.1"));
    ForwardOptions options =
        ForwardOptions.of(List.of("example=" + dnsmasq.option()), List.of()).withResolvConf(file);
    UpstreamForwarder forwarder = open(new UpstreamForwarder(options, new MachineTime()));
    forwarder.start();
    Client client = new Client(forwarder);

    assertEquals(List.of("192.0.2.1"), data(client.a("www.example.")));
    assertEquals(Rcode.SERVFAIL, client.a("www.elsewhere.").getRcode());
    Files.writeString(file, "nameserver 127.0.0.99\n");
    Await.until(
        "the new server is in use",
        PATIENCE,
        () -> {
          client.a("www.elsewhere.");
          return forwarder.stats().servers().stream()
              .anyMatch(server -> server.address().getHostString().equals("127.0.0.99"));
        });
  }

  @Test
  void thousandsOfQuestionsAtOnceAreAllAnswered() throws IOException {
    Resolver dnsmasq = open(Resolver.dnsmasq(directory, "--address=/many.example/192.0.2.1"));
    Resolver unbound =
        open(
            Resolver.unbound(
                directory,
                IntStream.range(0, 4000)
                    .mapToObj(i -> "n" + i + ".example. 300 A 192.0.2.1")
                    .toArray(String[]::new)));
    UpstreamForwarder forwarder = forwarder(Limits.DEFAULT, unbound.option(), dnsmasq.option());
    Client client = new Client(forwarder);
    List<Message> answers =
        IntStream.range(0, 4000)
            .mapToObj(i -> client.later(query("n" + i + ".example.", Type.A), false))
            .toList()
            .stream()
            .map(answer -> answer.join())
            .toList();

    assertEquals(
        Set.of(Rcode.NOERROR),
        Set.copyOf(answers.stream().map(Message::getRcode).distinct().toList()));
    assertFalse(forwarder.stats().waiting() != 0);
  }

  private Client client(String... upstreams) throws IOException {
    return new Client(forwarder(Limits.DEFAULT, upstreams));
  }

  private UpstreamForwarder forwarder(Limits limits, String... upstreams) throws IOException {
    ForwardOptions options =
        ForwardOptions.of(List.of(upstreams), List.of())
            .withResolvConf(Path.of("/nonexistent/resolv.conf"))
            .withLimits(limits);
    UpstreamForwarder forwarder = open(new UpstreamForwarder(options, new MachineTime()));
    forwarder.start();
    return forwarder;
  }

  private <T extends AutoCloseable> T open(T closeable) {
    toClose.add(closeable);
    return closeable;
  }
}
