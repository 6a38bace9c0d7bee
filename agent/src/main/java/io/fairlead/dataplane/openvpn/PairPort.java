package io.fairlead.dataplane.openvpn;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedSet;

/**
 * The UDP port of a pair of nodes. The first of the two by name listens there, the other calls.
 * Both know it because it is made from the names of the nodes, which all know.
 */
final class PairPort {
  /** The first port that is used. */
  static final int FIRST = 20_000;

  /** How many there are: more than a node can have of others. */
  static final int COUNT = 4_000;

  private PairPort() {}

  /**
   * Where a node listens for another: the place that their names give, or the next that no node
   * before the other has.
   *
   * @param nodes all nodes, both of these among them
   */
  static int of(String listener, String caller, SortedSet<String> nodes) {
    Set<Integer> taken = new HashSet<>();
    for (String node : nodes) {
      if (node.compareTo(listener) > 0) {
        int port = place(listener, node);
        while (taken.size() < COUNT && !taken.add(port)) {
          port = (port + 1) % COUNT;
        }
        if (node.equals(caller)) {
          return FIRST + port;
        }
      }
    }
    throw new IllegalArgumentException(caller + " is no node that calls " + listener);
  }

  private static int place(String listener, String caller) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest((listener + ' ' + caller).getBytes(UTF_8));
      return (((digest[0] & 0xff) << 16) | ((digest[1] & 0xff) << 8) | (digest[2] & 0xff)) % COUNT;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
