package io.fairlead.bench;

import io.fairlead.linux.Ping;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.rtnetlink.NetlinkEvents;
import io.fairlead.model.IpAddress;
import io.fairlead.wire.netlink.Message;
import io.fairlead.wire.netlink.NeighbourMessage;
import io.fairlead.wire.netlink.RouteMessage;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Sees on one host when an address comes into its kernel, and asks it from a container there until
 * it answers, from the moment on when it is there: what asks earlier waits for the next second in
 * the kernel's own ARP.
 */
final class ReachProbe implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMillis(250);
  private static final int OCTETS = 84;

  private final NetworkNamespace container;
  private final NetworkNamespace host;
  private final NetlinkEvents events;
  private final BlockingQueue<IpAddress> fresh = new LinkedBlockingQueue<>();
  private final Set<IpAddress> half = new HashSet<>();
  private final Map<IpAddress, Long> seen = new ConcurrentHashMap<>();
  private final Map<IpAddress, Long> answered = new ConcurrentHashMap<>();
  private final Thread asking;

  /**
   * Looks from now on.
   *
   * @param host the name of the host's network namespace
   * @param container the name of the asking container's
   */
  ReachProbe(String host, String container) {
    this.host = ReachHost.namespace(host);
    this.container = ReachHost.namespace(container);
    this.events =
        NetlinkEvents.open(
            this.host,
            new int[] {NeighbourMessage.CHANGES, RouteMessage.CHANGES},
            this::note,
            () -> {});
    this.asking = Thread.ofPlatform().name("probe-" + container).start(this::ask);
  }

  private boolean note(Message message) {
    IpAddress address =
        switch (message.type()) {
          case NeighbourMessage.NEW -> lasting(NeighbourMessage.read(message));
          case RouteMessage.NEW -> routed(RouteMessage.read(message));
          default -> null;
        };
    if (address != null && seen.putIfAbsent(address, System.nanoTime()) == null) {
      oneOfTwo(address);
    }
    return false;
  }

  private static @Nullable IpAddress lasting(@Nullable NeighbourMessage neighbour) {
    return neighbour != null && neighbour.state() == NeighbourMessage.PERMANENT
        ? neighbour.address()
        : null;
  }

  private static @Nullable IpAddress routed(@Nullable RouteMessage route) {
    return route != null && route.destination().length() == 32 && route.via() != null
        ? route.destination().address()
        : null;
  }

  /** The container at this address is ready. */
  void there(IpAddress address) {
    oneOfTwo(address);
  }

  private synchronized void oneOfTwo(IpAddress address) {
    if (half.remove(address)) {
      fresh.add(address);
    } else {
      half.add(address);
    }
  }

  private void ask() {
    try {
      while (true) {
        IpAddress address = fresh.take();
        while (!Ping.from(container, address, OCTETS, PATIENCE).answered()) {
          if (Thread.interrupted()) {
            return;
          }
        }
        answered.put(address, System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** When an address came into the kernel, or null. */
  @Nullable Long seen(IpAddress address) {
    return seen.get(address);
  }

  /** When it answered first, or null. */
  @Nullable Long answered(IpAddress address) {
    return answered.get(address);
  }

  @Override
  public void close() {
    asking.interrupt();
    try {
      asking.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    events.close();
    host.close();
    container.close();
  }
}
