package io.fairlead.view.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Health;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.wire.dns.Answer;
import io.fairlead.wire.dns.DnsName;
import io.fairlead.wire.dns.DnsRecord;
import io.fairlead.wire.dns.ResponseCode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One table for each kind of name: what is asked, from where, and all that is answered. */
class DnsViewTest {
  private static final IpAddress ELSEWHERE = IpAddress.parse("127.0.0.1");
  private static final DnsOptions OPTIONS = DnsOptions.of("internal", "host1");

  private final DnsView view = new DnsView(OPTIONS);

  private String ask(String name, String type, String caller) {
    return say(Asking.resolve(view, name, type, IpAddress.parse(caller), Town.SNAPSHOT));
  }

  /** {@code forward}, {@code NXDOMAIN}, {@code none}, or the records' data. */
  private static String say(Optional<Answer> answer) {
    return answer.map(DnsViewTest::say).orElse("forward");
  }

  private static String say(Answer answer) {
    if (answer.code() != ResponseCode.NOERROR) {
      return ResponseCode.name(answer.code());
    }
    return answer.answers().isEmpty() ? "none" : data(answer.answers());
  }

  private static String data(List<DnsRecord> records) {
    return records.stream().map(record -> record.data().text()).collect(Collectors.joining(", "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "web.svc.internal          | A    | 10.0.0.1, 10.0.0.2",
        "WEB.Svc.Internal.         | A    | 10.0.0.1, 10.0.0.2",
        "web.default.svc.internal  | A    | 10.0.0.1, 10.0.0.2",
        "web.svc.internal          | AAAA | fd00::1",
        "web.shop.svc.internal     | A    | 172.18.0.5",
        "six.svc.internal          | A    | none",
        "six.svc.internal          | AAAA | 2001:db8::6",
        "mixed.svc.internal        | AAAA | none",
        "db.svc.internal           | A    | NXDOMAIN",
        "nothing.svc.internal      | A    | NXDOMAIN",
        "nothing.svc.internal      | ANY  | NXDOMAIN",
        "web.nowhere.svc.internal  | A    | NXDOMAIN",
        "a.web.shop.svc.internal   | A    | NXDOMAIN",
        "web.svc.internal          | MX   | error",
        "web.svc.internal          | TYPE15 | none",
        "web.svc.internal          | TYPE65 | none",
        "web.svc.internal          | ANY  | \"RFC8482\" \"\"",
      })
  void aServiceIsTheAddressesOfItsInstances(String name, String type, String expected) {
    if (expected.equals("error")) {
      assertThrows(InvalidField.class, () -> ask(name, type, "127.0.0.1"));
    } else {
      assertEquals(expected, ask(name, type, "127.0.0.1"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "web.svc.internal             | 0 1 80 0a000001-fd000000000000000000000000000001.addr.internal., 0 1 80 0a000002.addr.internal., 0 1 8080 0a000001-fd000000000000000000000000000001.addr.internal.",
        "_http._tcp.web.svc.internal  | 0 1 80 0a000001-fd000000000000000000000000000001.addr.internal., 0 1 80 0a000002.addr.internal.",
        "_admin._tcp.web.svc.internal | 0 1 8080 0a000001-fd000000000000000000000000000001.addr.internal.",
        "_tcp.web.shop.svc.internal   | 0 1 80 ac120005-fd090000000000000000000000000005.addr.internal.",
        "_dns._udp.resolver.svc.internal | 0 1 53 0a000035.addr.internal.",
        "_udp.resolver.svc.internal   | 0 1 53 0a000035.addr.internal.",
        "_tcp.six.svc.internal        | 0 1 80 20010db8000000000000000000000006.addr.internal.",
        "_dns._tcp.resolver.svc.internal | NXDOMAIN",
        "_other._tcp.web.svc.internal | NXDOMAIN",
        "_udp.web.svc.internal        | NXDOMAIN",
        "_tcp.svc.internal            | NXDOMAIN",
        "_http._tcp.green._tag.web.svc.internal | 0 1 80 0a000002.addr.internal.",
        "mixed.svc.internal           | none",
      })
  void srvTellsPortsAndTargetsThatResolve(String name, String expected) {
    assertEquals(expected, ask(name, "SRV", "127.0.0.1"));
  }

  @Test
  void srvBringsTheAddressesOfItsTargets() {
    Answer answer =
        Asking.resolve(view, "_http._tcp.web.svc.internal", "SRV", ELSEWHERE, Town.SNAPSHOT)
            .orElseThrow();
    assertEquals("10.0.0.1, fd00::1, 10.0.0.2", data(answer.additional()));
    for (DnsRecord record : answer.additional()) {
      String type = record.data().text().contains(":") ? "AAAA" : "A";
      assertEquals(record.data().text(), ask(record.name().toString(), type, "127.0.0.1"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "_http._tcp.web.svc.internal, A, none",
    "_tcp.web.svc.internal, AAAA, none",
    "_none._tcp.web.svc.internal, A, NXDOMAIN"
  })
  void aPortsNameHasNoAddress(String name, String type, String expected) {
    assertEquals(expected, ask(name, type, "127.0.0.1"));
  }

  @ParameterizedTest
  @CsvSource({
    "blue._tag.web.svc.internal, A, 10.0.0.1",
    "Green._tag.web.default.svc.internal, A, 10.0.0.2",
    "v1.2._tag.web.svc.internal, A, 10.0.0.2",
    "red._tag.web.svc.internal, A, NXDOMAIN",
    "blue._tag.none.svc.internal, A, NXDOMAIN",
    "_tag.web.svc.internal, A, none",
    "_tag.mixed.svc.internal, A, NXDOMAIN",
    "blue._tag.svc.internal, A, NXDOMAIN"
  })
  void aTagNarrowsAService(String name, String type, String expected) {
    assertEquals(expected, ask(name, type, "127.0.0.1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "internal           | A    | none",
        "internal           | NS   | host1.node.internal.",
        "internal           | SOA  | host1.node.internal. hostmaster.internal. 7 3600 600 86400 1",
        "svc.internal       | A    | none",
        "svc.internal       | SOA  | none",
        "node.internal      | A    | none",
        "container.internal | A    | none",
        "addr.internal      | A    | none",
        "shop.svc.internal  | A    | none",
        "other.internal     | A    | NXDOMAIN",
      })
  void namesAboveOthersExistWithoutRecords(String name, String type, String expected) {
    assertEquals(expected, ask(name, type, "127.0.0.1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "host1.node.internal   | A    | 192.0.2.1",
        "host1.node.internal   | AAAA | 2001:db8::1",
        "host2.node.internal   | AAAA | none",
        "host1.node.internal   | TXT  | \"agent=0.1\" \"engine=29\"",
        "host2.node.internal   | TXT  | none",
        "host3.node.internal   | A    | NXDOMAIN",
        "a.host1.node.internal | A    | NXDOMAIN",
      })
  void aNodeIsItsAddresses(String name, String type, String expected) {
    assertEquals(expected, ask(name, type, "127.0.0.1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "web-1.container.internal     | A    | 10.0.0.1",
        "web-1.container.internal     | AAAA | fd00::1",
        "web_2.OLD.container.internal | A    | 10.0.0.2",
        "twin.container.internal      | A    | 10.5.0.1, 10.5.0.2",
        "none.container.internal      | A    | NXDOMAIN",
      })
  void aContainersNameMeansItOnEveryNode(String name, String type, String expected) {
    assertEquals(expected, ask(name, type, "127.0.0.1"));
  }

  @ParameterizedTest
  @CsvSource({
    "0a000001.addr.internal, A, 10.0.0.1",
    "0A00002b.addr.internal, A, 10.0.0.43",
    "0a000001.addr.internal, AAAA, none",
    "fd000000000000000000000000000001.addr.internal, AAAA, fd00::1",
    "0a000001-fd000000000000000000000000000001.addr.internal, A, 10.0.0.1",
    "0a000001-fd000000000000000000000000000001.addr.internal, AAAA, fd00::1",
    "0a0000.addr.internal, A, NXDOMAIN",
    "0a000001-.addr.internal, A, NXDOMAIN",
    "0g000001.addr.internal, A, NXDOMAIN",
    "00000000000000000000ffff0a000001.addr.internal, AAAA, NXDOMAIN",
    "x.0a000001.addr.internal, A, NXDOMAIN"
  })
  void anAddressNameSaysItself(String name, String type, String expected) {
    assertEquals(expected, ask(name, type, "127.0.0.1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.0.0.10.in-addr.arpa   | PTR | web-1.container.internal.",
        "2.0.0.10.in-addr.arpa   | PTR | web_2.old.container.internal.",
        "53.0.0.10.IN-ADDR.arpa  | PTR | resolver.svc.internal.",
        "1.2.0.192.in-addr.arpa  | PTR | host1.node.internal.",
        "5.0.9.10.in-addr.arpa   | PTR | shop-web-1.container.internal.",
        "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa | PTR | web-1.container.internal.",
        "1.0.0.10.in-addr.arpa   | A   | none",
        "8.8.8.8.in-addr.arpa    | PTR | forward",
        "0.0.10.in-addr.arpa     | PTR | forward",
        "01.0.0.10.in-addr.arpa  | PTR | forward",
        "1.0.0.256.in-addr.arpa  | PTR | forward",
        "in-addr.arpa            | NS  | forward",
      })
  void everyManagedAddressHasItsNameBack(String name, String type, String expected) {
    assertEquals(expected, ask(name, type, "127.0.0.1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "web      | A    | 172.18.0.5 | 172.18.0.5",
        "web      | A    | 10.9.0.7   | 10.9.0.5",
        "web      | A    | 127.0.0.1  | 10.0.0.1, 10.0.0.2",
        "db       | A    | 127.0.0.1  | forward",
        "db       | AAAA | 172.18.0.5 | fd09::7",
        "six      | A    | 172.18.0.5 | none",
        "mixed    | A    | 172.18.0.5 | 10.2.0.1",
        "web.shop | A    | 127.0.0.1  | 172.18.0.5",
        "google.com | A  | 172.18.0.5 | forward",
        "nothing  | A    | 172.18.0.5 | forward",
        ".        | NS   | 172.18.0.5 | forward",
        "www.example.org | A | 172.18.0.5 | forward",
        "b_@d     | A    | 172.18.0.5 | forward",
      })
  void aBareNameIsCompletedForItsCaller(String name, String type, String caller, String expected) {
    assertEquals(expected, ask(name, type, caller));
  }

  @Test
  void anotherNodesContainerWithTheSameAddressIsNotTheCaller() {
    // 172.18.0.7 is shop/db on host2's own bridge; here it is somebody else.
    assertEquals("10.0.0.1, 10.0.0.2", ask("web", "A", "172.18.0.7"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "web.shop.svc.internal | A    | 172.18.0.99 | 172.18.0.5",
        "web.shop.svc.internal | A    | 10.9.0.99   | 10.9.0.5",
        "web.shop.svc.internal | AAAA | 10.9.0.99   | fd09::5",
        "web.shop.svc.internal | AAAA | 172.18.0.99 | none",
        "web.shop.svc.internal | A    | fd09::99    | 10.9.0.5",
        "web.shop.svc.internal | A    | 8.8.8.8     | 172.18.0.5",
        "web.shop.svc.internal | AAAA | 8.8.8.8     | fd09::5",
        "db.shop.svc.internal  | A    | 172.18.0.99 | 192.0.2.2",
        "db.shop.svc.internal  | A    | 10.9.0.99   | 10.9.0.7",
        "db.shop.svc.internal  | AAAA | 127.0.0.1   | fd09::7",
        "away.svc.internal     | AAAA | 127.0.0.1   | none",
      })
  void theAddressIsOnANetworkThatTheCallerShares(
      String name, String type, String caller, String expected) {
    assertEquals(expected, ask(name, type, caller));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mixed    | 10.2.0.1",
        "sick     | 10.1.0.1, 10.1.0.2",
        "leaving  | none",
        "weighted | 10.4.0.2",
        "spares   | 10.4.0.3",
      })
  void onlyWhatServesIsAnsweredUnlessNothingWouldBe(String service, String expected) {
    assertEquals(expected, ask(service + ".svc.internal", "A", "127.0.0.1"));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "33, 1", "34, 3", "100, 3"})
  void belowThePanicThresholdAllButTheDrainingAreAnswered(int threshold, int expected) {
    DnsOptions options =
        new DnsOptions(
            DnsName.parse("internal"),
            "host1",
            0,
            1,
            threshold,
            0,
            OPTIONS.allowRecursion(),
            OPTIONS.failover(),
            1);
    Answer answer =
        Asking.resolve(new DnsView(options), "mixed.svc.internal", "A", ELSEWHERE, Town.SNAPSHOT)
            .orElseThrow();
    assertEquals(expected, answer.answers().size());
  }

  @Test
  void textIsIdTagsAndMetadata() {
    assertEquals(
        "\"instance=host1/web-1\" \"tags=blue\" \"version=2\","
            + " \"instance=host1/web-2\" \"tags=green,v1.2\", \"instance=host1/web-admin\"",
        ask("web.svc.internal", "TXT", "127.0.0.1"));
  }

  @Test
  void negativeAnswersBringTheZonesStartAndItsSmallTtl() {
    for (String name : List.of("none.svc.internal", "six.svc.internal")) {
      Answer answer = Asking.resolve(view, name, "A", ELSEWHERE, Town.SNAPSHOT).orElseThrow();
      assertEquals(
          "internal. 1 IN SOA host1.node.internal. hostmaster.internal. 7 3600 600 86400 1",
          answer.authority().stream().map(DnsRecord::toString).collect(Collectors.joining()));
    }
  }

  @Test
  void aNegativeAnswerToABareNameIsItsOwnZone() {
    Answer answer = Asking.resolve(view, "six", "A", ELSEWHERE, Town.SNAPSHOT).orElseThrow();
    assertEquals(DnsName.parse("six"), answer.authority().getFirst().name());
  }

  @Test
  void theNameServersAddressesComeWithIt() {
    Answer answer = Asking.resolve(view, "internal", "NS", ELSEWHERE, Town.SNAPSHOT).orElseThrow();
    assertEquals("192.0.2.1, 2001:db8::1", data(answer.additional()));
  }

  @Test
  void theDomainMayHaveSeveralLabels() {
    DnsView corp = new DnsView(DnsOptions.of("dc1.corp.example", "host1"));
    assertEquals(
        "10.2.0.1",
        say(Asking.resolve(corp, "mixed.svc.dc1.corp.example", "A", ELSEWHERE, Town.SNAPSHOT)));
    assertEquals(
        "forward", say(Asking.resolve(corp, "mixed.svc.internal", "A", ELSEWHERE, Town.SNAPSHOT)));
    assertEquals(
        "forward", say(Asking.resolve(corp, "corp.example", "NS", ELSEWHERE, Town.SNAPSHOT)));
    assertEquals(
        "host1.node.dc1.corp.example.",
        say(Asking.resolve(corp, "dc1.corp.example", "NS", ELSEWHERE, Town.SNAPSHOT)));
  }

  @Test
  void aHugeServiceIsAnsweredWithWhatFitsAMessage() {
    Draft[] drafts =
        Stream.iterate(1, i -> i + 1)
            .limit(6000)
            .map(i -> Draft.of("i" + i, "big", "10.20." + i / 250 + "." + i % 250))
            .toArray(Draft[]::new);
    Snapshot snapshot = Town.snapshot(1, drafts);
    Answer answer =
        Asking.resolve(view, "big.svc.internal", "A", ELSEWHERE, snapshot).orElseThrow();
    assertEquals(4096, answer.answers().size());
  }

  @Test
  void whatCannotBeANameIsRefusedInWords() {
    InvalidField bad =
        assertThrows(
            InvalidField.class,
            () -> Asking.resolve(view, "a..internal", "A", ELSEWHERE, Town.SNAPSHOT));
    assertEquals("name", bad.field());
    InvalidField type =
        assertThrows(
            InvalidField.class,
            () -> Asking.resolve(view, "web", "BOGUS", ELSEWHERE, Town.SNAPSHOT));
    assertEquals("type", type.field());
  }

  @Test
  void aFailingContainerKeepsItsName() {
    Snapshot snapshot =
        Town.snapshot(1, Draft.of("x", "x", "10.0.0.9").container("alone").health(Health.FAILING));
    assertEquals(
        "10.0.0.9",
        say(Asking.resolve(view, "alone.container.internal", "A", ELSEWHERE, snapshot)));
  }
}
