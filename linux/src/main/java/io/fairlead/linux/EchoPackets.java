package io.fairlead.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.fairlead.linux.sys.Libc;
import io.fairlead.model.IpAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;

/** ICMP echo (RFC 792, RFC 4443) on raw sockets: what goes out must not be cut. */
final class EchoPackets {
  private static final int INET = 2;
  private static final int INET6 = 10;
  private static final int RAW = 3;
  private static final int ICMP = 1;
  private static final int ICMP6 = 58;
  private static final int IP_MTU_DISCOVER = 10;
  private static final int IP6_MTU_DISCOVER = 23;
  private static final int LEVEL_IP6 = 41;
  private static final int LEVEL_RAW = 255;
  private static final int ICMP_FILTER = 1;
  private static final int PROBE = 3; // IP_PMTUDISC_PROBE: forbid cutting, forget what was learned
  private static final int HEADER = 8;
  private static final int ADDRESS_OCTETS = 16;
  private static final int ADDRESS6_OCTETS = 28;

  private EchoPackets() {}

  /** A socket for requests and their answers. */
  static int socket(boolean v6) {
    int socket = Libc.socket(v6 ? INET6 : INET, RAW, v6 ? ICMP6 : ICMP);
    Libc.option(socket, v6 ? LEVEL_IP6 : 0, v6 ? IP6_MTU_DISCOVER : IP_MTU_DISCOVER, PROBE);
    return socket;
  }

  /** From now on a socket of IPv4 hears answers alone. */
  static void answersOnly(int socket) {
    Libc.option(socket, LEVEL_RAW, ICMP_FILTER, ~1);
  }

  /** The octets of an address of this family, as the kernel has it. */
  static int addressOctets(boolean v6) {
    return v6 ? ADDRESS6_OCTETS : ADDRESS_OCTETS;
  }

  static MemorySegment address(Arena arena, IpAddress to) {
    byte[] octets = to.toInetAddress().getAddress();
    MemorySegment address = arena.allocate(addressOctets(to.isV6()), 8);
    address.set(JAVA_SHORT, 0, (short) (to.isV6() ? INET6 : INET));
    MemorySegment.copy(octets, 0, address, JAVA_BYTE, to.isV6() ? 8 : 4, octets.length);
    return address;
  }

  /** Whose address this is, as the kernel has it. */
  static IpAddress address(MemorySegment address, boolean v6) {
    byte[] octets = new byte[v6 ? 16 : 4];
    MemorySegment.copy(address, JAVA_BYTE, v6 ? 8 : 4, octets, 0, octets.length);
    return IpAddress.of(octets);
  }

  /**
   * A request.
   *
   * @param octets of the whole packet, its IP header included
   * @param number goes out as identifier and sequence number, and comes back
   */
  static MemorySegment request(Arena arena, boolean v6, int octets, int number) {
    byte[] packet = new byte[Math.max(HEADER, octets - (v6 ? 40 : 20))];
    packet[0] = (byte) (v6 ? 128 : 8);
    for (int i = 0; i < 4; i++) {
      packet[4 + i] = (byte) (number >> (24 - 8 * i));
    }
    if (!v6) {
      int sum = checksum(packet);
      packet[2] = (byte) (sum >> 8);
      packet[3] = (byte) sum;
    }
    MemorySegment segment = arena.allocate(packet.length);
    MemorySegment.copy(packet, 0, segment, JAVA_BYTE, 0, packet.length);
    return segment;
  }

  private static int checksum(byte[] packet) {
    int sum = 0;
    for (int i = 0; i < packet.length; i++) {
      sum += (packet[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
    }
    while (sum >> 16 != 0) {
      sum = (sum & 0xffff) + (sum >> 16);
    }
    return ~sum & 0xffff;
  }

  /** The number that this answers, or nothing where it is no answer. */
  static OptionalInt answered(MemorySegment packet, long length, boolean v6) {
    if (length < HEADER) {
      return OptionalInt.empty();
    }
    // Of IPv4 the header comes along.
    long at = v6 ? 0 : (packet.get(JAVA_BYTE, 0) & 0x0f) * 4L;
    if (length < at + HEADER || (packet.get(JAVA_BYTE, at) & 0xff) != (v6 ? 129 : 0)) {
      return OptionalInt.empty();
    }
    int number = 0;
    for (int i = 0; i < 4; i++) {
      number = number << 8 | (packet.get(JAVA_BYTE, at + 4 + i) & 0xff);
    }
    return OptionalInt.of(number);
  }
}
