package io.fairlead.view.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.catalog.Change;
import io.fairlead.catalog.Datacenters;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Port;
import io.fairlead.model.Revision;
import io.fairlead.wire.dns.Answer;
import io.fairlead.wire.dns.DnsName;
import io.fairlead.wire.dns.DnsRecord;
import io.fairlead.wire.dns.RecordType;
import io.fairlead.wire.dns.Wire;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The loop's path from bytes to bytes: what is cached is what would be planned. */
class AnswererTest {
  private static final DnsOptions OPTIONS = DnsOptions.of("internal", "host1");
  private static final IpAddress CALLER = IpAddress.parse("127.0.0.1");

  private final AtomicReference<Snapshot> snapshot = new AtomicReference<>(Town.SNAPSHOT);
  private final Counters counters = new Counters();
  private final Datacenters datacenters = Datacenters.alone(snapshot::get);
  private final DnsView view = new DnsView(OPTIONS);
  private final Answerer answerer =
      new Answerer(view, OPTIONS, datacenters, counters, service -> {});
  private final byte[] out = new byte[Wire.MAX_TCP];

  private int send(Message query, IpAddress caller, boolean mayRecurse, boolean tcp) {
    byte[] message = query.toWire();
    return answerer.answer(message, message.length, caller, mayRecurse, tcp, out);
  }

  private Message reply(Message query) throws IOException {
    return new Message(Arrays.copyOf(out, send(query, CALLER, true, false)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void aCachedAnswerIsThePlannedOne(long seed) throws IOException {
    CityWalk city = new CityWalk(seed);
    for (int step = 0; step < 5000; step++) {
      snapshot.set(city.step());
      String name = city.name();
      String type = city.type();
      for (int i = 0; i < 4; i++) {
        agree(name, type, city.caller(), "seed " + seed + " step " + step + ": ");
      }
    }
    long hits = counters.stats().cacheHits();
    assertTrue(hits > 5000, "only " + hits + " answers came from the cache");
  }

  private void agree(String name, String type, IpAddress caller, String when) throws IOException {
    String where = when + name + " " + type + " from " + caller;
    Optional<Answer> planned = Asking.resolve(view, name, type, caller, snapshot.get());

    int length = send(Asking.query(name, RecordType.parse(type)), caller, true, true);

    if (planned.isEmpty()) {
      assertEquals(Answerer.FORWARD, length, where);
      return;
    }
    Message reply = new Message(Arrays.copyOf(out, length));
    assertEquals(planned.get().code(), reply.getRcode(), where);
    same(planned.get().answers(), reply, Section.ANSWER, where);
    same(planned.get().authority(), reply, Section.AUTHORITY, where);
    same(planned.get().additional(), reply, Section.ADDITIONAL, where);
  }

  private static void same(List<DnsRecord> planned, Message reply, int section, String where) {
    Comparator<Record> order = Comparator.naturalOrder();
    List<Record> expected = planned.stream().map(Asking::record).sorted(order).toList();
    assertEquals(expected, reply.getSection(section).stream().sorted(order).toList(), where);
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).getTTL(), reply.getSection(section).get(i).getTTL(), where);
    }
  }

  @Test
  void aHitAllocatesNothing() {
    byte[] query = Asking.withEdns(Asking.query("web.svc.internal", Type.A), 1232).toWire();
    byte[] negative = Asking.query("none.svc.internal", Type.A).toWire();
    byte[] local = Asking.query("web.shop.svc.internal", Type.SRV).toWire();
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = 0;
    for (int i = 0; i < 60_000; i++) {
      if (i == 30_000) {
        before = threads.getCurrentThreadAllocatedBytes();
      }
      answerer.answer(query, query.length, CALLER, true, false, out);
      answerer.answer(negative, negative.length, CALLER, true, false, out);
      answerer.answer(local, local.length, CALLER, true, true, out);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 90_000, allocated + " bytes for 90,000 hits");
  }

