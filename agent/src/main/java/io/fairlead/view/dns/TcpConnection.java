package io.fairlead.view.dns;

import io.fairlead.model.IpAddress;
import io.fairlead.wire.dns.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.IdleStateEvent;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.concurrent.RejectedExecutionException;

/** One client over TCP: whole queries in, whole replies out. Run by its event loop. */
final class TcpConnection extends SimpleChannelInboundHandler<ByteBuf> {
  private static final System.Logger LOG = System.getLogger(TcpConnection.class.getName());

  /** Forwarded queries of one connection that wait for their reply. */
  private static final int MAX_PENDING = 64;

  private final Answerer answerer;
  private final IpAddress caller;
  private final boolean mayRecurse;
  private final Forwarder forwarder;
  private final byte[] out;
  private int pending;

  /**
   * A connection that has just been accepted.
   *
   * @param mayRecurse whether the caller's other names are forwarded
   * @param out room for a reply, shared by all connections of the event loop
   */
  TcpConnection(
      Answerer answerer, IpAddress caller, boolean mayRecurse, Forwarder forwarder, byte[] out) {
    this.out = out;
    this.answerer = answerer;
    this.caller = caller;
    this.mayRecurse = mayRecurse;
    this.forwarder = forwarder;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
    byte[] query = new byte[frame.readableBytes()];
    frame.readBytes(query);
    InetSocketAddress client = (InetSocketAddress) context.channel().remoteAddress();
    int written = answerer.answer(query, query.length, caller, mayRecurse, true, out);
    if (written > 0) {
      send(context, out, written);
    } else if (written == Answerer.FORWARD) {
      pending++;
      forwarder.forward(
          query,
          query.length,
          client,
          true,
          (message, length) -> answered(context, message, length));
    }
    readOrWait(context);
  }

  /** Called on any thread. */
  private void answered(ChannelHandlerContext context, byte[] message, int length) {
    Runnable reply =
        () -> {
          pending--;
          send(context, message, Math.min(length, Wire.MAX_TCP));
        };
    try {
      context.executor().execute(reply);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "a forwarded reply came after the end", e);
    }
  }

  private void send(ChannelHandlerContext context, byte[] message, int length) {
    ByteBuf frame = context.alloc().buffer(2 + length);
    frame.writeShort(length).writeBytes(message, 0, length);
    var _ = context.writeAndFlush(frame);
    readOrWait(context);
  }

  /** Reads no further while the client does not take its replies, or waits for too many. */
  private void readOrWait(ChannelHandlerContext context) {
    boolean room = context.channel().isWritable() && pending < MAX_PENDING;
    context.channel().config().setAutoRead(room);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    readOrWait(context);
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof IdleStateEvent && pending == 0) {
      var _ = context.close();
    }
  }

  /**
   * A frame that is too long, a reset, a reader too slow: the connection's end, and nobody else's.
   */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.log(Level.DEBUG, "a connection over TCP ends", cause);
    var _ = context.close();
  }
}
