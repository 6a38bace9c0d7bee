package io.fairlead.transport.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One connection: a request at a time, each with its deadline. Confined to its event loop. What a
 * client sends while it waits for an answer stays in the socket, but for what came with one read.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty closes the channel where a write fails
final class Connection extends ChannelInboundHandlerAdapter {
  private static final System.Logger LOG = System.getLogger(Connection.class.getName());
  private static final byte[] NO_BODY = {};
  private static final Duration FOREVER = Duration.ofDays(36_500);
  private static final Duration LINGER = Duration.ofSeconds(2);

  private enum Phase {
    /** Nothing of the next request has come. */
    IDLE,
    /** A part of its line or headers. */
    HEAD,
    BODY,
    /** It is being answered. */
    BUSY,
    /** It was refused before it came whole: the rest is dropped until the client has read that. */
    LINGER
  }

  private final Ground ground;
  private final Siblings siblings;
  private final ArrayDeque<HttpObject> early = new ArrayDeque<>(0);

  private Phase phase = Phase.HEAD;
  private long deadline;

  /** Whether the bytes of this read made a part of a message, or only of a head. */
  private boolean decoded;

  private boolean serving;
  private @Nullable HttpRequest head;
  private @Nullable ByteBuf body;
  private @Nullable ConnectionExchange exchange;

  /** Where it stands among its siblings. */
  int place;

  private @Nullable ChannelHandlerContext context;
  private boolean sending;
  private long lastProgress;
  private long unsent;
  private long partlySent;

