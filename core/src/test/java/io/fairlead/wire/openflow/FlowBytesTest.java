package io.fairlead.wire.openflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.IpAddress;
import io.fairlead.wire.netlink.HardwareAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages of OpenFlow 1.3, octet by octet; {@code ovs-ofctl ofp-print} reads them alike. */
class FlowBytesTest {
  private static final HardwareAddress MAC = HardwareAddress.parse("02:42:0a:07:00:02");
  private static final List<Action> TO_FIVE = List.of(new Action.Output(5));

  @Test
  void aFlowToAHardwareAddressIsAdded() {
    assertEquals(
        "040e0058" // version 1.3, OFPT_FLOW_MOD, 88 octets
            + "00000007" // xid
            + "0000000000000000" // cookie
            + "0000000000000000" // cookie mask
            + "0000" // table 0, OFPFC_ADD
            + "000000000064" // no timeouts, priority 100
            + "ffffffff" // OFP_NO_BUFFER
            + "ffffffffffffffff" // any port, any group
            + "00010000" // OFPFF_SEND_FLOW_REM
            + "0001000e" // OFPMT_OXM, 14 octets
            + "8000060602420a070002" // eth_dst
            + "0000" // to eight octets
            + "0004001800000000" // OFPIT_APPLY_ACTIONS
            + "0000001000000005" // OFPAT_OUTPUT to port 5
            + "0000000000000000",
        hex(FlowMessage.add(7, Flow.of(100, Match.ANY.to(MAC), TO_FIVE))));
  }

  @Test
  void whoAsksForAnAddressByArpOfOnePort() {
    assertEquals(
        "80000004"
            + "00000003" // in_port
            + "80000a02"
            + "0806" // eth_type
            + "80002a02"
            + "0001" // arp_op
            + "80002e04"
            + "0a070002", // arp_tpa
        fields(Match.ANY.arpFor(IpAddress.parse("10.7.0.2")).from(3)));
  }

  @Test
  void whoAsksForAnAddressByNeighbourSolicitation() {
    assertEquals(
        "80000a02"
            + "86dd" // eth_type
            + "80001401"
            + "3a" // ip_proto
            + "80003a01"
            + "87" // icmpv6_type
            + "80003e10"
            + "fd000007000000000000000000000009", // ipv6_nd_target
        fields(Match.ANY.icmpv6(135, IpAddress.parse("fd00:7::9"))));
  }

  @Test
  void framesToGroupsAreToldByOneBit() {
    assertEquals(
        "8000070c" + "010000000000" + "010000000000",
        fields(Match.ANY.to(new HardwareAddress(Match.GROUP), Match.GROUP)));
  }

  @Test
  void aDestinationIsSetBeforeItGoesToTheHost() {
    assertEquals(
        "00190010" + "80000606" + "02666c000007" + "0000",
        HexFormat.of()
            .formatHex(
                new Action.SetDestination(HardwareAddress.parse("02:66:6c:00:00:07")).bytes()));
    assertEquals(
        "00000010" + "fffffffe" + "0000" + "000000000000",
        HexFormat.of().formatHex(new Action.Output(Action.LOCAL).bytes()));
  }

  @Test
  void aFlowIsRemovedByItsMatchAndPriorityAlone() {
    String message = hex(FlowMessage.remove(8, Flow.of(100, Match.ANY.to(MAC), TO_FIVE)));
    assertEquals("040e0040", message.substring(0, 8));
    assertEquals("0004", message.substring(48, 52)); // table 0, OFPFC_DELETE_STRICT
  }

  @Test
  void allFlowsAreAskedFor() {
    assertEquals(
        "04120038"
            + "00000001"
            + "0001000000000000" // OFPMP_FLOW
            + "ff000000"
            + "ffffffff"
            + "ffffffff"
            + "00000000" // all tables, any port and group
            + "0000000000000000"
            + "0000000000000000"
            + "0001000400000000", // an empty match
        hex(FlowMessage.askFlows(1)));
  }

  @Test
  void removalsAloneAreToldUnasked() {
    assertEquals(
        "041c0020" + "00000001" + "0000000000000000" + "0000000000000000" + "0000000f0000000f",
        hex(FlowMessage.tellRemovals(1)));
  }

  @Test
  void whatASwitchAnswersIsReadBack() {
    Match match = Match.ANY.arpFor(IpAddress.parse("10.7.0.2")).from(3);
    FlowMessage reply = reply(stats(400, match, TO_FIVE));
    assertFalse(reply.more());
    Flow flow = reply.flows().getFirst();
    assertEquals(Flow.of(400, match, TO_FIVE), flow);
    assertEquals(match, Match.read(HexFormat.of().parseHex(flow.match())));
  }

  @Test
  void aMatchOfMoreThanIsKnownIsLeftAsItIs() {
    assertNull(Match.read(HexFormat.of().parseHex("800014010b"))); // ip_proto alone
    assertNull(Match.read(HexFormat.of().parseHex("80000102"))); // cut off
  }

  @Test
  void aMessageThatIsCutIsRefused() {
    byte[] whole = reply(stats(1, Match.ANY, TO_FIVE)).bytes();
    byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 4);
    assertThrows(MalformedFlow.class, () -> FlowMessage.read(cut));
    ByteBuffer.wrap(cut).putShort(2, (short) cut.length);
    assertThrows(MalformedFlow.class, () -> FlowMessage.read(cut).flows());
  }

  @Test
  void aRefusalIsToldByItsNumbers() {
    FlowMessage error = new FlowMessage(FlowMessage.ERROR, 9, HexFormat.of().parseHex("00040009"));
    assertEquals("OpenFlow error type 4 code 9", error.refusal());
    assertTrue(FlowMessage.read(error.bytes()).refusal().contains("type 4"));
  }

  /** One entry of an answer, as a switch writes it. */
  static byte[] stats(int priority, Match match, List<Action> actions) {
    byte[] fields = match.fields();
    int around = (4 + fields.length + 7) / 8 * 8;
    int length = 48 + around + 8 + 16 * actions.size();
    ByteBuffer out = ByteBuffer.allocate(length);
    out.putShort((short) length).putShort(12, (short) priority);
    out.putShort(48, (short) 1).putShort(50, (short) (4 + fields.length)).put(52, fields);
    out.position(48 + around);
    out.putShort((short) 4).putShort((short) (8 + 16 * actions.size())).putInt(0);
    actions.forEach(action -> out.put(action.bytes()));
    return out.array();
  }

  static FlowMessage reply(byte[] stats) {
    ByteBuffer body = ByteBuffer.allocate(8 + stats.length);
    body.putShort((short) 1).position(8).put(stats);
    return new FlowMessage(FlowMessage.MULTIPART_REPLY, 1, body.array());
  }

  private static String fields(Match match) {
    return HexFormat.of().formatHex(match.fields());
  }

  private static String hex(FlowMessage message) {
    return HexFormat.of().formatHex(message.bytes());
  }
}
