package io.fairlead.transport.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpServerCodec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sets up accepted connections of one listener, up to the limit, and looks after each loop's
 * connections four times a second: a deadline costs a connection one number, not a timer.
 */
@ChannelHandler.Sharable
@SuppressWarnings("FutureReturnValueIgnored") // Netty closes the channel where a write fails
final class Accepting extends ChannelInitializer<Channel> {
  private static final long LOOK_MILLIS = 250;

  private final Ground ground;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<EventLoop, Siblings> byLoop = new ConcurrentHashMap<>();

  Accepting(Ground ground) {
    this.ground = ground;
  }

  @Override
  protected void initChannel(Channel channel) {
    ground.connections.add(channel);
    ground.counters.accepted.increment();
    if (open.incrementAndGet() > ground.limits.connections()) {
      open.decrementAndGet();
      turnAway(channel);
      return;
    }
    channel.closeFuture().addListener(closed -> open.decrementAndGet());
    HttpDecoderConfig config =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(ground.limits.line())
            .setMaxHeaderSize(ground.limits.headers())
            .setInitialBufferSize(64);
    channel
        .pipeline()
        .addLast(new HttpServerCodec(config), new Connection(ground, siblings(channel)));
  }

  private Siblings siblings(Channel channel) {
    return byLoop.computeIfAbsent(channel.eventLoop(), this::lookAfter);
  }

  private Siblings lookAfter(EventLoop loop) {
    Siblings siblings = new Siblings();
    var _ =
        loop.scheduleWithFixedDelay(
            () -> siblings.check(ground.time.nanos()),
            LOOK_MILLIS,
            LOOK_MILLIS,
            TimeUnit.MILLISECONDS);
    return siblings;
  }

  private void turnAway(Channel channel) {
    ground.counters.turnedAway.increment();
    Answer answer =
        new Refusal(503, "too many connections; try again later")
            .with("Retry-After", "1")
            .answer(null);
    channel.pipeline().addLast(new HttpResponseEncoder());
    channel
        .writeAndFlush(Responses.last(answer, ground.date()))
        .addListener(ChannelFutureListener.CLOSE);
  }
}
