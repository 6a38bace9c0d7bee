package io.fairlead.agent;

import io.fairlead.agent.config.AgentConfig;
import io.fairlead.model.IpAddress;
import io.fairlead.spi.Time;
import io.fairlead.view.dns.DnsServer;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Where DNS listens. What was asked for must be had; of {@code auto} loopback falls back to another
 * port, and the engine's bridge is taken as soon as it is there, again where the engine changes it.
 */
final class DnsPorts {
  private static final System.Logger LOG = System.getLogger(DnsPorts.class.getName());
  private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1");
  private static final int PORT = 53;
  private static final int FALLBACK_PORT = 8053;
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofSeconds(15);

  private final AgentConfig.Dns config;
  private final Apply server;
  private final Bridges bridges;
  private final Time time;
  private final Set<InetSocketAddress> complained = new HashSet<>();
  private int loopbackPort = PORT;
  private volatile Set<InetSocketAddress> listening = Set.of();

  /** The server's end: listens on exactly these addresses, as far as it can. */
  interface Apply {
    /** Says how far it came. */
    DnsServer.Applied apply(Set<InetSocketAddress> desired);
  }

  /** Looks for the engine's bridge. */
  interface Bridges {
    /** The host's addresses there now. */
    List<IpAddress> find() throws InterruptedException;
  }

  DnsPorts(AgentConfig.Dns config, Apply server, Bridges bridges, Time time) {
    this.config = config;
    this.server = server;
    this.bridges = bridges;
    this.time = time;
  }

  /** The addresses answered on now. */
  Set<InetSocketAddress> listening() {
    return listening;
  }

  /**
   * Listens for the first time.
   *
   * @param bridge the addresses of the engine's bridge, as far as they are known
   * @throws StartFailure where an address that was asked for cannot be had
   */
  void open(List<IpAddress> bridge) {
    DnsServer.Applied applied = server.apply(desired(bridge));
    InetSocketAddress loopback = address(LOOPBACK, PORT);
    if (config.auto() && applied.failed().containsKey(loopback)) {
      String why = reason(applied.failed().get(loopback));
      loopbackPort = FALLBACK_PORT;
      applied = server.apply(desired(bridge));
      LOG.log(
          Level.WARNING,
          "cannot answer DNS on 127.0.0.1:53 ("
              + why
              + "); using port "
              + FALLBACK_PORT
              + ", or give an address with --dns");
    }
    for (InetSocketAddress asked : config.listen()) {
      IOException failure = applied.failed().get(asked);
      if (failure != null && !reason(failure).contains("assign requested")) {
        throw new StartFailure(
            "cannot answer DNS on "
                + Banner.text(asked)
                + ": "
                + reason(failure)
                + "; give another address, as in --dns 127.0.0.1:5353");
      }
    }
    took(applied);
  }

  /** Looks after the addresses until interrupted. */
  void keep() throws InterruptedException {
    while (true) {
      List<IpAddress> bridge = config.auto() ? bridges.find() : List.of();
      DnsServer.Applied applied = server.apply(desired(bridge));
      took(applied);
      boolean all = applied.failed().isEmpty() && (!config.auto() || !bridge.isEmpty());
      time.sleep(all ? LATER : SOON);
    }
  }

  private Set<InetSocketAddress> desired(List<IpAddress> bridge) {
    Set<InetSocketAddress> desired = new LinkedHashSet<>(config.listen());
    if (config.auto()) {
      desired.add(address(LOOPBACK, loopbackPort));
      bridge.forEach(address -> desired.add(address(address, PORT)));
    }
    return desired;
  }

  private void took(DnsServer.Applied applied) {
    Set<InetSocketAddress> before = listening;
    listening = applied.listening();
    for (InetSocketAddress fresh : listening) {
      complained.remove(fresh);
      if (!before.isEmpty() && !before.contains(fresh)) {
        LOG.log(Level.INFO, "answering DNS on " + Banner.text(fresh));
      }
    }
    for (Map.Entry<InetSocketAddress, IOException> failed : applied.failed().entrySet()) {
      if (complained.add(failed.getKey())) {
        LOG.log(
            Level.WARNING,
            "cannot answer DNS on "
                + Banner.text(failed.getKey())
                + " yet, trying again: "
                + reason(failed.getValue()));
      }
    }
  }

  private static InetSocketAddress address(IpAddress address, int port) {
    return new InetSocketAddress(address.toInetAddress(), port);
  }

  private static String reason(IOException failure) {
    return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
  }
}
