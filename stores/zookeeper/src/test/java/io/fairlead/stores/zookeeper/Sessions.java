package io.fairlead.stores.zookeeper;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.fairlead.testkit.servers.ZooKeeperServers;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ends sessions of others as a server that expires them does. */
final class Sessions {
  private static final Pattern ID = Pattern.compile("sid=0x([0-9a-f]+)");

  /** What ZooKeeper makes session passwords with. */
  private static final long SALT = 0xB3415C00L;

  private Sessions() {}

  /** Ends all that there are now. */
  static int endAll(ZooKeeperServers servers) throws Exception {
    Set<Long> all = new HashSet<>();
    for (int server = 0; server < servers.count(); server++) {
      Matcher found = ID.matcher(connections(servers.port(server)));
      while (found.find()) {
        all.add(Long.parseUnsignedLong(found.group(1), 16));
      }
    }
    for (long session : all) {
      end(servers, session);
    }
    return all.size();
  }

  private static String connections(int port) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write("cons".getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  private static void end(ZooKeeperServers servers, long session) throws Exception {
    byte[] password = new byte[16];
    new Random(session ^ SALT).nextBytes(password);
    new TheirClient(servers.hosts(), session, password).close();
  }
}
