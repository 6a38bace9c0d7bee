package io.fairlead.transport.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fairlead.testkit.time.ManualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A server with a few small routes, on a free port of loopback, whose time a test owns. */
final class TestServer implements AutoCloseable {
  static final Limits LIMITS =
      new Limits(
          50,
          1000,
          1500,
          256,
          1024,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(75),
          Duration.ofSeconds(10));

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  final ManualTime time = new ManualTime();
  final HttpServer server;

  TestServer() throws IOException {
    this(LIMITS);
  }

  TestServer(Limits limits) throws IOException {
    Routes routes =
        new Routes(
            List.of(
                new Route("GET", "/hello", "text/plain", (r, e) -> e.answer(text("hello"))),
                new Route(
                    "GET",
                    "/say/{word}",
                    "text/plain",
                    (r, e) -> e.answer(text(r.parameter("word")))),
                new Route(
                    "POST",
                    "/echo",
                    "text/plain",
                    (r, e) -> e.answer(text(new String(r.body(), UTF_8)))),
                new Route("GET", "/never", "text/plain", (r, e) -> {}),
                new Route(
                    "GET",
                    "/doomed",
                    "text/plain",
                    (r, e) ->
                        e.work(
                            () -> {
                              throw new AssertionError("as the test wants it");
                            })),
                new Route("GET", "/endless", "text/plain", TestServer::endless),
                new Route("GET", "/count", "text/plain", TestServer::count),
                new Route(
                    "GET",
                    "/broken",
                    "text/plain",
                    (r, e) -> {
                      throw new IllegalStateException("secret");
                    })));
    server =
        HttpServer.start(
            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            null,
            routes,
            limits,
            time);
  }

  RawClient client() throws IOException {
    return new RawClient(server.addresses().getFirst());
  }

  /** Waits until the server's figures are so. */
  void await(Predicate<ServerStats> holds) throws InterruptedException {
    advanceUntil(Duration.ZERO, holds);
  }

  /** Moves time on, a step at a time, until the server's figures are so. */
  void advanceUntil(Duration step, Predicate<ServerStats> holds) throws InterruptedException {
    long start = System.nanoTime();
    while (!holds.test(server.stats())) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new AssertionError("after 20 s still " + server.stats());
      }
      time.advance(step);
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private static Answer text(String text) {
    return Answer.of(200, "text/plain", text.getBytes(UTF_8));
  }

  private static void endless(Request request, Exchange exchange) {
    byte[] piece = new byte[8192];
    exchange.answer(Answer.streamed("text/plain", pieces(Integer.MAX_VALUE, piece)));
  }

  private static void count(Request request, Exchange exchange) {
    exchange.answer(Answer.streamed("text/plain", pieces(3, "x".getBytes(UTF_8))));
  }

  private static Pieces pieces(int number, byte[] piece) {
    return new Pieces() {
      private int left = number;

      @Override
      public byte @Nullable [] next() {
        return left-- > 0 ? piece : null;
      }

      @Override
      public boolean ended() {
        return left < 0;
      }
    };
  }

  @Override
  public void close() {
    server.close();
  }
}