  @Test
  void aFloodOfRandomNamesPushesNothingOutThatExists() throws IOException {
    List<String> names =
        List.of("web.svc.internal", "web.shop.svc.internal", "host1.node.internal");
    for (String name : names) {
      reply(Asking.query(name, Type.A));
    }
    for (int i = 0; i < 50_000; i++) {
      send(Asking.query("x" + i + ".svc.internal", Type.A), CALLER, true, false);
      send(Asking.query("web", Type.A), IpAddress.v4(0x08000000 + i), true, false);
      send(Asking.query("web.svc.internal", 1000 + i % 60_000), CALLER, true, false);
    }
    long planned = counters.stats().planned();
    for (String name : names) {
      reply(Asking.query(name, Type.A));
    }
    assertEquals(planned, counters.stats().planned());
    assertTrue(answerer.cachedOctets() < 9 << 20, answerer.cachedOctets() + " bytes cached");
  }

  @Test
  void manyLargeAnswersStayWithinTheirRoom() {
    Draft[] drafts =
        Stream.iterate(0, i -> i + 1)
            .limit(20_000)
            .map(
                i ->
                    Draft.of("i" + i, "s" + i / 200, "10.20." + i / 250 + "." + i % 250)
                        .port(80, Port.Protocol.TCP, ""))
            .toArray(Draft[]::new);
    snapshot.set(Town.snapshot(1, drafts));
    for (int round = 0; round < 40; round++) {
      for (int i = 0; i < 100; i++) {
        String name = (round % 2 == 0 ? "_tcp." : "") + "s" + i + ".svc.internal";
        assertTrue(send(Asking.query(name, Type.SRV), CALLER, true, true) > 200);
      }
    }
    assertTrue(answerer.cachedOctets() < 26 << 20, answerer.cachedOctets() + " bytes cached");
    assertTrue(counters.stats().cacheHits() > 1000, counters.stats().toString());
  }

  @Test
  void aChangeToOneServiceKeepsTheOthersAnswers() throws IOException {
    reply(Asking.query("web.svc.internal", Type.A));
    reply(Asking.query("mixed.svc.internal", Type.A));
    long planned = counters.stats().planned();

    snapshot.set(
        Town.SNAPSHOT.with(
            new Revision(8),
            List.of(new Change.PutInstance(Draft.of("new", "mixed", "10.2.0.9").instance()))));

    reply(Asking.query("web.svc.internal", Type.A));
    assertEquals(planned, counters.stats().planned());
    Message changed = reply(Asking.query("mixed.svc.internal", Type.A));
    assertEquals(2, changed.getSection(Section.ANSWER).size());
  }

  @Test
  void eachAnswerBeginsWithAnotherAddress() throws IOException {
    Set<String> first = new HashSet<>();
    for (int i = 0; i < 2; i++) {
      first.add(
          Asking.data(reply(Asking.query("web.svc.internal", Type.A)), Section.ANSWER).getFirst());
    }
    assertEquals(Set.of("10.0.0.1", "10.0.0.2"), first);
  }

  @Test
  void theQuestionsCaseComesBack() throws IOException {
    reply(Asking.query("web.svc.internal", Type.A));
    byte[] query = Asking.query("wEB.sVC.iNTERNAL", Type.A).toWire();
    answerer.answer(query, query.length, CALLER, true, false, out);
    assertTrue(Arrays.equals(query, 12, query.length, out, 12, query.length));
  }

  @Test
  void flagsSayWhoAnswers() throws IOException {
    Message reply = reply(Asking.query("web.svc.internal", Type.A));
    assertTrue(reply.getHeader().getFlag(Flags.AA));
    assertTrue(reply.getHeader().getFlag(Flags.RA));
    assertTrue(reply.getHeader().getFlag(Flags.RD));
    send(Asking.query("web.svc.internal", Type.A), CALLER, false, false);
    assertEquals(0, out[3] & 0x80);
  }