  /**
   * A connection that is among {@code siblings} while it is open.
   *
   * @param siblings of the same event loop
   */
  Connection(Ground ground, Siblings siblings) {
    this.ground = ground;
    this.siblings = siblings;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    siblings.add(this);
    enter(Phase.HEAD, ground.limits.head());
    ground.counters.connections.incrementAndGet();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    siblings.remove(this);
    ground.counters.connections.decrementAndGet();
    bodySoFar();
    early.forEach(ReferenceCountUtil::release);
    early.clear();
    if (exchange != null) {
      exchange.end();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.log(System.Logger.Level.WARNING, "closing a connection after an error of our own", cause);
    }
    ctx.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    HttpObject part = (HttpObject) message;
    decoded = true;
    switch (phase) {
      case LINGER -> ReferenceCountUtil.release(part);
      case BUSY -> {
        early.add(part);
        ctx.channel().config().setAutoRead(false);
      }
      default -> take(ctx, part);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (phase == Phase.IDLE && !decoded) {
      enter(Phase.HEAD, ground.limits.head());
    }
    decoded = false;
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (exchange != null && ctx.channel().isWritable()) {
      exchange.pump();
    }
  }

  private void take(ChannelHandlerContext ctx, HttpObject part) {
    try {
      if (part.decoderResult().isFailure()) {
        throw RequestReader.malformed(part.decoderResult().cause(), ground.limits);
      }
      if (part instanceof HttpRequest request) {
        begin(ctx, request);
      }
      if (part instanceof HttpContent content) {
        collect(ctx, content);
      }
      if (part instanceof LastHttpContent) {
        serve(ctx);
      }
    } catch (Refusal refusal) {
      refuse(ctx, refusal);
    } finally {
      ReferenceCountUtil.release(part);
    }
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request) {
    head = request;
    enter(Phase.BODY, ground.limits.bodyTime());
    RequestReader.requireHead(request, ground.limits);
    if (HttpUtil.is100ContinueExpected(request)) {
      ctx.writeAndFlush(
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    }
  }

  private void collect(ChannelHandlerContext ctx, HttpContent content) {
    int more = content.content().readableBytes();
    if (more == 0) {
      return;
    }
    ByteBuf collected = body;
    if (collected == null) {
      collected = ctx.alloc().heapBuffer(more);
      body = collected;
    }
    if (collected.readableBytes() + more > ground.limits.body()) {
      throw RequestReader.tooLarge(ground.limits);
    }
    collected.writeBytes(content.content());
    if (ground.counters.bodies.addAndGet(more) > ground.limits.bodies()) {
      throw new Refusal(503, "too many bodies at once; try again").with("Retry-After", "1");
    }
  }

  /** Takes what has come of the body. */
  private byte[] bodySoFar() {
    ByteBuf collected = body;
    if (collected == null) {
      return NO_BODY;
    }
    byte[] bytes = new byte[collected.readableBytes()];
    collected.readBytes(bytes);
    ground.counters.bodies.addAndGet(-bytes.length);
    collected.release();
    body = null;
    return bytes;
  }

  private void serve(ChannelHandlerContext ctx) {
    HttpRequest whole = head;
    if (whole == null) {
      return;
    }
    byte[] bytes = bodySoFar();
    head = null;
    enter(Phase.BUSY, FOREVER);
    ground.counters.requests.increment();
    ConnectionExchange current = new ConnectionExchange(this, ctx, ground, whole);
    exchange = current;
    String path = RequestReader.pathOf(whole);
    try {
      Peer peer = Peer.of(ctx.channel().localAddress(), ctx.channel().remoteAddress());
      ground.handler.handle(RequestReader.request(whole, bytes, peer), current);
    } catch (RuntimeException e) {
      current.answer(Failures.answer(e, path));
    }
  }

  /** The answer is with the kernel: goes on with the next request, or ends. */
  void answered(ChannelHandlerContext ctx) {
    ConnectionExchange done = exchange;
    exchange = null;
    if (done == null || !done.keepAlive()) {
      ctx.close();
      return;
    }
    enter(Phase.IDLE, ground.limits.idle());
    if (serving) {
      return; // the loop below goes on
    }
    serving = true;
    while (phase != Phase.BUSY && !early.isEmpty()) {
      HttpObject part = early.poll();
      if (phase == Phase.LINGER) {
        ReferenceCountUtil.release(part);
      } else {
        take(ctx, part);
      }
    }
    serving = false;
    if (early.isEmpty()) {
      ctx.channel().config().setAutoRead(true);
    }
  }

  private void refuse(ChannelHandlerContext ctx, Refusal refusal) {
    Answer answer = refusal.answer(RequestReader.pathOf(head));
    ground.counters.answered(answer.status());
    head = null;
    bodySoFar();
    enter(Phase.LINGER, LINGER);
    sending = true;
    ctx.writeAndFlush(Responses.last(answer, ground.date()))
        .addListener(sent -> ((DuplexChannel) ctx.channel()).shutdownOutput());
  }

  private void enter(Phase next, Duration within) {
    phase = next;
    deadline = ground.time.nanos() + within.toNanos();
  }

  /** Something was given to the client: it must take it in time. */
  void sends() {
    sending = true;
  }

  /** The exchange has something to do then. */
  void wakeAt(long nanos) {
    deadline = nanos;
  }

  /** Looks for what has taken too long. */
  void check(long now) {
    if (!sending && now - deadline < 0) {
      return; // the rule: nothing else of the connection is touched
    }
    ChannelHandlerContext ctx = context;
    if (ctx == null) {
      return;
    }
    try {
      look(ctx, now);
    } catch (RuntimeException e) {
      exceptionCaught(ctx, e);
    }
  }

  private void look(ChannelHandlerContext ctx, long now) {
    if (stalled(ctx, now)) {
      cutOff(ctx);
      return;
    }
    if (now - deadline < 0) {
      return;
    }
    switch (phase) {
      case BUSY -> {
        deadline = now + FOREVER.toNanos();
        if (exchange != null) {
          exchange.due();
        }
      }
      case BODY -> {
        ground.counters.cutOff.increment();
        refuse(ctx, new Refusal(408, "the body did not come in time"));
      }
      case HEAD -> cutOff(ctx);
      default -> ctx.close();
    }
  }

  private void cutOff(ChannelHandlerContext ctx) {
    ground.counters.cutOff.increment();
    ctx.close();
  }

  /** Whether the client has taken nothing for too long of what there is for it. */
  private boolean stalled(ChannelHandlerContext ctx, long now) {
    ChannelOutboundBuffer out = ctx.channel().unsafe().outboundBuffer();
    long pending = out == null ? 0 : out.totalPendingWriteBytes();
    long progress = out == null || pending == 0 ? 0 : out.currentProgress();
    if (pending == 0 || pending != unsent || progress != partlySent) {
      lastProgress = now;
    }
    unsent = pending;
    partlySent = progress;
    sending = pending > 0;
    return now - lastProgress > ground.limits.stall().toNanos();
  }
}
