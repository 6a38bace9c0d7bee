package io.fairlead.view.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.catalog.Change;
import io.fairlead.catalog.Datacenters;
import io.fairlead.catalog.Federation;
import io.fairlead.catalog.Federation.State;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Port.Protocol;
import io.fairlead.model.Revision;
import io.fairlead.select.Failover;
import io.fairlead.wire.dns.Answer;
import io.fairlead.wire.dns.DnsName;
import io.fairlead.wire.dns.RecordType;
import io.fairlead.wire.dns.ResponseCode;
import io.fairlead.wire.dns.Wire;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** Names with a datacenter in them, and names that another datacenter stands in for. */
class FederationTest {
  private static final IpAddress CALLER = IpAddress.parse("127.0.0.1");

  private static final Snapshot DC2 =
      Town.snapshot(
          40,
          Draft.of("web-9", "web", "10.0.9.1")
              .container("web-9")
              .port(80, Protocol.TCP, "http")
              .local("bridge", "172.17.0.9/24", null)
              .cluster("overlay", "127.0.0.9/8", null)
              .tags("red"),
          Draft.of("pay", "shop/pay", "10.0.9.2").port(443, Protocol.TCP, "https"),
          Draft.of("sick-9", "sick", "10.0.9.3"),
          Draft.of("asked", "asked", "10.0.9.4").meta(Failover.META, "dc1,dc2"));

  private final AtomicReference<Snapshot> own = new AtomicReference<>(Town.SNAPSHOT);
  private final AtomicReference<Snapshot> second = new AtomicReference<>(DC2);
  private final AtomicReference<Snapshot> third = new AtomicReference<>(Snapshot.empty());
  private final AtomicReference<State> secondState = new AtomicReference<>(State.CURRENT);
  private final AtomicReference<State> thirdState = new AtomicReference<>(State.UNREAD);
  private final Datacenters datacenters =
      new Datacenters(
          Datacenters.Member.current("dc1", own::get),
          List.of(
              new Datacenters.Member("dc2", second::get, secondState::get),
              new Datacenters.Member("dc3", third::get, thirdState::get)));
  private final Counters counters = new Counters();
  private final byte[] out = new byte[Wire.MAX_TCP];

  private static DnsOptions options(Failover.Rule rule) {
    return new DnsOptions(
        DnsName.parse("internal"),
        "host1",
        0,
        1,
        0,
        0,
        DnsOptions.OWN_NETWORKS,
        new Failover(rule),
        1);
  }

  private String ask(Failover.Rule rule, String name, String type) {
    return new DnsView(options(rule))
        .resolve(name, type, CALLER, null, datacenters.now())
        .map(resolved -> said(resolved.answer()) + " from " + resolved.datacenter())
        .orElse("forward");
  }