  @Test
  void strangersAndThoseWhoDoNotWantRecursionAreRefusedOtherNames() throws IOException {
    Message query = Asking.query("www.example.org", Type.A);
    assertEquals(Answerer.FORWARD, send(query, CALLER, true, false));
    int length = send(query, CALLER, false, false);
    assertEquals(Rcode.REFUSED, new Message(Arrays.copyOf(out, length)).getRcode());
    query.getHeader().unsetFlag(Flags.RD);
    assertEquals(Rcode.REFUSED, reply(query).getRcode());
  }

  @Test
  void otherClassesTransfersAndOpcodesAreNotForUs() throws IOException {
    Message version = Asking.query("version.bind", Type.TXT);
    byte[] chaos = version.toWire();
    chaos[chaos.length - 1] = 3;
    int length = answerer.answer(chaos, chaos.length, CALLER, true, false, out);
    assertEquals(Rcode.REFUSED, new Message(Arrays.copyOf(out, length)).getRcode());
    assertEquals(Rcode.REFUSED, reply(Asking.query("internal", Type.AXFR)).getRcode());
    Message notify = Asking.query("internal", Type.SOA);
    notify.getHeader().setOpcode(Opcode.NOTIFY);
    assertEquals(Rcode.NOTIMP, reply(notify).getRcode());
  }

  @Test
  void countersTellWhatWasAsked() throws IOException {
    reply(Asking.query("web.svc.internal", Type.A));
    reply(Asking.query("web.svc.internal", Type.A));
    reply(Asking.query("none.svc.internal", Type.SRV));
    answerer.answer(new byte[] {0, 1}, 2, CALLER, true, false, out);
    answerer.answer(new byte[12], 12, CALLER, true, false, out);
    DnsStats stats = counters.stats();
    assertEquals(2, stats.udpQueries().get("A"));
    assertEquals(1, stats.udpQueries().get("SRV"));
    assertEquals(1, stats.cacheHits());
    assertEquals(2, stats.planned());
    assertEquals(1, stats.replies().get("NXDOMAIN"));
    assertEquals(1, stats.malformed());
    assertEquals(1, stats.dropped());
  }

  @Test
  void aFaultOfOursIsAFailureToThatClientOnly() throws IOException {
    boolean[] broken = {false};
    Answerer faulty =
        new Answerer(
            view,
            OPTIONS,
            Datacenters.alone(
                () -> {
                  if (broken[0]) {
                    throw new IllegalStateException("on purpose");
                  }
                  return Town.SNAPSHOT;
                }),
            counters,
            service -> {});
    broken[0] = true;
    byte[] query = Asking.query("web.svc.internal", Type.A).toWire();
    int length = faulty.answer(query, query.length, CALLER, true, false, out);
    assertEquals(Rcode.SERVFAIL, new Message(Arrays.copyOf(out, length)).getRcode());
    broken[0] = false;
    length = faulty.answer(query, query.length, CALLER, true, false, out);
    assertEquals(Rcode.NOERROR, new Message(Arrays.copyOf(out, length)).getRcode());
    assertEquals(1, counters.stats().failures());
  }

  @Test
  void aLimitOfAnswersIsKept() throws IOException {
    DnsOptions limited =
        new DnsOptions(
            DnsName.parse("internal"),
            "host1",
            0,
            1,
            0,
            1,
            OPTIONS.allowRecursion(),
            OPTIONS.failover(),
            1);
    Answerer one =
        new Answerer(new DnsView(limited), limited, datacenters, counters, service -> {});
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 2; i++) {
      byte[] query = Asking.query("web.svc.internal", Type.A).toWire();
      int length = one.answer(query, query.length, CALLER, true, false, out);
      List<String> data = Asking.data(new Message(Arrays.copyOf(out, length)), Section.ANSWER);
      assertEquals(1, data.size());
      seen.addAll(data);
    }
    assertEquals(2, seen.size());
  }
}
