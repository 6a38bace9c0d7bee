package io.fairlead.view.dns.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UpstreamsTest {
  private static final long SECOND = 1_000_000_000L;

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "www.example.com, 10.0.0.9",
    "corp.example, 10.0.0.1",
    "a.b.corp.example, 10.0.0.1",
    "deep.corp.example, 10.0.0.2",
    "a.deep.corp.example, 10.0.0.2",
    "notcorp.example, 10.0.0.9",
    "'', 10.0.0.9",
  })
  void theLongestDomainWins(String name, String expected) {
    Upstreams upstreams =
        upstreams("corp.example=10.0.0.1", "10.0.0.9", "deep.corp.example=10.0.0.2");

    assertEquals(List.of(expected), addresses(upstreams.of(name, 0)));
  }

  @Test
  void severalOfOneDomainKeepTheirOrder() {
    assertEquals(
        List.of("10.0.0.2", "10.0.0.1"), addresses(upstreams("10.0.0.2", "10.0.0.1").of("a", 0)));
  }

  @Test
  void theHostsOwnListServesWhereNoneIsGiven() throws IOException {
    Files.writeString(directory.resolve("resolv.conf"), "nameserver 192.0.2.1\n");

    assertEquals(List.of("192.0.2.1"), addresses(upstreams().of("www.example.com", 0)));
  }

  @Test
  void aRuleForADomainLeavesTheRestToTheHostsList() throws IOException {
    Files.writeString(directory.resolve("resolv.conf"), "nameserver 192.0.2.1\n");

    assertEquals(
        List.of("192.0.2.1"), addresses(upstreams("corp.example=10.0.0.1").of("example.com", 0)));
  }

  @Test
  void thereMayBeNobodyToAsk() {
    assertEquals(List.of(), upstreams().of("www.example.com", 0));
  }

  @Test
  void aDeadOneIsAskedLastUntilItAnswers() {
    Upstreams upstreams = upstreams("10.0.0.1", "10.0.0.2");
    Upstream first = upstreams.of("a", 0).getFirst();
    for (int i = 0; i < Upstream.DEAD_AFTER; i++) {
      first.failed(0);
    }
    assertEquals(List.of("10.0.0.2", "10.0.0.1"), addresses(upstreams.of("a", 0)));

    first.answered(SECOND);
    assertEquals(List.of("10.0.0.1", "10.0.0.2"), addresses(upstreams.of("a", 0)));
  }

  @Test
  void aDeadOneIsProbedNowAndThen() {
    Upstream upstream = upstreams("10.0.0.1").of("a", 0).getFirst();
    for (int i = 0; i < Upstream.DEAD_AFTER; i++) {
      upstream.failed(0);
    }

    assertFalse(upstream.probe(Upstream.PROBE_EVERY - 1));
    assertTrue(upstream.probe(Upstream.PROBE_EVERY));
    assertFalse(upstream.probe(Upstream.PROBE_EVERY + 1));
    assertTrue(upstream.probe(2 * Upstream.PROBE_EVERY));
  }

  @Test
  void oneThatFailedIsWaitedForOnlyShortly() {
    Upstream upstream = upstreams("10.0.0.1").of("a", 0).getFirst();
    assertEquals(2 * SECOND, upstream.patience(2 * SECOND));

    upstream.failed(0);
    assertEquals(Upstream.SHORT_PATIENCE, upstream.patience(2 * SECOND));
  }

  @Test
  void healthOutlivesAChangeOfTheFile() throws IOException {
    Path file = directory.resolve("resolv.conf");
    Files.writeString(file, "nameserver 192.0.2.1\n");
    Upstreams upstreams = upstreams();
    upstreams.of("a", 0).getFirst().failed(0);
    Files.writeString(file, "nameserver 192.0.2.1\nnameserver 192.0.2.2\n");

    List<Upstream> after = upstreams.of("a", 2 * SECOND);
    assertEquals(List.of("192.0.2.1", "192.0.2.2"), addresses(after));
    assertEquals(1, after.getFirst().stats().failed());
  }

  @Test
  void oneThatLeftTheFileIsForgotten() throws IOException {
    Path file = directory.resolve("resolv.conf");
    Files.writeString(file, "nameserver 192.0.2.1\n");
    Upstreams upstreams = upstreams();
    upstreams.of("a", 0);
    Files.writeString(file, "nameserver 192.0.2.22\n");
    upstreams.of("a", 2 * SECOND);

    assertEquals(List.of("192.0.2.22"), addresses(List.copyOf(upstreams.all())));
  }

  private Upstreams upstreams(String... rules) {
    ForwardOptions options =
        ForwardOptions.of(List.of(rules), List.of())
            .withResolvConf(directory.resolve("resolv.conf"));
    OwnAddresses own = new OwnAddresses(List.of(), address -> false);
    return new Upstreams(options, new ResolvConfFile(options.resolvConf(), own));
  }

  private static List<String> addresses(List<Upstream> upstreams) {
    return upstreams.stream()
        .map(Upstream::address)
        .map(InetSocketAddress::getAddress)
        .map(address -> address.getHostAddress())
        .toList();
  }
}
