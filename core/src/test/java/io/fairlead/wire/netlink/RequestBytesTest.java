package io.fairlead.wire.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.wire.netlink.LinkKind.IpvlanMode;
import io.fairlead.wire.netlink.LinkKind.IpvlanReach;
import io.fairlead.wire.netlink.LinkKind.MacvlanMode;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Requests byte by byte. Where it says iproute2, the bytes are those that iproute2 6.1 sent for the
 * command named, taken by strace. All are little endian.
 */
class RequestBytesTest {
  private static final HardwareAddress MAC = HardwareAddress.parse("02:00:00:00:00:09");

  @Test
  void aBridge() {
    // iproute2: ip link add br0 type bridge
    assertIproute2(
        "38000000100005069764006b00000000000000000000000000000000000000000800030062723000"
            + "100012000a0001006272696467650000",
        LinkSpec.of("br0", new LinkKind.Bridge()).down().create());
  }

  @Test
  void aPairWhoseOtherEndIsMadeInAnotherNamespace() {
    assertEquals(
        "88000000"
            + "10000506" // RTM_NEWLINK, REQUEST ACK CREATE EXCL
            + "00000000000000000100000001000000" // family 0, index 0, flags IFF_UP, mask IFF_UP
            + "09000300666c763100000000" // IFLA_IFNAME flv1
            + "0800040078050000" // IFLA_MTU 1400
            + "08000a0002000000" // IFLA_MASTER 2
            + "4c001200" // IFLA_LINKINFO
            + "0800010076657468" // IFLA_INFO_KIND veth
            + "40000200" // IFLA_INFO_DATA
            + "3c000100" // VETH_INFO_PEER
            + "00000000000000000000000000000000" // its header: not up, or the kernel refuses
            + "090003006574683000000000" // IFLA_IFNAME eth0
            + "0800040078050000" // IFLA_MTU 1400
            + "0a000100020000000009000008001c0004000000", // IFLA_ADDRESS, IFLA_NET_NS_FD 4
        Bytes.hex(
            LinkSpec.of("flv1", new LinkKind.Veth())
                .withMtu(1400)
                .under(2)
                .withPeer(new LinkSpec.Peer("eth0", MAC, 4))
                .create()));
  }

  @Test
  void aVxlan() {
    assertEquals(
        "68000000"
            + "10000506"
            + "00000000000000000000000000000000"
            + "09000300666c783700000000" // IFLA_IFNAME flx7
            + "3c001200" // IFLA_LINKINFO
            + "0900010076786c616e000000" // IFLA_INFO_KIND vxlan
            + "2c000200" // IFLA_INFO_DATA
            + "0800010007000000" // IFLA_VXLAN_ID 7
            + "080004000a000001" // IFLA_VXLAN_LOCAL 10.0.0.1
            + "0500070000000000" // IFLA_VXLAN_LEARNING off
            + "05000b0001000000" // IFLA_VXLAN_PROXY on
            + "06000f0012b50000", // IFLA_VXLAN_PORT 4789 in network order
        Bytes.hex(LinkSpec.of("flx7", vxlan()).down().create()));
  }

  @Test
  void macvlanAndIpvlanStandOnAnotherLink() {
    assertEquals(
        "50000000"
            + "10000506"
            + "00000000000000000000000000000000"
            + "09000300666c6d3100000000" // IFLA_IFNAME flm1
            + "0800050003000000" // IFLA_LINK 3
            + "1c001200" // IFLA_LINKINFO
            + "0b0001006d6163766c616e00" // IFLA_INFO_KIND macvlan
            + "0c000200" // IFLA_INFO_DATA
            + "0800010004000000", // IFLA_MACVLAN_MODE bridge
        Bytes.hex(
            LinkSpec.of("flm1", new LinkKind.Macvlan(MacvlanMode.BRIDGE)).on(3).down().create()));
    assertEquals(
        "58000000"
            + "10000506"
            + "00000000000000000000000000000000"
            + "09000300666c693100000000" // IFLA_IFNAME fli1
            + "0800050003000000" // IFLA_LINK 3
            + "24001200" // IFLA_LINKINFO
            + "0a0001006970766c616e0000" // IFLA_INFO_KIND ipvlan
            + "14000200" // IFLA_INFO_DATA
            + "0600010002000000" // IFLA_IPVLAN_MODE L3S
            + "0600020001000000", // IFLA_IPVLAN_FLAGS private
        Bytes.hex(
            LinkSpec.of("fli1", new LinkKind.Ipvlan(IpvlanMode.L3S, IpvlanReach.PRIVATE))
                .on(3)
                .down()
                .create()));
  }

