package io.fairlead.wire.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.IpAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What is packed is what dnsjava reads, however it is turned and cut. */
class PackedAnswerTest {
  private static final DnsName NAME = DnsName.parse("web.svc.internal");
  private static final int ROOM = Wire.MAX_TCP;

  private final Query query = new Query();
  private final byte[] out = new byte[Wire.MAX_TCP];

  private static DnsRecord address(int number) {
    return new DnsRecord(NAME, 0, new RecordData.Address(IpAddress.v4(0x0a000000 + number)));
  }

  private static Answer addresses(int count) {
    return new Answer(
        ResponseCode.NOERROR,
        IntStream.range(0, count).mapToObj(PackedAnswerTest::address).toList(),
        List.of(),
        List.of());
  }

  /** Instances {@code 0..count}, two ports each, their targets' addresses in both families. */
  private static Answer ports(int count) {
    List<DnsRecord> answers = new ArrayList<>();
    List<DnsRecord> additional = new ArrayList<>();
    for (int port = 80; port <= 81; port++) {
      for (int i = 0; i < count; i++) {
        DnsName target = DnsName.parse("t" + i + ".addr.internal");
        answers.add(new DnsRecord(NAME, 0, new RecordData.Srv(0, 1, port, target)));
      }
    }
    for (int i = 0; i < count; i++) {
      DnsName target = DnsName.parse("t" + i + ".addr.internal");
      additional.add(new DnsRecord(target, 0, new RecordData.Address(IpAddress.v4(i))));
      additional.add(new DnsRecord(target, 0, new RecordData.Address(IpAddress.v6(1, i))));
    }
    return new Answer(ResponseCode.NOERROR, answers, List.of(), additional);
  }

  private Message write(Answer answer, boolean edns, int limit, int most, int turn)
      throws IOException {
    byte[] asked =
        edns
            ? QueryTest.askWithEdns(NAME.toString(), Type.A, 4096, 0, 0)
            : QueryTest.ask(NAME.toString(), Type.A);
    query.parse(asked, asked.length);
    PackedAnswer packed = PackedAnswer.of(NAME, answer);
    int length = packed.write(query, Replies.AUTHORITATIVE, limit, most, turn, 9, out);
    assertTrue(length <= limit, length + " octets for a limit of " + limit);
    return new Message(Arrays.copyOf(out, length));
  }

  private static List<String> texts(Message message, int section) {
    return message.getSection(section).stream()
        .filter(record -> record.getType() != Type.OPT)
        .map(Record::toString)
        .toList();
  }

  @Test
  void everyKindOfRecordIsReadByAnotherCodec() throws IOException {
    List<RecordData> all =
        List.of(
            new RecordData.Address(IpAddress.parse("10.1.2.3")),
            new RecordData.Address(IpAddress.parse("fd00::1")),
            new RecordData.Srv(1, 2, 8080, DnsName.parse("a.web.svc.internal")),
            new RecordData.Txt(List.of("k=v", "quote\"d \\ text", "é".repeat(200))),
            new RecordData.Ptr(DnsName.parse("x.container.internal")),
            new RecordData.Ns(DnsName.parse("ns.elsewhere.example")),
            new RecordData.Soa(
                DnsName.parse("a.internal"), DnsName.parse("b.svc.internal"), 9, 2, 3, 4, 5),
            new RecordData.Hinfo("RFC8482", ""));
    for (RecordData data : all) {
      DnsRecord record = new DnsRecord(DnsName.parse("q.WEB.svc.internal"), 30, data);
      Answer answer = new Answer(ResponseCode.NOERROR, List.of(record), List.of(), List.of());

      Record read = write(answer, false, ROOM, 0, 0).getSection(Section.ANSWER).getFirst();

      assertEquals(Name.fromString("q.web.svc.internal."), read.getName());
      assertEquals(30, read.getTTL());
      if (data instanceof RecordData.Txt) {
        assertEquals(3, ((org.xbill.DNS.TXTRecord) read).getStringsAsByteArrays().size());
        assertEquals(254, ((org.xbill.DNS.TXTRecord) read).getStringsAsByteArrays().get(2).length);
      } else {
        Record spelled =
            Record.fromString(read.getName(), data.type(), DClass.IN, 30, data.text(), Name.root);
        assertEquals(spelled, read);
      }
    }
  }

  @Test
  void namesArePointedToInTheQuestion() throws IOException {
    write(addresses(1), false, ROOM, 0, 0);
    assertEquals(Wire.HEADER + NAME.length() + 4 + 16, packedLength(addresses(1)));
  }

  private int packedLength(Answer answer) throws IOException {
    byte[] asked = QueryTest.ask(NAME.toString(), Type.A);
    query.parse(asked, asked.length);
    return PackedAnswer.of(NAME, answer).write(query, 0, ROOM, 0, 0, 0, out);
  }

