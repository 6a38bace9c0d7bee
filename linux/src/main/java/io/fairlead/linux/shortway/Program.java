package io.fairlead.linux.shortway;

import static io.fairlead.linux.shortway.Layout.FAMILY;
import static io.fairlead.linux.shortway.Layout.GATEWAY;
import static io.fairlead.linux.shortway.Layout.INDEX;
import static io.fairlead.linux.shortway.Layout.MAC;
import static io.fairlead.linux.shortway.Layout.NETWORK;
import static io.fairlead.linux.shortway.Layout.REACH;
import static io.fairlead.linux.shortway.Layout.VIA;
import static io.fairlead.wire.bpf.Condition.EQ;
import static io.fairlead.wire.bpf.Condition.GE;
import static io.fairlead.wire.bpf.Condition.GT;
import static io.fairlead.wire.bpf.Condition.LE;
import static io.fairlead.wire.bpf.Condition.LT;
import static io.fairlead.wire.bpf.Condition.NE;
import static io.fairlead.wire.bpf.Condition.SET;
import static io.fairlead.wire.bpf.Register.FP;
import static io.fairlead.wire.bpf.Register.R0;
import static io.fairlead.wire.bpf.Register.R1;
import static io.fairlead.wire.bpf.Register.R2;
import static io.fairlead.wire.bpf.Register.R3;
import static io.fairlead.wire.bpf.Register.R4;
import static io.fairlead.wire.bpf.Register.R5;
import static io.fairlead.wire.bpf.Register.R6;
import static io.fairlead.wire.bpf.Register.R7;
import static io.fairlead.wire.bpf.Register.R8;
import static io.fairlead.wire.bpf.Register.R9;
import static io.fairlead.wire.bpf.Size.BYTE;
import static io.fairlead.wire.bpf.Size.DOUBLE;
import static io.fairlead.wire.bpf.Size.HALF;
import static io.fairlead.wire.bpf.Size.WORD;

import io.fairlead.spi.kernel.ShortWay.Reach;
import io.fairlead.wire.bpf.Assembler;
import io.fairlead.wire.bpf.Call;
import io.fairlead.wire.bpf.Code;
import io.fairlead.wire.bpf.Register;

/**
 * The program at each link that packets of our networks come in by. It answers for what it is sure
 * of, and leaves all else to the ordinary way: fragments, options, what is not TCP, UDP or an echo,
 * what is larger than the next link carries, what has no time to live left, what comes from another
 * address than its link's, and, where packets are routed, the beginning of each TCP connection,
 * whose segment size the ordinary way may have to lower.
 *
 * <p>R6 is the packet ({@code struct __sk_buff}), R7 its first octet, R8 the way to its
 * destination, R9 its network.
 */
final class Program {
  static final String LINKS = "links";
  static final String WAYS = "ways";
  static final String COUNTS = "counts";

  // Fields of struct __sk_buff.
  private static final int LENGTH = 0;
  private static final int PACKET_TYPE = 4;
  private static final int PROTOCOL = 16;
  private static final int VLAN_PRESENT = 20;
  private static final int LINK = 40;
  private static final int DATA = 76;
  private static final int DATA_END = 80;

  // On the stack.
  private static final int KEY = -24; // of ways
  private static final int KEY_ADDRESS = -20;
  private static final int NEXT_HOP = -48; // struct bpf_redir_neigh
  private static final int NEXT_HOP_OCTETS = 20;
  private static final int MTU = -52;
  private static final int NUMBER = -56; // key of links and counts
  private static final int BEGINS = -60; // whether it begins a connection of TCP
  private static final int HOPS = -64;
  private static final int COUNT = -80; // value of counts