  private static String said(Answer answer) {
    if (answer.code() != ResponseCode.NOERROR) {
      return ResponseCode.name(answer.code());
    }
    return answer.answers().isEmpty()
        ? "none"
        : answer.answers().stream().map(r -> r.data().text()).collect(Collectors.joining(", "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "web.svc.dc2.internal             | A   | 10.0.9.1 from dc2",
        "WEB.svc.DC2.internal             | A   | 10.0.9.1 from dc2",
        "web.default.svc.dc2.internal     | A   | 10.0.9.1 from dc2",
        "pay.shop.svc.dc2.internal        | A   | 10.0.9.2 from dc2",
        "_http._tcp.web.svc.dc2.internal  | SRV | 0 1 80 0a000901.addr.internal. from dc2",
        "_tcp.pay.shop.svc.dc2.internal   | SRV | 0 1 443 0a000902.addr.internal. from dc2",
        "red._tag.web.svc.dc2.internal    | A   | 10.0.9.1 from dc2",
        "blue._tag.web.svc.dc2.internal   | A   | NXDOMAIN from dc2",
        "host1.node.dc2.internal          | A   | 192.0.2.1 from dc2",
        "web-9.container.dc2.internal     | A   | 10.0.9.1 from dc2",
        "0a000901.addr.dc2.internal       | A   | 10.0.9.1 from dc2",
        "web.svc.dc1.internal             | A   | 10.0.0.1, 10.0.0.2 from dc1",
        "web.svc.internal                 | A   | 10.0.0.1, 10.0.0.2 from dc1",
        "pay.shop.svc.dc1.internal        | A   | NXDOMAIN from dc1",
        "dc2.internal                     | A   | none from dc2",
        "svc.dc2.internal                 | A   | none from dc2",
        "shop.svc.dc2.internal            | A   | none from dc2",
        "web.svc.dc9.internal             | A   | NXDOMAIN from dc1",
        "dc9.internal                     | A   | NXDOMAIN from dc1",
        "web.svc.dc1.dc2.internal         | A   | NXDOMAIN from dc2",
        "web.other.dc2.internal           | A   | NXDOMAIN from dc2",
        "web._x.internal                  | A   | NXDOMAIN from dc1",
      })
  void aNameMaySayItsDatacenter(String name, String type, String expected) {
    for (Failover.Rule rule : Failover.Rule.values()) {
      assertEquals(expected, ask(rule, name, type), rule.name());
    }
  }

  @Test
  void ofADatacenterThatWasNeverReadNothingIsDenied() {
    assertEquals("SERVFAIL from dc3", ask(Failover.Rule.NONE, "web.svc.dc3.internal", "A"));
    thirdState.set(State.CUT_OFF);
    assertEquals("NXDOMAIN from dc3", ask(Failover.Rule.NONE, "web.svc.dc3.internal", "A"));
  }

  @ParameterizedTest
  @CsvSource({
    "NONE,      pay.shop.svc.internal, A, NXDOMAIN from dc1",
    "MISSING,   pay.shop.svc.internal, A, 10.0.9.2 from dc2",
    "MISSING,   _https._tcp.pay.shop.svc.internal, SRV, 0 1 443 0a000902.addr.internal. from dc2",
    "MISSING,   pay.shop, A, 10.0.9.2 from dc2",
    "MISSING,   sick.svc.internal, A, '10.1.0.1, 10.1.0.2 from dc1'",
    "UNHEALTHY, sick.svc.internal, A, 10.0.9.3 from dc2",
    "UNHEALTHY, sick, A, 10.0.9.3 from dc2",
    "UNHEALTHY, web.svc.internal, A, '10.0.0.1, 10.0.0.2 from dc1'",
    "UNHEALTHY, red._tag.web.svc.internal, A, 10.0.9.1 from dc2",
    "UNHEALTHY, green._tag.web.svc.internal, A, 10.0.0.2 from dc1",
    "UNHEALTHY, nowhere.svc.internal, A, NXDOMAIN from dc1",
    "NONE,      asked.svc.internal, A, 10.0.9.4 from dc2",
    "NONE,      asked.svc.internal, SRV, none from dc2",
    "UNHEALTHY, web-9.container.internal, A, NXDOMAIN from dc1"
  })
  void anotherStandsInByRule(Failover.Rule rule, String name, String type, String expected) {
    assertEquals(expected, ask(rule, name, type));
  }

  @Test
  void aDatacenterGivenBesideTheNameIsTheNamesOwn() {
    DnsView view = new DnsView(options(Failover.Rule.UNHEALTHY));
    Federation now = datacenters.now();
    for (String name : List.of("web.svc.internal", "web", "web.svc.dc2.internal")) {
      DnsView.Resolved resolved = view.resolve(name, "A", CALLER, "dc2", now).orElseThrow();
      assertEquals("10.0.9.1", said(resolved.answer()), name);
      assertEquals("dc2", resolved.datacenter(), name);
    }
    DnsView.Resolved pointer =
        view.resolve("1.9.0.10.in-addr.arpa", "PTR", CALLER, "dc2", now).orElseThrow();
    assertEquals("web-9.container.dc2.internal.", said(pointer.answer()));
    assertEquals("forward", ask(Failover.Rule.NONE, "1.9.0.10.in-addr.arpa", "PTR"));
  }

  @Test
  void aRemoteChangeInvalidatesExactlyWhatHangsOnIt() throws IOException {
    Answerer answerer = answerer(Failover.Rule.UNHEALTHY);
    List<String> hanging = List.of("sick.svc.internal", "pay.shop.svc.dc2.internal");
    List<String> others =
        List.of("web.svc.internal", "web.svc.dc2.internal", "mixed.svc.dc1.internal");
    hanging.forEach(name -> reply(answerer, name));
    others.forEach(name -> reply(answerer, name));
    second.set(
        DC2.with(
            new Revision(41),
            List.of(
                new Change.PutInstance(Draft.of("sick-9", "sick", "10.0.9.33").instance()),
                new Change.PutInstance(Draft.of("pay", "shop/pay", "10.0.9.22").instance()))));

    long hits = counters.stats().cacheHits();
    others.forEach(name -> reply(answerer, name));
    assertEquals(hits + others.size(), counters.stats().cacheHits());
    assertEquals(List.of("10.0.9.33"), reply(answerer, hanging.get(0)));
    assertEquals(List.of("10.0.9.22"), reply(answerer, hanging.get(1)));
    assertEquals(hits + others.size(), counters.stats().cacheHits());
  }

  @Test
  void aDatacenterThatIsCutOffStopsStandingInWhereAnotherCan() {
    third.set(Town.snapshot(3, Draft.of("sick-7", "sick", "10.0.7.3")));
    thirdState.set(State.CURRENT);
    Answerer answerer = answerer(Failover.Rule.UNHEALTHY);
    assertEquals(List.of("10.0.9.3"), reply(answerer, "sick.svc.internal"));
    secondState.set(State.CUT_OFF);
    assertEquals(List.of("10.0.7.3"), reply(answerer, "sick.svc.internal"));
    assertEquals(List.of("10.0.9.3"), reply(answerer, "sick.svc.dc2.internal"));
    secondState.set(State.CURRENT);
    assertEquals(List.of("10.0.9.3"), reply(answerer, "sick.svc.internal"));
  }

  @Test
  void onlyOwnServicesAreTimed() {
    AtomicReference<String> planned = new AtomicReference<>("");
    Answerer answerer =
        new Answerer(
            new DnsView(options(Failover.Rule.MISSING)),
            options(Failover.Rule.MISSING),
            datacenters,
            counters,
            service -> planned.set(service.key().toString()));
    reply(answerer, "pay.shop.svc.internal");
    assertEquals("", planned.get());
    reply(answerer, "mixed.svc.internal");
    assertEquals("default/mixed", planned.get());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void aCachedAnswerIsThePlannedOne(long seed) throws IOException {
    Random random = new Random(seed);
    CityWalk here = new CityWalk(seed);
    CityWalk there = new CityWalk(seed + 100);
    CityWalk further = new CityWalk(seed + 200);
    Failover.Rule rule = List.of(Failover.Rule.values()).get(random.nextInt(3));
    DnsView view = new DnsView(options(rule));
    Answerer answerer = answerer(rule);
    for (int step = 0; step < 3000; step++) {
      own.set(here.step());
      second.set(there.step());
      third.set(further.step());
      secondState.set(random.nextInt(20) == 0 ? State.CUT_OFF : secondState.get());
      secondState.set(random.nextInt(10) == 0 ? State.CURRENT : secondState.get());
      thirdState.set(random.nextInt(50) == 0 ? State.CURRENT : thirdState.get());
      String name = here.name();
      if (random.nextInt(3) == 0) {
        name = name.replaceAll("(?i)internal$", "dc" + (1 + random.nextInt(4)) + ".internal");
      }
      String type = here.type();
      for (int i = 0; i < 3; i++) {
        agree(view, answerer, name, type, here.caller(), "seed " + seed + " step " + step);
      }
    }
    long hits = counters.stats().cacheHits();
    assertTrue(hits > 2000, "only " + hits + " answers came from the cache");
  }

  private void agree(
      DnsView view, Answerer answerer, String name, String type, IpAddress caller, String when)
      throws IOException {
    String where = when + ": " + name + " " + type + " from " + caller;
    byte[] query = Asking.query(name, RecordType.parse(type)).toWire();
    int length = answerer.answer(query, query.length, caller, true, true, out);
    DnsView.Resolved planned =
        view.resolve(name, type, caller, null, datacenters.now()).orElse(null);
    if (planned == null) {
      assertEquals(Answerer.FORWARD, length, where);
      return;
    }
    Message reply = new Message(Arrays.copyOf(out, length));
    assertEquals(planned.answer().code(), reply.getRcode(), where);
    List<Record> expected =
        planned.answer().answers().stream().map(Asking::record).sorted().toList();
    assertEquals(expected, reply.getSection(Section.ANSWER).stream().sorted().toList(), where);
  }

  private Answerer answerer(Failover.Rule rule) {
    return new Answerer(
        new DnsView(options(rule)), options(rule), datacenters, counters, service -> {});
  }

  private List<String> reply(Answerer answerer, String name) {
    byte[] query = Asking.query(name, RecordType.A).toWire();
    int length = answerer.answer(query, query.length, CALLER, true, false, out);
    try {
      return Asking.data(new Message(Arrays.copyOf(out, length)), Section.ANSWER);
    } catch (IOException e) {
      throw new AssertionError(name, e);
    }
  }
}
