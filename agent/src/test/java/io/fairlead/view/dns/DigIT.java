package io.fairlead.view.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.catalog.Change;
import io.fairlead.catalog.Datacenters;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Port.Protocol;
import io.fairlead.model.Revision;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What people type, with the tool they type it to (bind9-dnsutils). */
@Timeout(120)
class DigIT {
  private static final Snapshot BIG_TOWN = Town.SNAPSHOT.with(new Revision(8), big());

  private final DnsServer server =
      new DnsServer(
          DnsOptions.of("internal", "host1"),
          Datacenters.alone(() -> BIG_TOWN),
          (query, length, client, tcp, reply) -> {},
          service -> {});
  private int port;

  private static List<Change> big() {
    return Stream.iterate(1, i -> i + 1)
        .limit(200)
        .map(i -> Draft.of("b" + i, "big", "10.20.0." + i).port(80, Protocol.TCP, ""))
        .<Change>map(draft -> new Change.PutInstance(draft.instance()))
        .toList();
  }

  @BeforeEach
  void listen() {
    InetSocketAddress any = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    port = server.apply(Set.of(any)).listening().iterator().next().getPort();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private String dig(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("dig", "@127.0.0.1", "-p", "" + port, "+tries=1", "+time=5"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), output);
    assertEquals(0, process.exitValue(), output);
    assertTrue(!output.contains("WARNING") && !output.contains("Malformed"), output);
    return output.replaceAll("[ \t]+", " ");
  }

  private static void has(String output, String... parts) {
    for (String part : parts) {
      assertTrue(output.contains(part), "no '" + part + "' in " + output);
    }
  }

  @Test
  void aServiceByNamePortAndTag() throws IOException, InterruptedException {
    assertEquals(
        Set.of("10.0.0.1", "10.0.0.2"),
        Set.copyOf(dig("+short", "web.svc.internal").lines().toList()));
    assertEquals("10.0.0.1", dig("+short", "blue._tag.web.svc.internal").strip());
    String srv = dig("_http._tcp.web.svc.internal", "SRV");
    has(srv, "ANSWER: 2", "ADDITIONAL: 4", "0a000002.addr.internal. 0 IN A 10.0.0.2", " aa ");
    assertEquals("web-1.container.internal.", dig("+short", "-x", "10.0.0.1").strip());
  }

  @Test
  void nothingIsToldFromNoSuchType() throws IOException, InterruptedException {
    has(dig("none.svc.internal"), "NXDOMAIN", "AUTHORITY: 1", "internal. 1 IN SOA");
    has(dig("mixed.svc.internal", "AAAA"), "NOERROR", "ANSWER: 0", "AUTHORITY: 1");
    has(dig("web.svc.internal", "ANY", "+notcp"), "HINFO \"RFC8482\" \"\"");
    has(dig("internal", "NS"), "host1.node.internal.", "192.0.2.1");
  }

  @Test
  void sizesAndTransports() throws IOException, InterruptedException {
    has(dig("big.svc.internal", "+ignore", "+noedns"), " tc ", "ANSWER: 29");
    has(dig("big.svc.internal", "+ignore", "+bufsize=4096"), " tc ", "udp: 1232");
    has(dig("big.svc.internal", "+ignore", "+bufsize=600"), " tc ", "ANSWER: 34");
    has(dig("big.svc.internal", "SRV", "+ignore"), " tc ");
    has(dig("big.svc.internal"), "ANSWER: 200", "(TCP)");
    has(dig("big.svc.internal", "SRV", "+tcp"), "ANSWER: 200", "ADDITIONAL: 201");
    has(dig("+tcp", "+keepopen", "web.svc.internal", "six.svc.internal", "AAAA"), "2001:db8::6");
  }

  @Test
  void ednsIsSpokenAsItShouldBe() throws IOException, InterruptedException {
    has(dig("web.svc.internal", "+dnssec"), "flags: do", "NOERROR");
    has(dig("web.svc.internal", "+cookie=0102030405060708"), "NOERROR");
    has(dig("web.svc.internal", "+ednsopt=65001:00"), "NOERROR");
    has(dig("web.svc.internal", "+edns=1", "+noednsneg"), "BADVERS");
    has(dig("web.svc.internal", "+nsid", "+subnet=10.0.0.0/8"), "ANSWER: 2");
  }

  @Test
  void theCaseOfTheQuestionIsKept() throws IOException, InterruptedException {
    has(dig("wEb.sVc.InTeRnal"), ";wEb.sVc.InTeRnal.", "wEb.sVc.InTeRnal.");
  }

  @Test
  void whatIsNotForUsIsRefused() throws IOException, InterruptedException {
    has(dig("version.bind", "TXT", "CH"), "REFUSED");
    has(dig("internal", "AXFR"), "Transfer failed");
    has(dig("www.example.org", "+norecurse"), "REFUSED");
    has(dig("internal", "+opcode=notify", "+noedns", "+norecurse"), "NOTIMP");
  }
}
