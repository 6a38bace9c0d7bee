package io.fairlead.wire.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Replies of a Linux 6.18 kernel, taken by strace, and what they say. */
class ReplyBytesTest {
  @Test
  void aPairsEndInABridgeWithItsOtherEndElsewhere() {
    // ip link show flv1; statistics and the like left out
    String reply =
        "cc010000100002009a64006b701100000000010003000000031000000000000009000300666c763100000000"
            + "080004007805000008001b000000000008000a00020000000a000100ee671495968200006c01120009000100"
            + "76657468000000000b0004006272696467650000500105000500010000000000060002002000000008000300"
            + "0200000005000400000000000500050000000000050006000000000005000700000000000500"
            + "1c00000000000500080000000000050009000100000005001b000100000005001e000100000005000a000000"
            + "000005000c00000000000c000d008000ee67149596820c000e008000ee671495968206000f00018000000600"
            + "100000000000060011000180000006001200010000000500130000000000050014000000000005001d000000"
            + "000006001f000000000005002000000000000500230000000000050024000000000005002100010000000500"
            + "270000000000050028000000000005002b00000000000c00150000000000000000000c001600000000000000"
            + "00000c0017000000000000000000050019000100000008002500000200000800260000000000080029000000"
            + "000008002a000000000008002500000000000800050002000000";
    assertEquals(
        new LinkMessage(
            3,
            "flv1",
            new LinkKind.Veth(),
            true,
            1400,
            HardwareAddress.parse("ee:67:14:95:96:82"),
            2,
            0,
            2,
            0,
            "",
            new PortOptions(true, false, false, true, false)),
        LinkMessage.read(Bytes.message(reply)));
  }

  @Test
  void aVxlan() {
    // ip -d link show flx7
    String reply =
        "28010000100000009964006b8f1000000000010004000000431001000000000009000300666c783700000000"
            + "08000400dc05000008001b00000000000a000100562f0ef44bd00000e00012000a00010076786c616e000000"
            + "d00002000800010007000000080004000a000001050005000000000005001c00000000000500060000000000"
            + "05001d000000000008001a00000000000800200000000000050007000000000005000b000100000005000c00"
            + "0000000005000d000000000005000e00000000000500190000000000080008002c0100000800090000000000"
            + "06000f0012b50000050012000100000005001300000000000500140000000000050015000000000005001600"
            + "0000000005001f000100000008000a00000000000c002100f7ffffff000000ff";
    assertEquals(
        new LinkMessage(
            4,
            "flx7",
            new LinkKind.Vxlan(7, IpAddress.parse("10.0.0.1"), 4789, false, true),
            true,
            1500,
            HardwareAddress.parse("56:2f:0e:f4:4b:d0"),
            0,
            -1,
            0,
            0,
            "",
            null),
        LinkMessage.read(Bytes.message(reply)));
  }

  @Test
  void addresses() {
    // ip addr show dev br0: both in one datagram
    String reply =
        "4c000000140022009a64006bbc1000000218800002000000080001000a070001080002000a07000108000300"
            + "62723000080008008000000014000600ffffffffffffffff7269240072692400"
            + "48000000140022009a64006bbc1000000a4082000200000014000100fd000000000000000000000000000001"
            + "14000600ffffffffffffffff8e6924008e6924000800080082000000";
    assertEquals(
        List.of(
            new AddressMessage(2, IpPrefix.parse("10.7.0.1/24"), 0, AddressMessage.PERMANENT),
            new AddressMessage(
                2,
                IpPrefix.parse("fd00::1/64"),
                0,
                AddressMessage.PERMANENT | AddressMessage.NO_DAD)),
        Bytes.messages(reply).stream().map(AddressMessage::read).toList());
  }

  @Test
  void routes() {
    // ip route show table all proto 102
    String reply =
        "34000000180022009964006be910000002100000fc6600060000000008000f00e8030000080001000a090000"
            + "0800060005000000"
            + "48000000180022009964006be910000002100000fe6600011400000008000f00fe000000080001000a080000"
            + "0c0008000800020014050000080005000a0700020800040002000000"
            + "88000000180022009964006be91000000a400000fe6600011000000008000f00fe00000014000100fd010000"
            + "000000000000000000000000080006000004000014000500fd00000000000000000000000000000208000400"
            + "0200000024000c0000000000000000000000000000000000000000000000000000000000000000000500140000"
            + "000000";
    assertEquals(
        List.of(
            new RouteMessage(
                IpPrefix.parse("10.9.0.0/16"),
                RouteKind.BLACKHOLE,
                1000,
                102,
                5,
                null,
                0,
                false,
                0,
                null),
            new RouteMessage(
                IpPrefix.parse("10.8.0.0/16"),
                RouteKind.UNICAST,
                254,
                102,
                0,
                IpAddress.parse("10.7.0.2"),
                2,
                true,
                1300,
                null),
            new RouteMessage(
                IpPrefix.parse("fd01::/64"),
                RouteKind.UNICAST,
                254,
                102,
                1024,
                IpAddress.parse("fd00::2"),
                2,
                false,
                0,
                null)),
        Bytes.messages(reply).stream().map(RouteMessage::read).toList());
  }

