package io.fairlead.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.sys.Libc;
import io.fairlead.linux.sys.SysException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether checksums of what leaves by a link are left to what is below it, as {@code ethtool -K tx}
 * says and shows (linux/ethtool.h).
 */
final class Offloads {
  private static final int INET = 2;
  private static final int DATAGRAM = 2;
  private static final long SIOCETHTOOL = 0x8946;
  private static final int GET_TX_CHECKSUMS = 0x16;
  private static final int SET_TX_CHECKSUMS = 0x17;
  private static final int IFREQ = 40;
  private static final int NAME = 16;

  private Offloads() {}

  /** Of these links, those that are there. */
  static Map<String, Boolean> read(NetworkNamespace namespace, List<String> links) {
    return namespace.call(
        () -> {
          Map<String, Boolean> left = new LinkedHashMap<>();
          int socket = Libc.socket(INET, DATAGRAM, 0);
          try {
            for (String link : links) {
              try {
                left.put(link, ask(socket, link, GET_TX_CHECKSUMS, 0) != 0);
              } catch (SysException e) {
                // It is gone, or does not say.
              }
            }
          } finally {
            Libc.close(socket);
          }
          return left;
        });
  }

  /**
   * Sets one.
   *
   * @throws SysException where that is refused
   */
  static void write(NetworkNamespace namespace, String link, boolean left) {
    namespace.call(
        () -> {
          int socket = Libc.socket(INET, DATAGRAM, 0);
          try {
            return ask(socket, link, SET_TX_CHECKSUMS, left ? 1 : 0);
          } finally {
            Libc.close(socket);
          }
        });
  }

  /** One {@code struct ethtool_value} there and back. */
  private static int ask(int socket, String link, int command, int value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment asked = arena.allocate(8, 4);
      asked.set(JAVA_INT, 0, command);
      asked.set(JAVA_INT, 4, value);
      MemorySegment request = arena.allocate(IFREQ, 8);
      byte[] name = link.getBytes(StandardCharsets.UTF_8);
      request.asSlice(0, Math.min(name.length, NAME - 1)).copyFrom(MemorySegment.ofArray(name));
      request.set(ADDRESS, NAME, asked);
      Libc.ioctl(socket, SIOCETHTOOL, request);
      return asked.get(JAVA_INT, 4);
    }
  }
}
