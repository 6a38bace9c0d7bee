package io.fairlead.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.sys.Libc;
import io.fairlead.linux.sys.SysException;
import io.fairlead.model.IpAddress;
import io.fairlead.wire.netlink.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/**
 * One echo request of a certain size that must not be cut in parts, as {@code ping -M do} sends.
 */
public final class Ping {
  private static final int INET = 2;
  private static final int INET6 = 10;
  private static final int RAW = 3;
  private static final int ICMP = 1;
  private static final int ICMP6 = 58;
  private static final int IP_MTU_DISCOVER = 10;
  private static final int IP6_MTU_DISCOVER = 23;
  private static final int LEVEL_IP6 = 41;
  private static final int PROBE = 3; // IP_PMTUDISC_PROBE: forbid cutting, forget what was learned
  private static final int HEADER = 8;
  private static final int MOST_OTHERS = 64;
  private static final short NUMBER = 0x666c;

  /**
   * How it went.
   *
   * @param why there was no answer; empty where there was one
   */
  public record Outcome(boolean answered, String why) {}

  private Ping() {}

  /**
   * Asks from within a namespace.
   *
   * @param octets of the whole packet, its IP header included
   */
  public static Outcome from(
      NetworkNamespace namespace, IpAddress to, int octets, Duration atMost) {
    try {
      return namespace.call(() -> ask(to, octets, Math.toIntExact(atMost.toMillis())));
    } catch (SysException e) {
      return new Outcome(false, String.valueOf(e.getMessage()));
    }
  }

  private static Outcome ask(IpAddress to, int octets, int millis) {
    boolean v6 = to.isV6();
    int socket = Libc.socket(v6 ? INET6 : INET, RAW, v6 ? ICMP6 : ICMP);
    try (Arena arena = Arena.ofConfined()) {
      int level = v6 ? LEVEL_IP6 : 0;
      Libc.option(socket, level, v6 ? IP6_MTU_DISCOVER : IP_MTU_DISCOVER, PROBE);
      Libc.connect(socket, address(arena, to));
      int size = Math.max(HEADER, octets - (v6 ? 40 : 20));
      Libc.send(socket, request(arena, v6, size), size);
      return await(socket, arena.allocate(65536), v6, millis);
    } finally {
      Libc.close(socket);
    }
  }

  private static MemorySegment address(Arena arena, IpAddress to) {
    byte[] octets = to.toInetAddress().getAddress();
    MemorySegment address = arena.allocate(to.isV6() ? 28 : 16, 8);
    address.set(JAVA_SHORT, 0, (short) (to.isV6() ? INET6 : INET));
    MemorySegment.copy(octets, 0, address, JAVA_BYTE, to.isV6() ? 8 : 4, octets.length);
    return address;
  }

  private static MemorySegment request(Arena arena, boolean v6, int size) {
    byte[] packet = new byte[size];
    packet[0] = (byte) (v6 ? 128 : 8);
    packet[4] = (byte) (NUMBER >> 8);
    packet[5] = (byte) NUMBER;
    packet[7] = 1;
    if (!v6) {
      int sum = checksum(packet);
      packet[2] = (byte) (sum >> 8);
      packet[3] = (byte) sum;
    }
    MemorySegment segment = arena.allocate(size);
    MemorySegment.copy(packet, 0, segment, JAVA_BYTE, 0, size);
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

  private static Outcome await(int socket, MemorySegment buffer, boolean v6, int millis) {
    for (int i = 0; i < MOST_OTHERS && Libc.awaitReadable(millis, socket); i++) {
      long length = Libc.receive(socket, buffer, Libc.DONT_WAIT);
      if (length < 0) {
        int errno = (int) -length;
        return new Outcome(false, Errno.words(errno));
      }
      // Of IPv4 the header comes along.
      long at = v6 ? 0 : (buffer.get(JAVA_BYTE, 0) & 0x0f) * 4L;
      if (length >= at + HEADER
          && (buffer.get(JAVA_BYTE, at) & 0xff) == (v6 ? 129 : 0)
          && buffer.get(JAVA_BYTE, at + 4) == (byte) (NUMBER >> 8)
          && buffer.get(JAVA_BYTE, at + 5) == (byte) NUMBER) {
        return new Outcome(true, "");
      }
    }
    return new Outcome(false, "no answer came");
  }
}