  private static final int IPV4 = 0x0008; // as the packet has it: 0x0800 in network order
  private static final int IPV6 = 0xdd86;
  private static final int ETHERNET = 14;
  private static final int NO_OPTIONS = 0x45;
  private static final int FRAGMENT = 0xff3f; // all but "may not be cut", in network order
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int ICMP = 1;
  private static final int ICMPV6 = 58;
  private static final int SYN = 2;
  private static final int SEGMENTS = 1; // BPF_MTU_CHK_SEGS
  private static final int RECOMPUTE = 1; // BPF_F_RECOMPUTE_CSUM
  private static final int GO_ON = -1; // TCX_NEXT

  private static final int HERE = Layout.code(Reach.HERE);
  private static final int ROUTED = Layout.code(Reach.ROUTED);
  private static final int TUNNELLED = Layout.code(Reach.TUNNELLED);

  private Program() {}

  static Code code() {
    return new Assembler("fl_short_way")
        .mov(R6, R1)
        .load(WORD, R1, R6, VLAN_PRESENT)
        .jump(NE, R1, 0, "pass")
        .load(WORD, R1, R6, LINK)
        .store(WORD, FP, NUMBER, R1)
        .with(program -> lookUp(program, LINKS, NUMBER))
        .load(WORD, R9, R0, 0)
        .store(WORD, FP, BEGINS, 0)
        .load(WORD, R1, R6, PROTOCOL)
        .jump(EQ, R1, IPV4, "v4")
        .jump(EQ, R1, IPV6, "v6")
        .at("pass")
        .exit(GO_ON)
        .at("v4")
        .with(Program::v4)
        .at("v6")
        .with(Program::v6)
        .code();
  }

  private static void v4(Assembler program) {
    int header = 20;
    reach(program, ETHERNET + header, "header4");
    program
        .load(BYTE, R1, R7, ETHERNET)
        .jump(NE, R1, NO_OPTIONS, "pass")
        .load(HALF, R1, R7, ETHERNET + 6)
        .jump(SET, R1, FRAGMENT, "pass")
        .load(BYTE, R1, R7, ETHERNET + 9)
        .jump(EQ, R1, UDP, "known4")
        .jump(EQ, R1, ICMP, "known4")
        .jump(NE, R1, TCP, "pass");
    begins(program, ETHERNET + header, "tcp4");
    program
        .at("known4")
        .load(BYTE, R1, R7, ETHERNET + 8)
        .store(WORD, FP, HOPS, R1)
        .store(WORD, FP, KEY_ADDRESS, 0)
        .store(WORD, FP, KEY_ADDRESS + 4, 0)
        .store(WORD, FP, KEY_ADDRESS + 8, 0xffff_0000)
        .load(WORD, R1, R7, ETHERNET + 16)
        .store(WORD, FP, KEY_ADDRESS + 12, R1)
        .with(Program::destination)
        .load(WORD, R1, R7, ETHERNET + 12)
        .store(WORD, FP, KEY_ADDRESS + 12, R1);
    ends(program, "4");
    program // one hop less, and the sum as much more: RFC 1624
        .load(WORD, R1, FP, HOPS)
        .add(R1, -1)
        .store(BYTE, R7, ETHERNET + 8, R1)
        .load(HALF, R1, R7, ETHERNET + 10)
        .add(R1, 1)
        .jump(LT, R1, 0xffff, "sum")
        .add(R1, 1)
        .at("sum")
        .store(HALF, R7, ETHERNET + 10, R1);
    send(program, "4");
  }

