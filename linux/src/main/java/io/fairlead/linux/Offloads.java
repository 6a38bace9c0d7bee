package io.fairlead.linux;

import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.sys.Libc;
import io.fairlead.linux.sys.SysException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** What the kernel leaves to a link's device (linux/ethtool.h). */
final class Offloads {
  private static final int INTERNET = 2; // AF_INET
  private static final int DATAGRAMS = 2; // SOCK_DGRAM
  private static final long ASK = 0x8946; // SIOCETHTOOL
  private static final int SET_SUMS = 0x17; // ETHTOOL_STXCSUM
  private static final int REQUEST = 40; // struct ifreq
  private static final int DATA_AT = 16;
  private static final int VALUE = 8; // struct ethtool_value

  private Offloads() {}

  /**
   * Has the kernel fill in all checksums before the link sends, and so cut what is too large, too.
   *
   * @throws SysException where the link is not there or cannot
   */
  static void none(NetworkNamespace namespace, String link) {
    int socket = namespace.call(() -> Libc.socket(INTERNET, DATAGRAMS, 0));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(VALUE, Integer.BYTES);
      value.set(ValueLayout.JAVA_INT, 0, SET_SUMS);
      MemorySegment request = arena.allocate(REQUEST, Long.BYTES);
      request.setString(0, link, StandardCharsets.US_ASCII);
      request.set(ValueLayout.ADDRESS, DATA_AT, value);
      Libc.ioctl(socket, ASK, request);
    } finally {
      Libc.close(socket);
    }
  }
}