  @Test
  void aVlanOfAnotherLink() {
    assertEquals(
        "4c000000"
            + "10000506"
            + "00000000000000000000000000000000"
            + "09000300666c763100000000" // IFLA_IFNAME flv1
            + "0800050003000000" // IFLA_LINK 3
            + "18001200" // IFLA_LINKINFO
            + "08000100766c616e" // IFLA_INFO_KIND vlan
            + "0c000200" // IFLA_INFO_DATA
            + "0600010014000000", // IFLA_VLAN_ID 20
        Bytes.hex(LinkSpec.of("flv1", new LinkKind.Vlan(20)).on(3).down().create()));
  }

  @Test
  void changesOfALink() {
    // iproute2: ip link set flx7 up
    assertIproute2(
        "20000000100005009764006b0000000000000000040000000100000001000000",
        LinkChange.of(4, "flx7", List.of(new LinkChange.Up(true))));
    assertEquals(
        "5c000000"
            + "10000500"
            + "00000000030000000000000000000000"
            + "3c001200" // IFLA_LINKINFO
            + "0a000400627269646765"
            + "0000" // IFLA_INFO_SLAVE_KIND bridge
            + "2c000500" // IFLA_INFO_SLAVE_DATA
            + "0500040000000000" // IFLA_BRPORT_MODE: no hairpin
            + "0500080000000000" // IFLA_BRPORT_LEARNING off
            + "0500090001000000" // IFLA_BRPORT_UNICAST_FLOOD on
            + "0500200001000000" // IFLA_BRPORT_NEIGH_SUPPRESS on
            + "0500210001000000", // IFLA_BRPORT_ISOLATED on
        Bytes.hex(
            LinkChange.of(
                3,
                "flv1",
                List.of(new LinkChange.Port(new PortOptions(true, true, false, true, false))))));
  }

  @Test
  void addresses() {
    // iproute2: ip addr add 10.7.0.1/24 dev br0 (which creates; this replaces, too)
    assertIproute2(
        "28000000140005059864006b000000000218000002000000080002000a070001080001000a070001",
        AddressMessage.of(2, IpPrefix.parse("10.7.0.1/24"), 0).put());
    // iproute2: ip addr add fd00::1/64 dev br0 nodad
    assertIproute2(
        "40000000140005059864006b000000000a4002000200000014000200fd00000000000000000000000000000114"
            + "000100fd000000000000000000000000000001",
        AddressMessage.of(2, IpPrefix.parse("fd00::1/64"), AddressMessage.NO_DAD).put());
  }

