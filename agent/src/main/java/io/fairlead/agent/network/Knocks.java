package io.fairlead.agent.network;

import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.model.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * Tries to connect to nodes by TCP, at a port where nobody need listen: a refusal is an answer,
 * too. Used by one thread.
 */
final class Knocks implements AutoCloseable {
  private static final int PORT = 9; // discard (RFC 863)
  private static final long PATIENCE = Duration.ofSeconds(1).toNanos();

  private final NetworkNamespace host;
  private final Map<String, Knock> open = new HashMap<>();
  private final Set<String> failed = new HashSet<>();

  private record Knock(SocketChannel channel, long at) {}

  Knocks(NetworkNamespace host) {
    this.host = host;
  }

  /** Tries one. */
  void knock(String node, IpAddress to, long now) {
    try {
      SocketChannel channel = host.call(() -> channel(to));
      open.put(node, new Knock(channel, now));
      channel.configureBlocking(false);
      channel.connect(new InetSocketAddress(to.toInetAddress(), PORT));
    } catch (IOException | UncheckedIOException e) {
      failed.add(node); // as lost as on the way
    }
  }

  private static SocketChannel channel(IpAddress to) {
    try {
      return SocketChannel.open(
          to.isV6() ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those that were answered, or were not in time, by name. */
  Map<String, Boolean> ended(long now) {
    Map<String, Boolean> ended = new HashMap<>();
    failed.forEach(node -> ended.put(node, false));
    failed.clear();
    for (Iterator<Map.Entry<String, Knock>> all = open.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<String, Knock> one = all.next();
      boolean answered = isAnswered(one.getValue().channel());
      if (answered || ended.containsKey(one.getKey()) || now - one.getValue().at() >= PATIENCE) {
        ended.put(one.getKey(), answered);
        shut(one.getValue().channel());
        all.remove();
      }
    }
    return ended;
  }

  private static boolean isAnswered(SocketChannel channel) {
    try {
      return channel.isConnectionPending() && channel.finishConnect();
    } catch (ConnectException e) {
      return String.valueOf(e.getMessage()).contains("refused");
    } catch (IOException e) {
      return false;
    }
  }

  private static void shut(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // It is over in any case.
    }
  }

  @Override
  public void close() {
    open.values().forEach(one -> shut(one.channel()));
    open.clear();
  }
}
