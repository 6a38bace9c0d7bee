package io.fairlead.linux.rtnetlink;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.sys.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Opens sockets to rtnetlink and its kin. */
final class NetlinkSocket {
  private static final int FAMILY = 16; // AF_NETLINK
  private static final int RAW = 3;

  /** The configuration of links, addresses and routes. */
  static final int ROUTE = 0;

  /** What sockets there are. */
  static final int SOCKETS = 4;

  /** That of packet filters. */
  static final int NETFILTER = 12;

  /** Families that have their own numbers. */
  static final int GENERIC = 16;

  private static final int LEVEL_SOCKET = 1;
  private static final int RECEIVE_BUFFER = 8;
  private static final int RECEIVE_BUFFER_FORCE = 33;
  private static final int LEVEL_NETLINK = 270;
  private static final int ADD_MEMBERSHIP = 1;
  private static final int CAP_ACK = 10;
  private static final int EXTENDED_ACK = 11;
  private static final int STRICT_CHECK = 12;
  private static final int BUFFER_BYTES = 1 << 20;

  private NetlinkSocket() {}

  /** A socket in a namespace, told of changes in these groups. */
  static int open(NetworkNamespace namespace, int protocol, int... groups) {
    int socket = namespace.call(() -> Libc.socket(FAMILY, RAW, protocol));
    try (Arena arena = Arena.ofConfined()) {
      // Kernels before 4.20 know not all of these; then replies are longer and lists unfiltered.
      for (int option : new int[] {CAP_ACK, EXTENDED_ACK, STRICT_CHECK}) {
        int _ = Libc.tryOption(socket, LEVEL_NETLINK, option, 1);
      }
      if (Libc.tryOption(socket, LEVEL_SOCKET, RECEIVE_BUFFER_FORCE, BUFFER_BYTES) != 0) {
        Libc.option(socket, LEVEL_SOCKET, RECEIVE_BUFFER, BUFFER_BYTES);
      }
      MemorySegment address = arena.allocate(12, 4);
      address.set(JAVA_SHORT, 0, (short) FAMILY);
      address.set(JAVA_INT, 4, 0);
      Libc.bind(socket, address);
      for (int group : groups) {
        Libc.option(socket, LEVEL_NETLINK, ADD_MEMBERSHIP, group);
      }
      return socket;
    } catch (RuntimeException e) {
      Libc.close(socket);
      throw e;
    }
  }
}
