package io.fairlead.transport.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request's answer. Its state is confined to the event loop; calls from elsewhere are handed
 * over to it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty closes the channel where a write fails
final class ConnectionExchange implements Exchange {
  private static final System.Logger LOG = System.getLogger(ConnectionExchange.class.getName());

  private final Connection connection;
  private final ChannelHandlerContext ctx;
  private final Ground ground;
  private final boolean headOnly;
  private final boolean oldClient;
  private final @Nullable String path;

  private boolean keepAlive;
  private boolean begun;
  private boolean ended;
  private @Nullable Pieces pieces;
  private @Nullable Runnable onEnd;
  private @Nullable Runnable task;

  /** The answer to {@code head}. */
  ConnectionExchange(
      Connection connection, ChannelHandlerContext ctx, Ground ground, HttpRequest head) {
    this.connection = connection;
    this.ctx = ctx;
    this.ground = ground;
    this.headOnly = head.method().equals(HttpMethod.HEAD);
    this.oldClient = head.protocolVersion().equals(HttpVersion.HTTP_1_0);
    this.keepAlive = HttpUtil.isKeepAlive(head);
    this.path = RequestReader.pathOf(head);
  }

  boolean keepAlive() {
    return keepAlive;
  }

  @Override
  public void answer(Answer answer) {
    onLoop(() -> begin(answer));
  }

  @Override
  public void work(Supplier<Answer> work) {
    ground.working.register();
    Thread.ofVirtual()
        .name("http-work")
        .start(
            () -> {
              try {
                answer(work.get());
              } catch (RuntimeException e) {
                answer(Failures.answer(e, path));
              } catch (Error e) {
                // Nothing can be said of what was done: whoever waits must hear that nobody
                // answers.
                onLoop(ctx::close);
                throw e;
              } finally {
                ground.working.arriveAndDeregister();
              }
            });
  }

  @Override
  public void resume() {
    onLoop(this::pump);
  }

  @Override
  public void after(Duration wait, Runnable next) {
    onLoop(
        () -> {
          if (!ended) {
            task = next;
            connection.wakeAt(ground.time.nanos() + wait.toNanos());
          }
        });
  }

  @Override
  public void onEnd(Runnable next) {
    onLoop(
        () -> {
          if (ended) {
            next.run();
            return;
          }
          Runnable before = onEnd;
          onEnd =
              before == null
                  ? next
                  : () -> {
                    before.run();
                    next.run();
                  };
        });
  }

  @Override
  public void run(Runnable next) {
    ctx.executor().execute(next);
  }

  private void onLoop(Runnable step) {
    if (ctx.executor().inEventLoop()) {
      step.run();
    } else {
      try {
        ctx.executor().execute(step);
      } catch (RejectedExecutionException e) {
        // The server is closed, and so is the connection: nobody waits any more.
        LOG.log(System.Logger.Level.DEBUG, "{0} is not answered: the server is closed", path);
      }
    }
  }

  private void begin(Answer answer) {
    if (begun || ended) {
      return;
    }
    begun = true;
    ground.counters.answered(answer.status());
    connection.sends();
    if (answer.body() instanceof Answer.Body.Streamed(Pieces streamed)) {
      stream(answer, streamed);
      return;
    }
    byte[] bytes = Responses.bytesOf(answer);
    ctx.writeAndFlush(withConnection(Responses.whole(answer, bytes, headOnly, ground.date())))
        .addListener(sent -> finish());
  }

  private void stream(Answer answer, Pieces streamed) {
    keepAlive &= !oldClient;
    ctx.write(withConnection(Responses.streamed(answer, !oldClient, ground.date())));
    if (headOnly) {
      ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(sent -> finish());
      return;
    }
    pieces = streamed;
    pump();
  }

  /** Sends pieces while the client takes them. */
  void pump() {
    Pieces source = pieces;
    if (source == null || ended) {
      return;
    }
    connection.sends();
    while (ctx.channel().isWritable()) {
      byte[] piece = source.next();
      if (piece == null) {
        break;
      }
      ctx.write(new DefaultHttpContent(Unpooled.wrappedBuffer(piece)));
    }
    if (source.ended()) {
      pieces = null;
      ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(sent -> finish());
    } else {
      ctx.flush();
    }
  }

  /** Runs the task whose time has come. */
  void due() {
    Runnable now = task;
    if (now != null) {
      task = null;
      now.run();
    }
  }

  private void finish() {
    if (!ended) {
      end();
      connection.answered(ctx);
    }
  }

  /** Nothing more can be sent. */
  void end() {
    if (!ended) {
      ended = true;
      pieces = null;
      task = null;
      Runnable last = onEnd;
      if (last != null) {
        last.run();
      }
    }
  }

  private HttpResponse withConnection(HttpResponse response) {
    if (!keepAlive) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (oldClient) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    return response;
  }
}