  private static void v6(Assembler program) {
    int header = 40;
    reach(program, ETHERNET + header, "header6");
    program
        .load(BYTE, R1, R7, ETHERNET + 6)
        .jump(EQ, R1, UDP, "known6")
        .jump(EQ, R1, TCP, "segment6")
        .jump(NE, R1, ICMPV6, "pass");
    reach(program, ETHERNET + header + 1, "icmp6");
    program // routers and neighbours are found by 133 to 137
        .load(BYTE, R1, R7, ETHERNET + header)
        .jump(LT, R1, 133, "known6")
        .jump(LE, R1, 137, "pass")
        .go("known6")
        .at("segment6");
    begins(program, ETHERNET + header, "tcp6");
    program
        .at("known6")
        .load(BYTE, R1, R7, ETHERNET + 7)
        .store(WORD, FP, HOPS, R1)
        .with(to -> copyAddress(to, ETHERNET + 24))
        .with(Program::destination)
        .with(to -> copyAddress(to, ETHERNET + 8));
    ends(program, "6");
    program // one hop less; a sum that the link has made is corrected
        .load(WORD, R1, FP, HOPS)
        .add(R1, -1)
        .store(BYTE, FP, HOPS, R1)
        .mov(R1, R6)
        .mov(R2, ETHERNET + 7)
        .mov(R3, FP)
        .add(R3, HOPS)
        .mov(R4, 1)
        .mov(R5, RECOMPUTE)
        .call(Call.SKB_STORE)
        .jump(NE, R0, 0, "pass");
    send(program, "6");
  }

  /** Has so many octets where they can be read: R7 is the first of them. */
  private static void reach(Assembler program, int octets, String label) {
    program
        .load(WORD, R7, R6, DATA)
        .load(WORD, R2, R6, DATA_END)
        .mov(R3, R7)
        .add(R3, octets)
        .jump(LE, R3, R2, label)
        .mov(R1, R6)
        .mov(R2, octets)
        .call(Call.SKB_PULL)
        .load(WORD, R7, R6, DATA)
        .load(WORD, R2, R6, DATA_END)
        .mov(R3, R7)
        .add(R3, octets)
        .jump(GT, R3, R2, "pass")
        .at(label);
  }

  /** Remembers whether a segment of TCP begins a connection, either way. */
  private static void begins(Assembler program, int header, String label) {
    reach(program, header + 20, label);
    program.load(BYTE, R1, R7, header + 13).and(R1, SYN).store(WORD, FP, BEGINS, R1);
  }

  private static void copyAddress(Assembler program, int from) {
    for (int i = 0; i < 16; i += 4) {
      program.load(WORD, R1, R7, from + i).store(WORD, FP, KEY_ADDRESS + i, R1);
    }
  }

  /** R0 is what a map has for the key at a place of the stack. */
  private static void lookUp(Assembler program, String map, int key) {
    program.mov(R2, FP).add(R2, key).map(R1, map).call(Call.MAP_LOOKUP).jump(EQ, R0, 0, "pass");
  }

  /** R8 is the way to the destination, and R9 its network where the link did not say one. */
  private static void destination(Assembler program) {
    program
        .store(WORD, FP, KEY, R9)
        .with(to -> lookUp(to, WAYS, KEY))
        .mov(R8, R0)
        .load(WORD, R9, R8, NETWORK)
        .store(WORD, FP, KEY, R9);
  }

  /**
   * Both ends are known, and it may go from one to the other. Goes on at {@code send} where it is
   * bridged; where it is routed, with what has to be changed in its header.
   */
  private static void ends(Assembler program, String family) {
    String routed = "routed" + family;
    String known = "sender" + family;
    String leaves = "leaves" + family;
    program
        .with(to -> lookUp(to, WAYS, KEY)) // of the sender
        .load(WORD, R1, R0, INDEX)
        .load(WORD, R2, R6, LINK)
        .jump(NE, R1, R2, "pass")
        .load(HALF, R3, R0, REACH)
        .load(HALF, R4, R8, REACH)
        .jump(EQ, R3, HERE, known)
        .jump(NE, R4, HERE, "pass") // from afar to afar
        .at(known)
        .jump(EQ, R4, ROUTED, leaves)
        .jump(EQ, R3, ROUTED, "arrives" + family)
        .with(to -> sameMac(to, R8, MAC)) // within one Ethernet
        .with(to -> fits(to))
        .go("send" + family)
        .at(leaves)
        .with(to -> sameMac(to, R0, GATEWAY))
        .go(routed)
        .at("arrives" + family)
        .load(WORD, R1, R6, PACKET_TYPE)
        .jump(NE, R1, 0, "pass") // for this host's own hardware address
        .at(routed)
        .load(WORD, R1, FP, BEGINS)
        .jump(NE, R1, 0, "pass")
        .load(WORD, R1, FP, HOPS)
        .jump(LE, R1, 1, "pass")
        .with(to -> fits(to))
        .load(HALF, R4, R8, REACH)
        .jump(EQ, R4, ROUTED, "hop" + family); // the kernel writes the frame's header
    for (int i = 0; i < 6; i += 2) {
      program
          .load(HALF, R1, R8, MAC + i)
          .store(HALF, R7, i, R1)
          .load(HALF, R1, R8, GATEWAY + i)
          .store(HALF, R7, 6 + i, R1);
    }
    program.at("hop" + family);
  }

