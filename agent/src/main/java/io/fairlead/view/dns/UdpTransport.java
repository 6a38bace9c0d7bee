package io.fairlead.view.dns;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** DNS over UDP: for each address some sockets, each with its own thread. */
final class UdpTransport implements Transport {
  private static final int RECEIVE_BUFFER = 1 << 20;

  private final Supplier<Answerer> answerers;
  private final Clients clients;
  private final Forwarder forwarder;
  private final int threads;

  UdpTransport(Supplier<Answerer> answerers, Clients clients, Forwarder forwarder, int threads) {
    this.answerers = answerers;
    this.clients = clients;
    this.forwarder = forwarder;
    this.threads = threads;
  }

  @Override
  public Listener listen(InetSocketAddress address) throws IOException {
    List<UdpLoop> loops = new ArrayList<>();
    InetSocketAddress bound = address;
    try {
      for (int i = 0; i < threads; i++) {
        DatagramChannel channel = open(bound);
        bound = (InetSocketAddress) channel.getLocalAddress();
        loops.add(loop(channel));
      }
    } catch (IOException e) {
      loops.forEach(Closing::quietly);
      throw e;
    }
    return new Sockets(bound, loops, start(bound, loops));
  }

  private UdpLoop loop(DatagramChannel channel) throws IOException {
    try {
      return new UdpLoop(channel, new UdpBurst(answerers.get(), clients, forwarder));
    } catch (IOException e) {
      Closing.quietly(channel);
      throw e;
    }
  }

  private DatagramChannel open(InetSocketAddress address) throws IOException {
    boolean six = address.getAddress() instanceof Inet6Address;
    DatagramChannel channel =
        DatagramChannel.open(six ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
    try {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
      if (threads > 1) {
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      return channel.bind(address);
    } catch (IOException e) {
      Closing.quietly(channel);
      throw e;
    }
  }

  private static List<Thread> start(InetSocketAddress bound, List<UdpLoop> loops) {
    List<Thread> started = new ArrayList<>();
    for (UdpLoop loop : loops) {
      started.add(Thread.ofPlatform().daemon().name("dns-udp " + bound).start(loop));
    }
    return started;
  }

  /** Listeners are closed one by one; nothing is shared between them. */
  @Override
  public void close() {}

  private record Sockets(InetSocketAddress address, List<UdpLoop> loops, List<Thread> threads)
      implements Listener {
    @Override
    public boolean alive() {
      return threads.stream().allMatch(Thread::isAlive);
    }

    @Override
    public void close() {
      loops.forEach(Closing::quietly);
      threads.forEach(Closing::join);
    }
  }
}
