package io.fairlead.linux;

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
  private static final int MOST_OTHERS = 64;
  private static final int NUMBER = 0x666c_0001;

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
    int socket = EchoPackets.socket(to.isV6());
    try (Arena arena = Arena.ofConfined()) {
      Libc.connect(socket, EchoPackets.address(arena, to));
      MemorySegment request = EchoPackets.request(arena, to.isV6(), octets, NUMBER);
      Libc.send(socket, request, request.byteSize());
      return await(socket, arena.allocate(65536), to.isV6(), millis);
    } finally {
      Libc.close(socket);
    }
  }

  private static Outcome await(int socket, MemorySegment buffer, boolean v6, int millis) {
    for (int i = 0; i < MOST_OTHERS && Libc.awaitReadable(millis, socket); i++) {
      long length = Libc.receive(socket, buffer, Libc.DONT_WAIT);
      if (length < 0) {
        int errno = (int) -length;
        return new Outcome(false, Errno.words(errno));
      }
      if (EchoPackets.answered(buffer, length, v6).orElse(0) == NUMBER) {
        return new Outcome(true, "");
      }
    }
    return new Outcome(false, "no answer came");
  }
}