  /** The frame is for the hardware address at {@code holder + at}. */
  private static void sameMac(Assembler program, Register holder, int at) {
    program
        .load(WORD, R1, R7, 0)
        .load(WORD, R2, holder, at)
        .jump(NE, R1, R2, "pass")
        .load(HALF, R1, R7, 4)
        .load(HALF, R2, holder, at + 4)
        .jump(NE, R1, R2, "pass");
  }

  /** The link that it leaves by carries it, or each segment that is made of it. */
  private static void fits(Assembler program) {
    program
        .store(WORD, FP, MTU, 0)
        .mov(R1, R6)
        .load(WORD, R2, R8, INDEX)
        .mov(R3, FP)
        .add(R3, MTU)
        .mov(R4, 0)
        .mov(R5, SEGMENTS)
        .call(Call.CHECK_MTU)
        .jump(NE, R0, 0, "pass");
  }

  private static void send(Assembler program, String family) {
    String counted = "counted" + family;
    program
        .at("send" + family)
        .store(WORD, FP, NUMBER, R9)
        .mov(R2, FP)
        .add(R2, NUMBER)
        .map(R1, COUNTS)
        .call(Call.MAP_LOOKUP)
        .load(WORD, R2, R6, LENGTH)
        .jump(NE, R0, 0, "count" + family)
        .store(DOUBLE, FP, COUNT, 1)
        .store(DOUBLE, FP, COUNT + 8, R2)
        .mov(R2, FP)
        .add(R2, NUMBER)
        .mov(R3, FP)
        .add(R3, COUNT)
        .mov(R4, 0)
        .map(R1, COUNTS)
        .call(Call.MAP_UPDATE)
        .go(counted)
        .at("count" + family)
        .load(DOUBLE, R1, R0, 0)
        .add(R1, 1)
        .store(DOUBLE, R0, 0, R1)
        .load(DOUBLE, R1, R0, 8)
        .add(R1, R2)
        .store(DOUBLE, R0, 8, R1)
        .at(counted)
        .load(HALF, R1, R8, REACH)
        .jump(EQ, R1, ROUTED, "route" + family)
        .jump(GE, R1, TUNNELLED, "tunnel" + family)
        .mov(R1, R6)
        .mov(R2, 0)
        .call(Call.SKB_CHANGE_TYPE) // it is for who gets it, whatever the first link thought
        .load(WORD, R1, R8, INDEX)
        .mov(R2, 0)
        .call(Call.REDIRECT_PEER)
        .exit()
        .at("tunnel" + family)
        .load(WORD, R1, R8, INDEX)
        .mov(R2, 0)
        .call(Call.REDIRECT)
        .exit()
        .at("route" + family)
        .load(HALF, R1, R8, FAMILY)
        .store(WORD, FP, NEXT_HOP, R1);
    for (int i = 0; i < 16; i += 4) {
      program.load(WORD, R1, R8, VIA + i).store(WORD, FP, NEXT_HOP + 4 + i, R1);
    }
    program
        .load(WORD, R1, R8, INDEX)
        .mov(R2, FP)
        .add(R2, NEXT_HOP)
        .mov(R3, NEXT_HOP_OCTETS)
        .mov(R4, 0)
        .call(Call.REDIRECT_NEIGHBOUR)
        .exit();
  }
}
