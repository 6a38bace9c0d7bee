package io.fairlead.view.dns.forward;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Ways to upstreams: for each a bounded pool of UDP ports that are thrown away after some use, and
 * TCP connections of one question each. Confined to the forwarding thread.
 */
final class Sockets {
  private static final int PORTS_PER_UPSTREAM = 16;
  private static final int USES_PER_PORT = 512;
  private static final int MAX_CALLS = 128;

  private final Selector selector;
  private final RandomGenerator random;
  private final Map<Upstream, List<UdpPort>> ports = new HashMap<>();
  private int calls;

  Sockets(Selector selector, RandomGenerator random) {
    this.selector = selector;
    this.random = random;
  }

  /**
   * Sends the question of {@code attempt}.
   *
   * @throws IOException where it cannot even be sent
   */
  void ask(Attempt attempt, Receiver receiver) throws IOException {
    if (!attempt.tcp()) {
      port(attempt.upstream(), receiver).ask(attempt, random);
      return;
    }
    if (calls >= MAX_CALLS) {
      throw new IOException("too many TCP connections to upstreams");
    }
    TcpCall call = new TcpCall(selector, attempt, random.nextInt(1 << 16), receiver);
    calls++;
    attempt.atEnd(call::close);
    attempt.atEnd(() -> calls--);
  }

  /** Whether a question with this id that came from {@code port} is one that we have sent. */
  boolean sentFrom(int port, int id, QuestionKey key) {
    for (List<UdpPort> pool : ports.values()) {
      for (UdpPort own : pool) {
        if (own.localPort() == port && own.asked(id, key)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Closes the ports of upstreams that are not in {@code inUse} any more. */
  void keepOnly(Collection<Upstream> inUse) {
    ports
        .entrySet()
        .removeIf(
            pool -> {
              boolean gone = !inUse.contains(pool.getKey());
              if (gone) {
                pool.getValue().forEach(UdpPort::retire);
              }
              return gone;
            });
  }

  private UdpPort port(Upstream upstream, Receiver receiver) throws IOException {
    List<UdpPort> pool = ports.computeIfAbsent(upstream, key -> new ArrayList<>());
    if (pool.size() < PORTS_PER_UPSTREAM) {
      UdpPort fresh = new UdpPort(selector, upstream.address(), receiver);
      pool.add(fresh);
      return fresh;
    }
    int pick = random.nextInt(pool.size());
    UdpPort port = pool.get(pick);
    if (port.used() < USES_PER_PORT) {
      return port;
    }
    UdpPort fresh = new UdpPort(selector, upstream.address(), receiver);
    pool.set(pick, fresh);
    port.retire();
    return fresh;
  }
}