  @Test
  void rules() {
    // ip rule show: the local table's rule, and one that was added
    String reply =
        "34000000200002009a64006b1611000002000000ff0000010000000008000f00ff00000008000e00ffffffff"
            + "0500150002000000"
            + "5c000000200002009a64006b1611000002001800fc0000010000000008000f00e803000008000e00ffffffff"
            + "0500150066000000080003006272300008000600e803000008000a006600000008001000ff00000008000200"
            + "0a070000";
    assertEquals(
        List.of(
            new RuleMessage(false, 0, null, null, 0, 0, null, null, 255, 2),
            new RuleMessage(
                false,
                1000,
                IpPrefix.parse("10.7.0.0/24"),
                null,
                0x66,
                0xff,
                "br0",
                null,
                1000,
                102)),
        Bytes.messages(reply).stream().map(RuleMessage::read).toList());
  }

  @Test
  void neighboursAndForwardingEntries() {
    // ip neigh show
    assertEquals(
        NeighbourMessage.permanent(
            2, IpAddress.parse("10.7.0.9"), HardwareAddress.parse("02:00:00:00:00:09")),
        NeighbourMessage.read(
            Bytes.message(
                "4c0000001c0002009b64006b44110000020000000200000080000001080001000a0700090a000200"
                    + "020000000009000008000400000000001400030074000000740000007400000000000000")));
    // bridge fdb show dev flx7
    assertEquals(
        ForwardingMessage.remote(
            4, HardwareAddress.parse("02:00:00:00:00:09"), IpAddress.parse("10.0.0.2")),
        ForwardingMessage.read(
            Bytes.message(
                "440000001c0002009b64006b701100000700000004000000c00002010a00020002000000000900000"
                    + "80001000a00000214000300000000006b0000006b00000000000000")));
  }

  @Test
  void acks() {
    // ip link add br0 type bridge, the second time: the request is repeated, no text
    assertEquals(
        new Ack(Errno.EEXIST, null),
        Ack.of(
            Bytes.message(
                "4c000000020000009a64006b9f110000efffffff38000000100005069a64006b0000000000000000000"
                    + "0000000000000000000000800030062723000100012000a0001006272696467650000")));
    // ip link add ipv type ipvlan: the request is repeated, and there is text
    Ack unknown =
        Ack.of(
            Bytes.message(
                "64000000020000029a64006bca110000a1ffffff38000000100005069a64006b00000000000000000000"
                    + "000000000000000000000800030069707600100012000a0001006970766c616e0000180001"
                    + "00556e6b6e6f776e20646576696365207479706500"));
    assertEquals(new Ack(Errno.EOPNOTSUPP, "Unknown device type"), unknown);
    // ip link add br0 type bridge, the first time
    assertEquals(
        new Ack(0, null),
        Ack.of(
            Bytes.message(
                "24000000020000019764006b8d0d00000000000038000000100005069764006b00000000")));
  }

  @Test
  void aRefusalSaysWhatToDo() {
    Request ipvlan =
        LinkSpec.of(
                "fli1", new LinkKind.Ipvlan(LinkKind.IpvlanMode.L2, LinkKind.IpvlanReach.BRIDGE))
            .create();
    String text = Refusal.of(ipvlan, new Ack(Errno.EOPNOTSUPP, "Unknown device type")).text();
    assertEquals(
        "cannot create ipvlan fli1: the kernel says 'Unknown device type', EOPNOTSUPP, this kernel"
            + " has no ipvlan: load the module (modprobe ipvlan) or use a kernel that was built"
            + " with it",
        text);
    Refusal permission = new Refusal(Errno.EPERM, "create bridge br0", "bridge", null);
    assertTrue(permission.text().contains("CAP_NET_ADMIN"), permission.text());
    assertTrue(new Refusal(Errno.ENODEV, "x", null, null).absent());
    assertTrue(new Refusal(Errno.EEXIST, "x", null, null).exists());
  }

  @Test
  void whatIsCutShortIsMalformed() {
    String reply =
        "4c0000001c0002009b64006b44110000020000000200000080000001080001000a0700090a000200"
            + "020000000009000008000400000000001400030074000000740000007400000000000000";
    for (int length = 2; length < reply.length(); length += 2) {
      String cut = reply.substring(0, length);
      assertThrows(MalformedMessage.class, () -> Bytes.message(cut), cut);
    }
    // An attribute that says it is longer than its message.
    String longer = reply.replaceFirst("0a000200", "ff000200");
    assertThrows(MalformedMessage.class, () -> NeighbourMessage.read(Bytes.message(longer)));
  }

  @Test
  void attributesAndKindsThatNobodyKnowsArePassedBy() {
    // A link of kind 'xyz' with an attribute of type 0x0fff.
    LinkMessage link =
        LinkMessage.read(
            Bytes.message(
                "40000000100000000000000000000000"
                    + "00000000070000000000000000000000"
                    + "0800ff0f01020304"
                    + "080003006c786300" // IFLA_IFNAME lxc
                    + "0c0012000800010078797a00" // IFLA_LINKINFO, IFLA_INFO_KIND xyz
                    + "040017c0"));
    assertEquals(new LinkKind.Other("xyz"), link.kind());
    assertEquals("lxc", link.name());
    assertNull(link.mac());
  }

  @Test
  void aMappedAddressWithAnIpv6LengthIsLeftOut() {
    // ::ffff:10.7.0.9/128 as an address of link 2
    Message message =
        Bytes.message(
            "2c00000014000000000000000000000"
                + "00a8000000200000014000100"
                + "00000000000000000000ffff0a070009");
    assertNull(AddressMessage.read(message));
  }
}
