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

/** DNS over UDP on blocking channels: for each address some sockets, each with its own thread. */
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
    List<DatagramChannel> channels = new ArrayList<>();
    try {
      InetSocketAddress bound = address;
      for (int i = 0; i < threads; i++) {
        DatagramChannel channel = open(address);
        channels.add(channel);
        channel.bind(bound);
        bound = (InetSocketAddress) channel.getLocalAddress();
      }
      return new Sockets(bound, channels, start(bound, channels));
    } catch (IOException e) {
      close(channels);
      throw e;
    }
  }

  private DatagramChannel open(InetSocketAddress address) throws IOException {
    boolean six = address.getAddress() instanceof Inet6Address;
    DatagramChannel channel =
        DatagramChannel.open(six ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
    channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
    if (threads > 1) {
      channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
    }
    return channel;
  }

  private List<Thread> start(InetSocketAddress bound, List<DatagramChannel> channels) {
    List<Thread> started = new ArrayList<>();
    for (DatagramChannel channel : channels) {
      UdpLoop loop = new UdpLoop(channel, answerers.get(), clients, forwarder);
      started.add(Thread.ofPlatform().daemon().name("dns-udp " + bound).start(loop));
    }
    return started;
  }

  /** Listeners are closed one by one; nothing is shared between them. */
  @Override
  public void close() {}

  private static void close(List<DatagramChannel> channels) {
    for (DatagramChannel channel : channels) {
      Closing.quietly(channel);
    }
  }

  private record Sockets(
      InetSocketAddress address, List<DatagramChannel> channels, List<Thread> threads)
      implements Listener {
    @Override
    public void close() {
      UdpTransport.close(channels);
      for (Thread thread : threads) {
        Closing.join(thread);
      }
    }
  }
}
