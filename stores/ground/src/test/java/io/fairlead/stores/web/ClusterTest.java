package io.fairlead.stores.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.fairlead.spi.StoreException;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.testkit.time.MachineTime;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Ask ASK = Ask.post("/x?y=1", Map.of("a", 1L)).within(PATIENCE);

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  @Test
  void anAnswerIsReadWithItsServerStatusAndHeaders() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    int port = serve(asked, 404, "{\"b\":[2]}");

    Answer answer = cluster(port).ask(ASK);

    assertEquals(404, answer.status());
    assertFalse(answer.ok());
    assertEquals("127.0.0.1:" + port, answer.server());
    assertEquals(Map.of("b", List.of(2L)), answer.json());
    assertEquals("POST /x?y=1 {\"a\":1} mine", answer.header("Echo"));
  }

  @Test
  void whereNobodyListensTheNextServerIsAskedAndRemembered() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    Cluster cluster = cluster(free(), serve(asked, 200, "{}"));

    assertTrue(cluster.ask(ASK.once()).ok(), "what never arrived may be asked elsewhere");
    assertTrue(cluster.ask(ASK).ok());
    assertEquals(2, asked.get());
  }

  @Test
  void aServerThatFailsIsPassedOver() throws IOException {
    AtomicInteger failing = new AtomicInteger();
    AtomicInteger good = new AtomicInteger();
    Cluster cluster = cluster(serve(failing, 503, "no leader"), serve(good, 200, "{}"));

    cluster.ask(ASK);
    cluster.ask(ASK);

    assertEquals(1, failing.get());
    assertEquals(2, good.get());
  }

  @Test
  void whatMayHaveBeenDoneIsNotAskedTwice() throws IOException {
    AtomicInteger good = new AtomicInteger();
    Cluster cluster = cluster(serve(new AtomicInteger(), 500, "oh"), serve(good, 200, "{}"));

    StoreException away = assertThrows(StoreException.class, () -> cluster.ask(ASK.once()));

    assertTrue(away.retryable());
    assertTrue(String.valueOf(away.getMessage()).contains("is open"), away.getMessage());
    assertEquals(0, good.get());
    assertTrue(cluster.ask(ASK.once()).ok(), "the next request goes to the next server");
  }

  @Test
  void aServerThatBreaksOffOrFallsSilentFails() throws IOException {
    int breaking = raw(Socket::close);
    int silent = raw(socket -> {});
    int good = serve(new AtomicInteger(), 200, "{}");

    Answer answer = cluster(breaking, silent, good).ask(ASK.within(Duration.ofSeconds(2)));

    assertEquals("127.0.0.1:" + good, answer.server());
  }

  @Test
  void whereAllFailEachIsNamed() throws IOException {
    int down = free();
    int failing = serve(new AtomicInteger(), 502, "bad\ngateway");

    StoreException away = assertThrows(StoreException.class, () -> cluster(down, failing).ask(ASK));

    assertTrue(away.retryable());
    assertEquals(
        "the store is away: 127.0.0.1:"
            + down
            + " takes no connection; 127.0.0.1:"
            + failing
            + " answers 502 (bad gateway). Check that it runs and can be reached from here",
        away.getMessage());
  }

  @Test
  void aStreamIsReadLineByLine() throws Exception {
    int port =
        raw(
            socket -> {
              OutputStream out = socket.getOutputStream();
              out.write("HTTP/1.1 200 OK\r\n\r\none\ntw".getBytes(UTF_8));
              out.flush();
              out.write("o\n\nthree".getBytes(UTF_8));
              socket.close();
            });

    try (Lines lines = cluster(port).stream(ASK)) {
      assertEquals(200, lines.status());
      assertArrayEquals("one".getBytes(UTF_8), lines.next(PATIENCE));
      assertArrayEquals("two".getBytes(UTF_8), lines.next(PATIENCE));
      assertArrayEquals("three".getBytes(UTF_8), lines.next(PATIENCE));
      IOException ended = assertThrows(IOException.class, () -> lines.next(PATIENCE));
      assertTrue(String.valueOf(ended.getMessage()).startsWith("127.0.0.1:" + port));
    }
  }

  @Test
  void aReaderThatIsSlowHoldsTheServerUp() throws Exception {
    byte[] line = ("x".repeat(1023) + "\n").getBytes(UTF_8);
    int count = 64 * 1024;
    AtomicInteger written = new AtomicInteger();
    int port =
        raw(
            socket -> {
              OutputStream out = socket.getOutputStream();
              out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(UTF_8));
              for (int i = 0; i < count; i++) {
                out.write(line);
                written.incrementAndGet();
              }
              socket.close();
            });

    try (Lines lines = cluster(port).stream(ASK)) {
      assertNotNull(lines.next(PATIENCE));
      int before = -1;
      while (before != written.get()) {
        before = written.get();
        assertFalse(new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS));
      }
      assertTrue(before < count, "all of it was taken in: " + before);
      for (int i = 1; i < count; i++) {
        assertNotNull(lines.next(PATIENCE));
      }
    }
  }

  @Test
  void aStreamThatSaysNothingTimesOutAndEndsWhenClosed() throws Exception {
    int port =
        raw(
            socket -> {
              socket.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(UTF_8));
            });
    Lines lines = cluster(port).stream(ASK);

    assertNull(lines.next(Duration.ofMillis(10)));
    FutureTask<byte[]> waiting = new FutureTask<>(() -> lines.next(Duration.ofMinutes(5)));
    Thread.ofVirtual().start(waiting);
    lines.close();

    ExecutionException ended =
        assertThrows(ExecutionException.class, () -> waiting.get(30, TimeUnit.SECONDS));
    assertTrue(ended.getCause() instanceof IOException);
  }

  @Test
  void closingEndsAWaitForGood() throws Exception {
    CompletableFuture<Boolean> asked = new CompletableFuture<>();
    Cluster cluster = cluster(raw(socket -> asked.complete(true)));
    FutureTask<Answer> waiting =
        new FutureTask<>(() -> cluster.ask(ASK.within(Duration.ofMinutes(5))));
    Thread.ofVirtual().start(waiting);
    asked.get(30, TimeUnit.SECONDS);

    cluster.close();

    ExecutionException ended =
        assertThrows(ExecutionException.class, () -> waiting.get(30, TimeUnit.SECONDS));
    assertTrue(ended.getCause() instanceof StoreException refused && !refused.retryable());
    assertThrows(StoreException.class, () -> cluster.ask(ASK));
    cluster.close();
  }

  private Cluster cluster(int... ports) {
    String servers =
        Arrays.stream(ports).mapToObj(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    Cluster cluster =
        new Cluster(
            StoreUrl.parse("etcd://" + servers), () -> Map.of("Who", "mine"), new MachineTime());
    opened.add(cluster);
    return cluster;
  }

  /** A server that echoes the request in a header. */
  private int serve(AtomicInteger asked, int status, String body) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          String said = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          String echo =
              Stream.of(
                      exchange.getRequestMethod(),
                      exchange.getRequestURI().toString(),
                      said,
                      exchange.getRequestHeaders().getFirst("Who"))
                  .collect(Collectors.joining(" "));
          exchange.getResponseHeaders().set("Echo", echo);
          exchange.sendResponseHeaders(status, body.length());
          exchange.getResponseBody().write(body.getBytes(UTF_8));
          exchange.close();
        });
    server.start();
    opened.add(() -> server.stop(0));
    return server.getAddress().getPort();
  }

  private interface Behaviour {
    void of(Socket socket) throws IOException;
  }

  /** A server that does as it is told once it has read a request. */
  private int raw(Behaviour behaviour) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    opened.add(server);
    Thread.ofVirtual()
        .start(
            () -> {
              while (true) {
                try {
                  Socket socket = server.accept();
                  opened.add(socket);
                  while (socket.getInputStream().read() != '}') {
                    // the request's body ends so
                  }
                  behaviour.of(socket);
                } catch (IOException e) {
                  return;
                }
              }
            });
    return server.getLocalPort();
  }

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
