package io.fairlead.agent;

import io.fairlead.attach.Attachments;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.nft.Nft;
import io.fairlead.model.IpAddress;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Time;
import io.fairlead.view.dns.DnsServer;
import io.fairlead.view.dns.Guest;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Stands in for the resolvers of containers: sockets within their namespaces, and a rule there that
 * sends to them what is asked of Docker's resolver at {@code 127.0.0.11}. The rule holds for
 * {@value #HOLDS} and is renewed: where the agent is gone for longer, containers ask Docker's
 * again. Thread-safe.
 */
final class SandboxNames implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SandboxNames.class.getName());
  private static final String HOLDS = "30s";
  private static final Duration RENEW = Duration.ofSeconds(10);
  private static final int DNS_PORT = 53;
  private static final int PORT_ATTEMPTS = 16;
  private static final InetSocketAddress DOCKERS = new InetSocketAddress("127.0.0.11", DNS_PORT);

  /** What we ask Docker's resolver from; the rule lets it through. */
  private static final String OURS = "127.0.0.12";

  /** Whom those ask who have no engine's resolver. */
  static final List<String> SERVERS = List.of("127.0.0.11");

  private static final String ANSWERING =
      "add element ip fairlead-names answering { 53 timeout " + HOLDS + " }";
  private static final String STILL_ANSWERING =
      "delete element ip fairlead-names answering { 53 }\n" + ANSWERING;

  private final DnsServer server;
  private final Time time;
  private final Semaphore woken = new Semaphore(0);
  private final Map<Sandbox, Closeable> open = new HashMap<>();
  private final Set<Sandbox> complained = new HashSet<>();

  /**
   * A container that asks.
   *
   * @param namespace the path of its network namespace
   * @param caller its address on a network of the cluster
   * @param engine whether an engine's resolver is there
   */
  record Sandbox(Path namespace, IpAddress caller, boolean engine) {}

  SandboxNames(DnsServer server, Time time) {
    this.server = server;
    this.time = time;
  }

  /** Where attached containers ask, each once. */
  static Set<Sandbox> of(Attachments attached) {
    Map<String, Sandbox> each = new HashMap<>();
    attached.own().stream()
        .sorted(Comparator.comparing(NetworkEndpoint::id))
        .forEach(
            endpoint -> {
              String sandbox = attached.sandbox(endpoint.id());
              if (sandbox != null && !endpoint.addresses().isEmpty()) {
                IpAddress caller = endpoint.addresses().getFirst();
                each.putIfAbsent(
                    sandbox, new Sandbox(Path.of(sandbox), caller, isEngines(endpoint)));
              }
            });
    return Set.copyOf(each.values());
  }

  /** Whether it is in a container of the engine's. */
  private static boolean isEngines(NetworkEndpoint endpoint) {
    String id = endpoint.id().id();
    return id.indexOf(':') < 0
        || (id.startsWith("attach:") && !endpoint.container().id().isEmpty());
  }

  /**
   * Stands in for the resolvers of exactly these from now on. Applying the same again tries again
   * what failed.
   */
  synchronized void apply(Set<Sandbox> desired) {
    Set<Sandbox> gone = new HashSet<>(open.keySet());
    gone.removeAll(desired);
    gone.forEach(this::end);
    complained.retainAll(desired);
    for (Sandbox sandbox : desired) {
      if (!open.containsKey(sandbox)) {
        try {
          open.put(sandbox, begin(sandbox));
        } catch (IOException | RuntimeException e) {
          LOG.log(
              complained.add(sandbox) ? Level.WARNING : Level.DEBUG,
              "the container at {0} asks Docker''s resolver, not this agent: {1}",
              sandbox.namespace(),
              e.getMessage());
        }
      }
    }
  }

  /** Something else may be desired. Returns at once. */
  void wake() {
    woken.release();
  }

  /** Applies what is desired after each {@link #wake}, and renews, until interrupted. */
  void keep(Supplier<Set<Sandbox>> desired) throws InterruptedException {
    long renewed = time.nanos();
    while (true) {
      apply(desired.get());
      if (time.nanos() - renewed >= RENEW.toNanos()) {
        renew();
        renewed = time.nanos();
      }
      if (woken.tryAcquire(RENEW.toMillis(), TimeUnit.MILLISECONDS)) {
        woken.drainPermits();
      }
    }
  }

  private synchronized void renew() {
    for (Sandbox sandbox : Set.copyOf(open.keySet())) {
      try {
        rules(sandbox, STILL_ANSWERING);
      } catch (RuntimeException e) {
        // Somebody flushed it, or the container has gone: the next apply begins anew.
        end(sandbox);
      }
    }
  }

  private Closeable begin(Sandbox sandbox) throws IOException {
    Guest guest = within(sandbox, () -> guest(sandbox));
    Closeable served = server.serve(guest);
    try {
      int port = ((InetSocketAddress) guest.udp().getLocalAddress()).getPort();
      rules(sandbox, sendingTo(port) + ANSWERING);
      return served;
    } catch (IOException | RuntimeException e) {
      served.close();
      throw e;
    }
  }

  private static String sendingTo(int port) {
    return """
    add table ip fairlead-names
    delete table ip fairlead-names
    table ip fairlead-names {
      set answering { type inet_service; flags timeout; }
      chain asks {
        type nat hook output priority -110;
        ip saddr %s return
        ip daddr 127.0.0.11 udp dport 53 udp dport @answering dnat to 127.0.0.11:%d
        ip daddr 127.0.0.11 tcp dport 53 tcp dport @answering dnat to 127.0.0.11:%d
      }
    }
    """
        .formatted(OURS, port, port);
  }

  private static Guest guest(Sandbox sandbox) throws IOException {
    IOException last = new IOException("no port is free");
    for (int i = 0; i < PORT_ATTEMPTS; i++) {
      DatagramChannel udp = DatagramChannel.open();
      ServerSocketChannel tcp = ServerSocketChannel.open();
      try {
        udp.bind(new InetSocketAddress(DOCKERS.getAddress(), 0));
        tcp.bind(udp.getLocalAddress());
        return new Guest(
            sandbox.caller(), udp, tcp, sandbox.engine() ? new DockersResolver(sandbox) : null);
      } catch (IOException e) {
        udp.close();
        tcp.close();
        last = e;
      }
    }
    throw last;
  }

  private void end(Sandbox sandbox) {
    Closeable served = open.remove(sandbox);
    try {
      rules(sandbox, "delete table ip fairlead-names");
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "{0} has gone before its rule: {1}", sandbox, e.getMessage());
    }
    try {
      if (served != null) {
        served.close();
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "closing the sockets in {0} failed: {1}", sandbox, e.getMessage());
    }
  }

  private static void rules(Sandbox sandbox, String commands) {
    try (NetworkNamespace namespace = NetworkNamespace.open(sandbox.namespace());
        Nft nft = Nft.open(namespace)) {
      nft.run(commands);
    }
  }

  private interface Opening<T> {
    T open() throws IOException;
  }

  /** What is opened within stays there. */
  private static <T> T within(Sandbox sandbox, Opening<T> opening) throws IOException {
    try (NetworkNamespace namespace = NetworkNamespace.open(sandbox.namespace())) {
      return namespace.call(
          () -> {
            try {
              return opening.open();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** The resolver that Docker has in each container's namespace. */
  private record DockersResolver(Sandbox sandbox) implements Guest.Resolver {
    @Override
    public DatagramChannel udp() throws IOException {
      return within(
          sandbox,
          () -> {
            DatagramChannel channel = DatagramChannel.open();
            try {
              return channel.bind(new InetSocketAddress(OURS, 0)).connect(DOCKERS);
            } catch (IOException e) {
              channel.close();
              throw e;
            }
          });
    }

    @Override
    public SocketChannel tcp() throws IOException {
      return within(
          sandbox,
          () -> {
            SocketChannel channel = SocketChannel.open();
            try {
              channel.bind(new InetSocketAddress(OURS, 0)).connect(DOCKERS);
              return channel;
            } catch (IOException e) {
              channel.close();
              throw e;
            }
          });
    }
  }

  @Override
  public synchronized void close() {
    Set.copyOf(open.keySet()).forEach(this::end);
  }
}