  @Test
  void eachTurnBeginsOneRecordFurther() throws IOException {
    for (int turn = 0; turn < 8; turn++) {
      List<String> records = texts(write(addresses(4), true, ROOM, 0, turn), Section.ANSWER);
      assertEquals(4, new HashSet<>(records).size());
      assertTrue(records.getFirst().endsWith("10.0.0." + turn % 4), records.getFirst());
    }
  }

  @Test
  void aLimitShowsADifferentPartEachTimeWithoutCallingItCut() throws IOException {
    Set<String> seen = new HashSet<>();
    for (int turn = 0; turn < 5; turn++) {
      Message message = write(addresses(5), false, ROOM, 2, turn);
      assertEquals(2, texts(message, Section.ANSWER).size());
      assertFalse(message.getHeader().getFlag(Flags.TC));
      seen.addAll(texts(message, Section.ANSWER));
    }
    assertEquals(5, seen.size());
  }

  @Test
  void aCutAnswerHasWholeRecordsAndSaysSo() throws IOException {
    Set<String> seen = new HashSet<>();
    for (int turn = 0; turn < 200; turn++) {
      Message message = write(addresses(200), true, 512, 0, turn);
      assertTrue(message.getHeader().getFlag(Flags.TC));
      assertEquals(29, texts(message, Section.ANSWER).size());
      seen.addAll(texts(message, Section.ANSWER));
    }
    assertEquals(200, seen.size());
  }

  @Test
  void additionalRecordsGoFirstAndSilently() throws IOException {
    Message message = write(ports(5), true, 512, 0, 0);
    assertEquals(10, texts(message, Section.ANSWER).size());
    assertFalse(message.getHeader().getFlag(Flags.TC));
    int additional = texts(message, Section.ADDITIONAL).size();
    assertTrue(additional < 10, additional + " additional records");
  }

  @Test
  void theLargestAnswerFitsTcp() throws IOException {
    Message message = write(ports(3000), true, ROOM, 0, 77);
    assertTrue(message.getHeader().getFlag(Flags.TC));
    assertTrue(texts(message, Section.ANSWER).size() > 1000);
  }

  @Test
  void aRecordTooLongForUdpIsLeftToTcp() throws IOException {
    DnsRecord text =
        new DnsRecord(NAME, 0, new RecordData.Txt(List.of("a".repeat(255), "b".repeat(255))));
    Answer answer = new Answer(ResponseCode.NOERROR, List.of(text), List.of(), List.of());
    Message cut = write(answer, false, 512, 0, 0);
    assertTrue(cut.getHeader().getFlag(Flags.TC));
    assertEquals(0, texts(cut, Section.ANSWER).size());
    assertEquals(1, texts(write(answer, false, ROOM, 0, 0), Section.ANSWER).size());
  }

  @Test
  void theSerialIsThatOfTheMoment() throws IOException {
    RecordData start =
        new RecordData.Soa(
            DnsName.parse("ns.internal"), DnsName.parse("me.internal"), 1, 2, 3, 4, 5);
    DnsRecord soa = new DnsRecord(DnsName.parse("internal"), 1, start);
    Answer negative = new Answer(ResponseCode.NXDOMAIN, List.of(), List.of(soa), List.of());
    Answer positive = new Answer(ResponseCode.NOERROR, List.of(soa), List.of(), List.of());

    Message message = write(negative, true, 512, 0, 3);
    assertEquals(ResponseCode.NXDOMAIN, message.getRcode());
    assertTrue(texts(message, Section.AUTHORITY).getFirst().contains(" 9 2 3 4 5"));
    assertTrue(
        texts(write(positive, true, 512, 0, 3), Section.ANSWER).getFirst().contains(" 9 2 3 4 5"));
  }

  @Test
  void whateverTheLimitsEachAdditionalRecordComesOnceAndBelongsToAnAnswer() throws IOException {
    long seed = 20260103;
    Random random = new Random(seed);
    for (int round = 0; round < 3000; round++) {
      Answer answer = ports(1 + random.nextInt(12));
      int limit = 512 + random.nextInt(1200);
      int most = random.nextInt(8);
      Message message = write(answer, random.nextBoolean(), limit, most, random.nextInt());
      String where = "seed " + seed + " round " + round + "\n" + message;

      List<String> answers = texts(message, Section.ANSWER);
      List<String> additional = texts(message, Section.ADDITIONAL);
      assertEquals(answers.size(), new HashSet<>(answers).size(), where);
      assertEquals(additional.size(), new HashSet<>(additional).size(), where);
      Set<Name> targets = new LinkedHashSet<>();
      message.getSection(Section.ANSWER).forEach(r -> targets.add(((SRVRecord) r).getTarget()));
      for (Record record : message.getSection(Section.ADDITIONAL)) {
        assertTrue(record.getType() == Type.OPT || targets.contains(record.getName()), where);
      }
      int wanted = most == 0 ? answer.answers().size() : Math.min(most, answer.answers().size());
      assertEquals(answers.size() < wanted, message.getHeader().getFlag(Flags.TC), where);
      assertTrue(answers.size() == wanted || additional.isEmpty(), where);
    }
  }
}
