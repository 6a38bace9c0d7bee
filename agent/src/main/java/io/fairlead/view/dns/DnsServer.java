package io.fairlead.view.dns;

import io.fairlead.catalog.Datacenters;
import io.fairlead.catalog.Service;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Answers names over UDP and TCP on any number of addresses, which may come and go while it runs.
 * Thread-safe.
 */
public final class DnsServer implements AutoCloseable {
  private static final int PORT_ATTEMPTS = 16;

  private final Counters counters = new Counters();
  private final DnsOptions options;
  private final Datacenters datacenters;
  private final Consumer<Service> planned;
  private final DnsView view;
  private final Clients clients;
  private final Forwarder forwarder;
  private final Transport udp;
  private final TcpTransport tcp;
  private final Map<InetSocketAddress, Pair> listening = new LinkedHashMap<>();
  private @Nullable GuestLoop guests;

  /** Both transports on one address. */
  private record Pair(Transport.Listener udp, Transport.Listener tcp) {
    boolean alive() {
      return udp.alive() && tcp.alive();
    }

    void close() {
      udp.close();
      tcp.close();
    }
  }

  /**
   * How far {@link #apply} came.
   *
   * @param listening the addresses answered on, with their ports
   * @param failed the addresses that could not be had, and why; apply again later
   */
  public record Applied(
      Set<InetSocketAddress> listening, Map<InetSocketAddress, IOException> failed) {
    public Applied {
      listening = Set.copyOf(listening);
      failed = Map.copyOf(failed);
    }
  }

  /**
   * A server that listens nowhere yet.
   *
   * @param datacenters give the newest snapshots; asked for each query
   * @param forwarder answers the names that are not ours
   * @param planned told of each service that an answer was planned from; called on the answering
   *     threads, so it returns at once
   */
  public DnsServer(
      DnsOptions options, Datacenters datacenters, Forwarder forwarder, Consumer<Service> planned) {
    this(options, datacenters, forwarder, planned, TcpTransport.Limits.DEFAULT);
  }

  DnsServer(
      DnsOptions options,
      Datacenters datacenters,
      Forwarder forwarder,
      Consumer<Service> planned,
      TcpTransport.Limits limits) {
    this.options = options;
    this.datacenters = datacenters;
    this.planned = planned;
    view = new DnsView(options);
    this.forwarder = forwarder;
    clients = new Clients(options.allowRecursion());
    udp = new UdpTransport(this::answerer, clients, forwarder, options.udpThreads());
    tcp = new TcpTransport(answerer(), clients, forwarder, counters, limits);
  }

  /**
   * Listens on exactly these addresses from now on; those that it listens on already are not
   * touched. A wildcard stands for the addresses that the host has at this moment: apply again when
   * they change. Applying the same again tries again what failed.
   */
  public synchronized Applied apply(Set<InetSocketAddress> desired) {
    Map<InetSocketAddress, IOException> failed = new LinkedHashMap<>();
    Set<InetSocketAddress> wanted;
    try {
      wanted = ListenAddresses.expand(desired);
    } catch (SocketException e) {
      desired.forEach(address -> failed.put(address, e));
      return new Applied(bound(), failed);
    }
    Iterator<Map.Entry<InetSocketAddress, Pair>> held = listening.entrySet().iterator();
    while (held.hasNext()) {
      Map.Entry<InetSocketAddress, Pair> entry = held.next();
      if (!wanted.contains(entry.getKey()) || !entry.getValue().alive()) {
        entry.getValue().close();
        held.remove();
      }
    }
    for (InetSocketAddress address : wanted) {
      if (!listening.containsKey(address)) {
        try {
          listening.put(address, open(address));
        } catch (IOException e) {
          failed.put(address, e);
        }
      }
    }
    return new Applied(bound(), failed);
  }

  /**
   * Stands in for a container's own resolver, and hands on to that one what is not ours.
   *
   * @param guest its sockets are closed with what is given back, or where this fails
   * @return ends it
   */
  public synchronized Closeable serve(Guest guest) throws IOException {
    try {
      if (guests == null) {
        guests = new GuestLoop(new UdpBurst(answerer(), clients, forwarder));
        Thread.ofPlatform().daemon().name("dns-guests").start(guests);
      }
      GuestLoop loop = guests;
      Guest.Resolver own = guest.resolver();
      GuestRelay relay = own == null ? null : new GuestRelay(own, loop::add);
      Forwarder elsewhere = relay == null ? forwarder : relay;
      Transport.Listener accepting = tcp.serve(guest.tcp(), guest.caller(), elsewhere);
      loop.add(guest, elsewhere);
      return () -> {
        accepting.close();
        guest.close();
        if (relay != null) {
          relay.close();
        }
        loop.forget();
      };
    } catch (IOException e) {
      guest.close();
      throw e;
    }
  }

  /** What a loop runs for each message; counted here. Each loop has its own. */
  public Answerer answerer() {
    return new Answerer(view, options, datacenters, counters, planned);
  }

  /** What was counted since the start. */
  public DnsStats stats() {
    return counters.stats();
  }

  @Override
  public synchronized void close() {
    listening.values().forEach(Pair::close);
    listening.clear();
    if (guests != null) {
      Closing.quietly(guests);
    }
    udp.close();
    tcp.close();
  }

  private Set<InetSocketAddress> bound() {
    return listening.values().stream()
        .map(pair -> pair.udp().address())
        .collect(Collectors.toSet());
  }

  /** Both or none; a port chosen for UDP may be taken for TCP, and is then chosen anew. */
  private Pair open(InetSocketAddress address) throws IOException {
    @Nullable IOException last = null;
    for (int i = 0; i < (address.getPort() == 0 ? PORT_ATTEMPTS : 1); i++) {
      Transport.Listener first = udp.listen(address);
      try {
        return new Pair(first, tcp.listen(first.address()));
      } catch (IOException e) {
        first.close();
        last = e;
      }
    }
    throw last == null ? new IOException("cannot listen on " + address) : last;
  }
}
