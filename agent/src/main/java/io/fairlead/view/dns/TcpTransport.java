package io.fairlead.view.dns;

import io.fairlead.model.IpAddress;
import io.fairlead.wire.dns.Wire;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * DNS over TCP (RFC 7766) on one thread: pipelined queries, replies in the order in which they are
 * ready. Connections are limited in all and by client; idle ones, slow writers and slow readers are
 * cut off.
 */
final class TcpTransport implements Transport {
  private static final int MAX_QUERY = 4096;
  private static final WriteBufferWaterMark UNREAD = new WriteBufferWaterMark(32 << 10, 64 << 10);

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("dns-tcp", true), NioIoHandler.newFactory());
  private final Answerer answerer;
  private final Clients clients;
  private final Forwarder forwarder;
  private final Counters counters;
  private final Limits limits;
  // Touched by the one event loop only.
  private final byte[] out = new byte[Wire.MAX_TCP];
  private final Map<IpAddress, Integer> open = new HashMap<>();
  private int openInAll;

  /**
   * What connections may take.
   *
   * @param idle without a whole query
   * @param write for a reply to be taken by the client
   * @param connections at once
   * @param perClient at once, from one address
   */
  record Limits(Duration idle, Duration write, int connections, int perClient) {
    static final Limits DEFAULT =
        new Limits(Duration.ofSeconds(10), Duration.ofSeconds(5), 512, 64);
  }

  TcpTransport(
      Answerer answerer, Clients clients, Forwarder forwarder, Counters counters, Limits limits) {
    this.answerer = answerer;
    this.clients = clients;
    this.forwarder = forwarder;
    this.counters = counters;
    this.limits = limits;
  }

  @Override
  public Listener listen(InetSocketAddress address) throws IOException {
    ChannelGroup accepted = new DefaultChannelGroup(group.next());
    ChannelFuture bound =
        bootstrap(accepted, null, forwarder)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, 256)
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("cannot listen on " + address + " over TCP", bound.cause());
    }
    return new Socket(bound.channel(), accepted);
  }

  /**
   * Answers on a socket that listens already, to one guest, whatever address it has there.
   *
   * @param listening closed with the listener
   * @param elsewhere answers what is not ours
   */
  Listener serve(ServerSocketChannel listening, IpAddress guest, Forwarder elsewhere)
      throws IOException {
    ChannelGroup accepted = new DefaultChannelGroup(group.next());
    ChannelFuture registered =
        bootstrap(accepted, guest, elsewhere)
            .channelFactory(() -> new NioServerSocketChannel(listening))
            .register()
            .awaitUninterruptibly();
    if (!registered.isSuccess()) {
      throw new IOException("cannot listen for a container over TCP", registered.cause());
    }
    return new Socket(registered.channel(), accepted);
  }

  private ServerBootstrap bootstrap(
      ChannelGroup accepted, @Nullable IpAddress guest, Forwarder elsewhere) {
    return new ServerBootstrap()
        .group(group)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNREAD)
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                accept(channel, accepted, guest, elsewhere);
              }
            });
  }

  private void accept(
      SocketChannel channel,
      ChannelGroup accepted,
      @Nullable IpAddress guest,
      Forwarder elsewhere) {
    IpAddress client = guest == null ? IpAddress.of(channel.remoteAddress().getAddress()) : guest;
    boolean mayRecurse = guest != null || clients.mayRecurse(client);
    int held = open.getOrDefault(client, 0);
    if (openInAll >= limits.connections || held >= limits.perClient) {
      counters.connectionsRefused.increment();
      var _ = channel.close();
      return;
    }
    counters.connections.increment();
    openInAll++;
    open.put(client, held + 1);
    accepted.add(channel);
    channel.closeFuture().addListener(closed -> release(client));
    channel
        .pipeline()
        .addLast(
            new WriteTimeoutHandler(limits.write.toMillis(), TimeUnit.MILLISECONDS),
            new LengthFieldBasedFrameDecoder(MAX_QUERY, 0, 2, 0, 2),
            new FlowControlHandler(),
            new IdleStateHandler(limits.idle.toMillis(), 0, 0, TimeUnit.MILLISECONDS),
            new TcpConnection(answerer, client, mayRecurse, elsewhere, out));
  }

  private void release(IpAddress client) {
    openInAll--;
    open.computeIfPresent(client, (address, held) -> held == 1 ? null : held - 1);
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private record Socket(Channel channel, ChannelGroup accepted) implements Listener {
    @Override
    public InetSocketAddress address() {
      return (InetSocketAddress) channel.localAddress();
    }

    @Override
    public boolean alive() {
      return channel.isActive();
    }

    @Override
    public void close() {
      channel.close().awaitUninterruptibly();
      accepted.close().awaitUninterruptibly();
    }
  }
}
