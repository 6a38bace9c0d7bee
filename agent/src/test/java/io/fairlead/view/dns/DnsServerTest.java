package io.fairlead.view.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.catalog.Datacenters;
import io.fairlead.catalog.Snapshot;
import io.fairlead.testkit.lab.Await;
import io.fairlead.wire.dns.DnsName;
import io.fairlead.wire.dns.Query;
import io.fairlead.wire.dns.Replies;
import io.fairlead.wire.dns.ResponseCode;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Real clients over real sockets. */
@Timeout(60)
class DnsServerTest {
  private static final InetSocketAddress ANY_PORT = at("127.0.0.1", 0);
  private static final DnsOptions OPTIONS = DnsOptions.of("internal", "host1");

  private final AtomicReference<Snapshot> snapshot = new AtomicReference<>(Town.SNAPSHOT);
  private final DnsServer server =
      new DnsServer(
          OPTIONS, Datacenters.alone(snapshot::get), DnsServerTest::answerElsewhere, service -> {});

  @AfterEach
  void close() {
    server.close();
  }

  private static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }

  /** Answers on another thread: SERVFAIL, padded to 2000 octets for long names. */
  private static void answerElsewhere(
      byte[] query, int length, InetSocketAddress client, boolean tcp, Reply reply) {
    Thread.ofVirtual()
        .start(
            () -> {
              Query asked = new Query();
              asked.parse(query, length);
              byte[] out = new byte[2000];
              int size = Replies.bare(asked, ResponseCode.SERVFAIL, 0, out);
              reply.send(out, asked.nameLength() > 60 ? 2000 : size);
            });
  }

  private InetSocketAddress listen(InetSocketAddress address) {
    DnsServer.Applied applied = server.apply(Set.of(address));
    assertEquals(Set.of(), applied.failed().keySet());
    return applied.listening().iterator().next();
  }

  private static Message ask(InetSocketAddress server, boolean tcp, Message query)
      throws IOException {
    SimpleResolver resolver = new SimpleResolver(server);
    resolver.setTCP(tcp);
    resolver.setIgnoreTruncation(true);
    resolver.setEDNS(-1);
    resolver.setTimeout(Duration.ofSeconds(10));
    return resolver.send(query);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bothTransportsAnswer(boolean tcp) throws IOException {
    InetSocketAddress address = listen(ANY_PORT);
    Message reply = ask(address, tcp, Asking.query("web.svc.internal", Type.A));
    assertEquals(Set.of("10.0.0.1", "10.0.0.2"), new HashSet<>(Asking.data(reply, Section.ANSWER)));
    assertEquals(1, (tcp ? server.stats().tcpQueries() : server.stats().udpQueries()).get("A"));
  }

  @Test
  void ipv6ClientsAreAnswered() throws IOException {
    InetSocketAddress address = listen(at("::1", 0));
    Message reply = ask(address, false, Asking.query("six.svc.internal", Type.AAAA));
    assertEquals(1, Asking.data(reply, Section.ANSWER).size());
  }

  @Test
  void theNextSnapshotIsAnsweredAtOnce() throws IOException {
    InetSocketAddress address = listen(ANY_PORT);
    ask(address, false, Asking.query("web.svc.internal", Type.A));
    snapshot.set(Town.snapshot(8, Draft.of("w", "web", "10.0.0.77")));
    Message reply = ask(address, false, Asking.query("web.svc.internal", Type.A));
    assertEquals("[10.0.0.77]", Asking.data(reply, Section.ANSWER).toString());
  }

  @Test
  void aLargeAnswerIsCutOverUdpAndWholeOverTcp() throws IOException {
    Draft[] drafts =
        Stream.iterate(1, i -> i + 1)
            .limit(300)
            .map(i -> Draft.of("i" + i, "big", "10.20." + i / 250 + "." + i % 250))
            .toArray(Draft[]::new);
    snapshot.set(Town.snapshot(8, drafts));
    InetSocketAddress address = listen(ANY_PORT);

    Message small = ask(address, false, Asking.query("big.svc.internal", Type.A));
    assertTrue(small.getHeader().getFlag(Flags.TC));
    assertEquals(29, Asking.data(small, Section.ANSWER).size());
    Message larger =
        ask(address, false, Asking.withEdns(Asking.query("big.svc.internal", Type.A), 4096));
    assertTrue(larger.getHeader().getFlag(Flags.TC));
    assertEquals(74, Asking.data(larger, Section.ANSWER).size());
    Message whole = ask(address, true, Asking.query("big.svc.internal", Type.A));
    assertFalse(whole.getHeader().getFlag(Flags.TC));
    assertEquals(300, Asking.data(whole, Section.ANSWER).size());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void otherNamesAreForwardedAndAnsweredLater(boolean tcp) throws IOException {
    InetSocketAddress address = listen(ANY_PORT);
    Message reply = ask(address, tcp, Asking.query("www.example.org", Type.A));
    assertEquals(Rcode.SERVFAIL, reply.getRcode());
    assertEquals(1, server.stats().forwarded());
  }

  @Test
  void aForwardedReplyTooLongForTheClientIsCut() throws IOException {
    InetSocketAddress address = listen(ANY_PORT);
    String name = "a".repeat(60) + ".example.org";
    Message cut = ask(address, false, Asking.query(name, Type.A));
    assertTrue(cut.getHeader().getFlag(Flags.TC));
    assertEquals(name + ".", cut.getQuestion().getName().toString());
  }

  @Test
  void strangersAreRefusedOtherNames() throws IOException {
    DnsOptions closed =
        new DnsOptions(
            DnsName.parse("internal"), "host1", 0, 1, 0, 0, List.of(), OPTIONS.failover(), 1);
    try (DnsServer strict =
        new DnsServer(
            closed,
            Datacenters.alone(snapshot::get),
            DnsServerTest::answerElsewhere,
            service -> {})) {
      InetSocketAddress address = strict.apply(Set.of(ANY_PORT)).listening().iterator().next();
      Message reply = ask(address, false, Asking.query("www.example.org", Type.A));
      assertEquals(Rcode.REFUSED, reply.getRcode());
      assertFalse(reply.getHeader().getFlag(Flags.RA));
      assertEquals(
          Rcode.NOERROR, ask(address, false, Asking.query("web.svc.internal", Type.A)).getRcode());
    }
  }

  @Test
  void addressesComeAndGoWhileOthersStay() throws IOException {
    InetSocketAddress first = listen(ANY_PORT);
    InetSocketAddress second = at("127.0.0.2", first.getPort());

    assertEquals(Set.of(first, second), server.apply(Set.of(first, second)).listening());
    ask(first, false, Asking.query("web.svc.internal", Type.A));
    ask(second, true, Asking.query("web.svc.internal", Type.A));

    assertEquals(Set.of(second), server.apply(Set.of(second)).listening());
    ask(second, false, Asking.query("web.svc.internal", Type.A));
    // The system may hold a TCP port for a moment longer: apply again, as the agent does.
    Await.until(
        "the address is had again",
        Duration.ofSeconds(30),
        () -> server.apply(Set.of(first, second)).listening().equals(Set.of(first, second)));
    ask(first, true, Asking.query("web.svc.internal", Type.A));
  }

  @Test
  void applyingTwiceTouchesNothing() {
    InetSocketAddress address = listen(ANY_PORT);
    assertEquals(Set.of(address), server.apply(Set.of(ANY_PORT)).listening());
    assertEquals(Set.of(address), server.apply(Set.of(ANY_PORT)).listening());
  }

  @Test
  void anAddressThatIsTakenIsToldAndHadLater() throws IOException {
    InetSocketAddress taken;
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      taken = at("127.0.0.1", other.getLocalPort());
      DnsServer.Applied applied = server.apply(Set.of(taken));
      assertEquals(Set.of(), applied.listening());
      assertEquals(Set.of(taken), applied.failed().keySet());
    }
    assertEquals(Set.of(taken), server.apply(Set.of(taken)).listening());
  }

  @Test
  void aWildcardIsEachAddressOfTheHost() throws IOException {
    int port = listen(ANY_PORT).getPort();
    Set<InetSocketAddress> listening = server.apply(Set.of(at("0.0.0.0", port))).listening();
    assertTrue(listening.contains(at("127.0.0.1", port)), listening.toString());
    assertEquals(
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(a -> a instanceof java.net.Inet4Address && !a.isLinkLocalAddress())
            .distinct()
            .count(),
        listening.size());
  }

  @Test
  void severalThreadsShareAnAddress() throws IOException {
    DnsOptions three =
        new DnsOptions(
            DnsName.parse("internal"),
            "host1",
            0,
            1,
            0,
            0,
            OPTIONS.allowRecursion(),
            OPTIONS.failover(),
            3);
    try (DnsServer wide =
        new DnsServer(
            three,
            Datacenters.alone(snapshot::get),
            DnsServerTest::answerElsewhere,
            service -> {})) {
      InetSocketAddress address = wide.apply(Set.of(ANY_PORT)).listening().iterator().next();
      for (int i = 0; i < 20; i++) {
        assertEquals(
            Rcode.NOERROR,
            ask(address, false, Asking.query("web.svc.internal", Type.A)).getRcode());
      }
    }
  }

  @Test
  void junkGetsSilenceOrAnErrorAndTheNextClientItsAnswer() throws IOException {
    InetSocketAddress address = listen(ANY_PORT);
    long seed = 20260105;
    Random random = new Random(seed);
    try (DatagramSocket socket = new DatagramSocket()) {
      for (int i = 0; i < 2000; i++) {
        byte[] junk = new byte[random.nextInt(100)];
        random.nextBytes(junk);
        socket.send(new DatagramPacket(junk, junk.length, address));
      }
    }
    Message reply = ask(address, false, Asking.query("web.svc.internal", Type.A));
    assertEquals(Rcode.NOERROR, reply.getRcode(), "seed " + seed);
    assertEquals(0, server.stats().failures(), "seed " + seed);
  }

  @Test
  void aClosedServerAnswersNothing() {
    InetSocketAddress address = listen(ANY_PORT);
    server.close();
    assertThrows(
        IOException.class, () -> ask(address, true, Asking.query("web.svc.internal", Type.A)));
  }
}
