package io.fairlead.wire.dns;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.wire.dns.Query.Verdict;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class QueryTest {
  private final Query query = new Query();

  static byte[] ask(String name, int type) throws IOException {
    return Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN)).toWire();
  }

  static byte[] askWithEdns(String name, int type, int payload, int version, int flags)
      throws IOException {
    Message message = Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
    message.addRecord(new org.xbill.DNS.OPTRecord(payload, 0, version, flags), Section.ADDITIONAL);
    return message.toWire();
  }

  private Verdict parse(byte[] message) {
    return query.parse(message, message.length);
  }

  @Test
  void aPlainQueryIsReadWhereItLies() throws IOException {
    byte[] message = ask("Web.Shop.svc.internal.", Type.SRV);

    assertEquals(Verdict.OK, parse(message));

    assertEquals(RecordType.SRV, query.type());
    assertEquals(Wire.CLASS_IN, query.queryClass());
    assertEquals(4, query.labels());
    assertEquals(message.length, query.questionEnd());
    assertEquals("Web.Shop.svc.internal.", query.name().toString());
    assertTrue(query.recursionDesired());
    assertFalse(query.edns());
    assertEquals(512, query.udpLimit());
  }

  @ParameterizedTest
  @CsvSource({"4096, 1232", "1232, 1232", "800, 800", "100, 512", "0, 512"})
  void theClientsRoomCountsWithinWhatPathsCarry(int payload, int limit) throws IOException {
    assertEquals(Verdict.OK, parse(askWithEdns("web.", Type.A, payload, 0, 0)));
    assertTrue(query.edns());
    assertEquals(limit, query.udpLimit());
  }

  @Test
  void theDnssecFlagIsTolerated() throws IOException {
    assertEquals(Verdict.OK, parse(askWithEdns("web.", Type.A, 1232, 0, 0x8000)));
    assertTrue(query.dnssecOk());
  }

  @Test
  void aNewerEdnsVersionIsToldApart() throws IOException {
    assertEquals(Verdict.BADVERS, parse(askWithEdns("web.", Type.A, 1232, 1, 0)));

    byte[] out = new byte[Replies.MAX_BARE];
    int length = Replies.bare(query, ResponseCode.BADVERS, 0, out);

    Message reply = new Message(Arrays.copyOf(out, length));
    assertEquals(ResponseCode.BADVERS, reply.getRcode());
    assertEquals(0, reply.getOPT().getVersion());
  }

  @Test
  void unknownOptionsAndCookiesAreIgnored() throws IOException {
    byte[] plain = askWithEdns("web.", Type.A, 1232, 0, 0);
    byte[] options = HexFormat.of().parseHex("000a0008" + "0102030405060708" + "fde90000");
    byte[] message = Arrays.copyOf(plain, plain.length + options.length);
    System.arraycopy(options, 0, message, plain.length, options.length);
    Wire.put16(message, plain.length - 2, options.length);

    assertEquals(Verdict.OK, parse(message));
    assertTrue(query.edns());
  }

  @Test
  void anOptionThatOverrunsItsRecordIsMalformed() throws IOException {
    byte[] plain = askWithEdns("web.", Type.A, 1232, 0, 0);
    byte[] message = Arrays.copyOf(plain, plain.length + 4);
    message[plain.length + 3] = 9;
    Wire.put16(message, plain.length - 2, 4);

    assertEquals(Verdict.FORMERR, parse(message));
  }

  @Test
  void twoOptRecordsAreMalformed() throws IOException {
    byte[] plain = askWithEdns("web.", Type.A, 1232, 0, 0);
    byte[] message = Arrays.copyOf(plain, plain.length + 11);
    System.arraycopy(plain, plain.length - 11, message, plain.length, 11);
    message[11] = 2;

    assertEquals(Verdict.FORMERR, parse(message));
    assertFalse(query.edns());
  }

  @Test
  void aCompressedQuestionIsMalformed() {
    assertEquals(
        Verdict.FORMERR,
        parse(HexFormat.of().parseHex("00010100000100000000000003776562c00c00010001")));
  }

  @Test
  void aNameOf255OctetsIsTheLongest() throws IOException {
    String label = "a".repeat(63) + ".";
    byte[] longest = ask(label.repeat(3) + "a".repeat(61) + ".", Type.A);
    assertEquals(Verdict.OK, parse(longest));
    assertEquals(255, query.nameLength());

    byte[] longer = new byte[longest.length + 1];
    System.arraycopy(longest, 0, longer, 0, Wire.HEADER);
    System.arraycopy(longest, Wire.HEADER, longer, Wire.HEADER + 1, longest.length - Wire.HEADER);
    longer[Wire.HEADER + 1 + 192] = 62;
    System.arraycopy(longest, Wire.HEADER, longer, Wire.HEADER, 192);
    longer[Wire.HEADER + 192] = 62;
    longer[Wire.HEADER + 193] = 'a';
    assertEquals(Verdict.FORMERR, parse(longer));
  }

  @Test
  void responsesAndScrapsGetSilence() throws IOException {
    Message response = new Message(ask("web.", Type.A));
    response.getHeader().setFlag(Flags.QR);
    assertEquals(Verdict.DROP, parse(response.toWire()));
    assertEquals(Verdict.DROP, parse(new byte[11]));
    assertEquals(Verdict.DROP, parse(new byte[0]));
  }

  @Test
  void opcodesOtherThanQueryAreNotImplemented() throws IOException {
    byte[] update = ask("web.", Type.SOA);
    update[2] |= (byte) (5 << 3);
    assertEquals(Verdict.NOTIMP, parse(update));
  }

  @Test
  void aQuestionCutAnywhereIsMalformed() throws IOException {
    byte[] whole = ask("web.shop.svc.internal.", Type.A);
    for (int length = Wire.HEADER; length < whole.length; length++) {
      assertEquals(Verdict.FORMERR, query.parse(whole, length), "cut at " + length);
    }
  }

  @Test
  void anErrorEchoesIdQuestionAndCaseAndNothingElse() throws IOException {
    byte[] message = askWithEdns("wEb.eXample.", Type.A, 4096, 0, 0x8000);
    parse(message);

    byte[] out = new byte[Replies.MAX_BARE];
    int length = Replies.bare(query, ResponseCode.REFUSED, Replies.RECURSION_AVAILABLE, out);

    Message reply = new Message(Arrays.copyOf(out, length));
    assertEquals(ResponseCode.REFUSED, reply.getRcode());
    assertEquals(query.id(), reply.getHeader().getID());
    assertTrue(reply.getHeader().getFlag(Flags.QR));
    assertTrue(reply.getHeader().getFlag(Flags.RD));
    assertTrue(reply.getHeader().getFlag(Flags.RA));
    assertEquals(1, reply.getSection(Section.ADDITIONAL).size());
    assertEquals(1232, reply.getOPT().getPayloadSize());
    assertArrayEquals(
        Arrays.copyOfRange(message, 12, query.questionEnd()),
        Arrays.copyOfRange(out, 12, query.questionEnd()));
  }

  @Test
  void anErrorCanReplaceTheQueryInItsOwnArray() throws IOException {
    byte[] message = Arrays.copyOf(ask("web.", Type.A), Replies.MAX_BARE);
    parse(message);

    int length = Replies.bare(query, ResponseCode.SERVFAIL, 0, message);

    assertEquals(ResponseCode.SERVFAIL, new Message(Arrays.copyOf(message, length)).getRcode());
  }
}