  @Test
  void routes() {
    // iproute2: ip route add 10.8.0.0/16 via 10.7.0.2 dev br0 proto 102 mtu 1300 onlink
    assertIproute2(
        "40000000180005069864006b0000000002100000fe66000104000000080001000a080000080005000a070002"
            + "08000400020000000c0008000800020014050000",
        new RouteMessage(
                IpPrefix.parse("10.8.0.0/16"),
                RouteKind.UNICAST,
                RouteMessage.MAIN,
                102,
                0,
                IpAddress.parse("10.7.0.2"),
                2,
                true,
                1300,
                null)
            .create());
    // iproute2: ip route add blackhole 10.9.0.0/16 table 1000 proto 102 metric 5
    assertIproute2(
        "34000000180005069864006b00000000021000000066000600000000080001000a09000008000f00e8030000"
            + "0800060005000000",
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
                null)
            .create());
    // iproute2: ip -6 route add fd01::/64 via fd00::2 proto 102
    assertIproute2(
        "44000000180005069864006b000000000a400000fe6600010000000014000100fd0100000000000000000000"
            + "0000000014000500fd000000000000000000000000000002",
        new RouteMessage(
                IpPrefix.parse("fd01::/64"),
                RouteKind.UNICAST,
                RouteMessage.MAIN,
                102,
                0,
                IpAddress.parse("fd00::2"),
                0,
                false,
                0,
                null)
            .create());
  }

  @Test
  void aRule() {
    // iproute2: ip rule add pref 1000 from 10.7.0.0/24 fwmark 0x66/0xff iif br0 lookup 1000
    // protocol 102
    assertIproute2(
        "54000000200005069864006b0000000002001800000000010000000008000600e8030000080002000a070000"
            + "08000a006600000008001000ff000000080003006272300008000f00e80300000500150066000000",
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
                102)
            .create());
  }

  @Test
  void neighbours() {
    // iproute2: ip neigh replace 10.7.0.9 lladdr 02:00:00:00:00:09 dev br0 nud permanent
    assertIproute2(
        "300000001c0005059a64006b00000000020000000200000080000000080001000a0700090a00020002000000"
            + "00090000",
        NeighbourMessage.permanent(2, IpAddress.parse("10.7.0.9"), MAC).put());
    assertEquals(
        "24000000"
            + "1c000505"
            + "0200000002000000" // AF_INET, link 2
            + "00000800" // no state, NTF_PROXY
            + "080001000a07000a", // NDA_DST 10.7.0.10
        Bytes.hex(NeighbourMessage.proxy(2, IpAddress.parse("10.7.0.10")).put()));
  }

  @Test
  void forwardingEntries() {
    assertEquals(
        "30000000"
            + "1c000505"
            + "0700000004000000" // AF_BRIDGE, link 4
            + "c0000200" // NUD_PERMANENT NUD_NOARP, NTF_SELF
            + "0a00020002000000000900000" // NDA_LLADDR
            + "80001000a000002", // NDA_DST 10.0.0.2
        Bytes.hex(ForwardingMessage.remote(4, MAC, IpAddress.parse("10.0.0.2")).put()));
    assertEquals(
        "30000000"
            + "1c00050c" // CREATE APPEND: beside the others
            + "0700000004000000"
            + "c0000200"
            + "0a0002000000000000000000" // all that is not known
            + "080001000a000003",
        Bytes.hex(
            ForwardingMessage.remote(4, HardwareAddress.ZERO, IpAddress.parse("10.0.0.3"))
                .append()));
    assertEquals(
        "28000000"
            + "1c000505"
            + "0700000003000000"
            + "42001400" // NUD_REACHABLE NUD_NOARP, NTF_MASTER NTF_EXT_LEARNED
            + "0a0002000200000000090000",
        Bytes.hex(ForwardingMessage.behind(3, MAC, true).put()));
  }

  @Test
  void aRequestThatDoesNotFitLeavesNothingBehind() {
    ByteBuffer small = ByteBuffer.allocate(60);
    MessageWriter writer = new MessageWriter(small);
    Request bridge = LinkSpec.of("br0", new LinkKind.Bridge()).create();
    assertTrue(writer.add(bridge, 1));
    assertFalse(writer.add(bridge, 2));
    assertEquals(56, small.position());
  }

  @Test
  void namesThatTheKernelRefusesAreRefusedBefore() {
    for (String name : List.of("", "a name", "sixteen-letters-", "a/b", "..", "fl%d", "a:1")) {
      assertThrows(InvalidField.class, () -> LinkName.check(name), name);
    }
    assertEquals("fifteen-letters", LinkName.check("fifteen-letters"));
  }

  private static LinkKind vxlan() {
    return new LinkKind.Vxlan(7, IpAddress.parse("10.0.0.1"), 4789, false, true);
  }

  private static void assertIproute2(String expected, Request request) {
    assertEquals(Bytes.withoutSequence(expected), Bytes.hex(request));
  }
}
