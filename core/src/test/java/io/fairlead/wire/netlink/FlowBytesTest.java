package io.fairlead.wire.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.IpAddress;
import io.fairlead.wire.netlink.FlowMessage.Filter;
import io.fairlead.wire.netlink.FlowMessage.Tuple;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Flows byte by byte, as conntrack(8) 1.4.7 sends and a kernel 6.18 answers them. */
class FlowBytesTest {
  private static final String ORIGINAL =
      "34000180" // CTA_TUPLE_ORIG
          + "14000180" // CTA_TUPLE_IP
          + "080001007f000001"
          + "080002007f000001"
          + "1c000280" // CTA_TUPLE_PROTO
          + "0500010011000000" // UDP
          + "06000200df400000"
          + "0600030000350000";
  private static final String SHOWN =
      "a4000000"
          + "00010200" // IPCTNL_MSG_CT_NEW of NFNL_SUBSYS_CTNETLINK, NLM_F_MULTI
          + "0000000000000000"
          + "02000000"
          + ORIGINAL
          + "34000280"
          + "14000180"
          + "080001007f000002"
          + "080002007f000001"
          + "1c000280"
          + "0500010011000000"
          + "0600020000360000"
          + "06000300df400000"
          + "08000300000001a8" // CTA_STATUS
          + "0800080000000000"
          + "08000c00d297f63d" // CTA_ID
          + "08000b0000000001"
          + "080007000000001d";
  private static final FlowMessage FLOW =
      new FlowMessage(
          new Tuple(17, ip("127.0.0.1"), 57152, ip("127.0.0.1"), 53),
          new Tuple(17, ip("127.0.0.2"), 54, ip("127.0.0.1"), 57152),
          0x1a8,
          0,
          0xd297f63d);

  private static IpAddress ip(String text) {
    return IpAddress.parse(text);
  }

  private static FlowMessage read(String hex) {
    return Objects.requireNonNull(FlowMessage.read(Bytes.message(hex)));
  }

  @Test
  void aFlowThatWasLedElsewhere() {
    assertEquals(FLOW, read(SHOWN));
    assertTrue(Filter.led(false).takes(FLOW));
    assertFalse(Filter.led(true).takes(FLOW));
  }

  @Test
  void aFlowOfIpv6InAZone() {
    String addresses =
        "2c000180"
            + "14000300fd000000000000000000000000000001"
            + "14000400fd000000000000000000000000000002";
    String ports = "1c0002800500010006000000" + "0600020000070000" + "0600030000090000";
    FlowMessage flow =
        read(
            "b4000000000102000000000000000000"
                + "0a000000"
                + "4c000180"
                + addresses
                + ports
                + "4c000280"
                + addresses
                + ports
                + "0600120000050000"); // CTA_ZONE
    assertEquals(new Tuple(6, ip("fd00::1"), 7, ip("fd00::2"), 9), flow.original());
    assertEquals(5, flow.zone());
  }

  @Test
  void aFlowOfAProtocolWithoutPortsIsPassedBy() {
    assertNull(
        FlowMessage.read(
            Bytes.message(SHOWN.replace("0500010011000000", "0500010001000000")))); // ICMP
  }

  @Test
  void flowsOfAFamilyAreAskedFor() {
    assertEquals(
        "14000000" + "01010103" + "02000000",
        Bytes.hex(FlowMessage.dump(new Filter(false, 0, 0, null, 0, null)).request()));
  }

  @Test
  void flowsWithAStatusAreAskedFor() {
    assertEquals(
        "24000000" + "01010103" + "0a000000" + "0800030000000002" + "08001a0000000002",
        Bytes.hex(FlowMessage.dump(new Filter(true, 2, 0, null, 0, null)).request()));
  }

  /** As net/netfilter/nf_conntrack_netlink.c reads it; conntrack(8) asks for all and chooses. */
  @Test
  void flowsToAPortThatSomebodyAnswersAreAskedFor() {
    assertEquals(
        "5c000000"
            + "01010103"
            + "02000000"
            + "14001980" // CTA_FILTER
            + "080001002a000000" // by destination, protocol and destination port
            + "0800020001000000" // by who answers
            + "24000180"
            + "0c000180"
            + "080002007f000001"
            + "14000280"
            + "0500010011000000"
            + "0600030000350000"
            + "10000280"
            + "0c000180"
            + "080001007f000002",
        Bytes.hex(
            FlowMessage.dump(new Filter(false, 0, 17, ip("127.0.0.1"), 53, ip("127.0.0.2")))
                .request()));
  }

  @Test
  void aFlowIsForgottenByItsTupleAndNumber() {
    // conntrack(8) sends the same first tuple, and what it knows beside it instead of the number.
    assertEquals(
        "50000000" + "02010500" + "02000000" + ORIGINAL + "08000c00d297f63d",
        Bytes.hex(FLOW.delete()));
  }
}
