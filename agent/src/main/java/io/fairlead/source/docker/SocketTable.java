package io.fairlead.source.docker;

import io.fairlead.model.Port.Protocol;
import io.fairlead.source.docker.ContainerFacts.ContainerPort;
import java.util.Set;

/** Reads the lines of /proc/PID/net/{tcp,tcp6,udp,udp6}. */
final class SocketTable {
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final String TCP_LISTEN = "0A";
  private static final String UDP_UNCONNECTED = "07";
  private static final String LOOPBACK_V6 = "00000000000000000000000001000000";
  private static final String MAPPED = "0000000000000000FFFF0000";

  private SocketTable() {}

  /**
   * Adds a line's port where the socket is one of {@code sockets}, waits for strangers, and not on
   * the loopback address. A UDP port of the range that clients get theirs from is no service.
   *
   * @param range the lowest and highest port that clients get
   */
  static void add(
      String line, Protocol protocol, String range, Set<Long> sockets, Set<ContainerPort> ports) {
    String[] fields = line.strip().split("\\s+");
    boolean tcp = protocol == Protocol.TCP;
    if (fields.length <= INODE
        || !fields[STATE].equals(tcp ? TCP_LISTEN : UDP_UNCONNECTED)
        || !fields[REMOTE].endsWith(":0000")
        || !sockets.contains(Long.parseLong(fields[INODE]))) {
      return;
    }
    int colon = fields[LOCAL].indexOf(':');
    int port = Integer.parseInt(fields[LOCAL].substring(colon + 1), 16);
    boolean client = !tcp && isWithin(port, range);
    if (port > 0 && !client && !isLoopback(fields[LOCAL].substring(0, colon))) {
      ports.add(new ContainerPort(port, protocol));
    }
  }

  /** Addresses stand there as words of 32 bits, each with its lowest octet first. */
  private static boolean isLoopback(String address) {
    String v4 = address.startsWith(MAPPED) ? address.substring(MAPPED.length()) : address;
    return address.equals(LOOPBACK_V6) || (v4.length() == 8 && v4.endsWith("7F"));
  }

  private static boolean isWithin(int port, String range) {
    String[] ends = range.strip().split("\\s+");
    return port >= Integer.parseInt(ends[0]) && port <= Integer.parseInt(ends[1]);
  }
}
