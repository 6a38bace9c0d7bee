package io.fairlead.transport.server;

import io.fairlead.spi.Time;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Listens on TCP addresses and unix sockets and answers all requests through one handler. A few
 * threads serve any number of connections. Thread-safe.
 */
public final class HttpServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(HttpServer.class.getName());
  private static final int THREADS = 2;
  private static final int BACKLOG = 4096;
  private static final int PATIENCE_SECONDS = 2;

  private final Ground ground;
  private final EventLoopGroup loops;
  private final List<Channel> listeners = new ArrayList<>();
  private final List<UnixSocket> sockets = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private HttpServer(Ground ground) {
    this.ground = ground;
    this.loops =
        new MultiThreadIoEventLoopGroup(
            THREADS, new DefaultThreadFactory("http", true), NioIoHandler.newFactory());
  }

  /**
   * Starts to listen.
   *
   * @param tcp addresses to listen on; port 0 takes a free one
   * @param socket the path of a unix socket, or null for none; its mode becomes 0660
   * @throws IOException where an address is taken or cannot be used; the message says which
   */
  public static HttpServer start(
      List<InetSocketAddress> tcp, @Nullable Path socket, Handler handler, Limits limits, Time time)
      throws IOException {
    HttpServer server = new HttpServer(new Ground(handler, limits, time));
    try {
      for (InetSocketAddress address : tcp) {
        server.listen(NioServerSocketChannel.class, address);
      }
      if (socket != null) {
        UnixSocket.makeFree(socket);
        server.listen(NioServerDomainSocketChannel.class, UnixDomainSocketAddress.of(socket));
        server.sockets.add(UnixSocket.closeToStrangers(socket));
      }
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** The TCP addresses that it listens on, in the order given. */
  public List<InetSocketAddress> addresses() {
    return listeners.stream()
        .map(Channel::localAddress)
        .filter(InetSocketAddress.class::isInstance)
        .map(InetSocketAddress.class::cast)
        .toList();
  }

  /** What it has done so far. */
  public ServerStats stats() {
    return ground.counters.stats();
  }

  private void listen(Class<? extends ServerChannel> type, SocketAddress address)
      throws IOException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(type)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childHandler(new Accepting(ground));
    if (type == NioServerSocketChannel.class) {
      bootstrap.childOption(ChannelOption.TCP_NODELAY, true);
    }
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen on " + shown(address) + ": " + reason(bound), bound.cause());
    }
    listeners.add(bound.channel());
  }

  private static String shown(SocketAddress address) {
    return address.toString().replaceFirst("^/(?=[^/]*:)", "");
  }

  private static String reason(ChannelFuture bound) {
    return String.valueOf(bound.cause().getMessage());
  }

  /**
   * Stops listening, ends all connections, waits up to two seconds until nothing is worked at, and
   * removes the unix socket. Safe to repeat.
   */
  @Override
  public void close() {
    listeners.forEach(listener -> listener.close().awaitUninterruptibly());
    ground.connections.close().awaitUninterruptibly();
    if (closed.compareAndSet(false, true)) {
      awaitWork();
    }
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    for (UnixSocket socket : sockets) {
      try {
        socket.remove();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.WARNING, "could not remove the unix socket: {0}", e.toString());
      }
    }
  }

  private void awaitWork() {
    try {
      int phase = ground.working.arriveAndDeregister();
      ground.working.awaitAdvanceInterruptibly(phase, PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      LOG.log(System.Logger.Level.WARNING, "requests that are still worked at are cut off");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
