package io.fairlead.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.testkit.time.MachineTime;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpClientTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

  private static final String CHUNKED = head("HTTP/1.1 200 OK", "Transfer-Encoding: chunked");

  @TempDir Path directory;

  private HttpClient client(Address address) {
    return new HttpClient(address, "the server", new MachineTime());
  }

  private static void assertSays(String words, Exception e) {
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains(words), message);
  }

  private static String chunk(String size, String data) {
    return size + "\r\n" + data + "\r\n";
  }

  /** An answer whose head is these lines. */
  private static String head(String... lines) {
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  private static void takeAll(SynchronousQueue<Integer> queue, int count) {
    try {
      for (int i = 0; i < count; i++) {
        queue.take();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Reply askOnce(String answer) throws Exception {
    try (ScriptedServer server = new ScriptedServer(directory, answer);
        HttpClient client = client(server.address())) {
      return client.send(Call.get("/x"));
    }
  }

  @Test
  void anAnswerOfKnownLengthIsReadWhole() throws Exception {
    Reply reply =
        askOnce("HTTP/1.1 404 Not Found\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 3\r\n\r\nno!");
    assertEquals(404, reply.status());
    assertEquals("1, 2", reply.headers().get("x-a"));
    assertEquals("no!", reply.text());
  }

  @Test
  void aChunkedAnswerIsPutTogetherPastExtensionsAndTrailers() throws Exception {
    Reply reply =
        askOnce(CHUNKED + chunk("5;x=y", "hello") + chunk("6", " world") + head("0", "Trailer: t"));
    assertEquals("hello world", reply.text());
  }

  @Test
  void aReadThatTimesOutAnywhereInAChunkedAnswerLosesNothing() throws Exception {
    byte[] answer =
        (CHUNKED + chunk("5;x=y", "hello") + chunk("6", " world") + head("0", "Trailer: t"))
            .getBytes(StandardCharsets.US_ASCII);
    try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      Path socket = directory.resolve("drip");
      listening.bind(UnixDomainSocketAddress.of(socket));
      SynchronousQueue<Integer> next = new SynchronousQueue<>();
      Thread.ofVirtual()
          .start(
              () -> {
                try (SocketChannel channel = listening.accept()) {
                  for (byte b : answer) {
                    next.put(1);
                    channel.write(ByteBuffer.wrap(new byte[] {b}));
                  }
                  next.put(1);
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      try (HttpClient client = client(new Address.Unix(socket))) {
        Thread.ofVirtual().start(() -> takeAll(next, CHUNKED.length() + 1));
        StringBuilder body = new StringBuilder();
        byte[] piece = new byte[64];
        try (Streaming stream = client.stream(Call.get("/"))) {
          int count = 0;
          while (count >= 0) {
            count = stream.read(piece, Duration.ofMillis(1));
            if (count == 0) {
              next.poll();
            } else if (count > 0) {
              body.append(new String(piece, 0, count, StandardCharsets.US_ASCII));
            }
          }
        }
        assertEquals("hello world", body.toString());
      }
    }
  }

  @Test
  void anAnswerWithoutALengthEndsWithItsConnection() throws Exception {
    assertEquals(
        "to the end", askOnce("HTTP/1.1 200 OK\r\n\r\nto the end" + ScriptedServer.HANG_UP).text());
  }

  @Test
  void anInterimAnswerIsPassedOver() throws Exception {
    assertEquals("hi", askOnce("HTTP/1.1 100 Continue\r\n\r\n" + OK).text());
  }

  @Test
  void anAnswerWithoutABodyWaitsForNone() throws Exception {
    assertArrayEquals(new byte[0], askOnce("HTTP/1.1 204 No Content\r\n\r\n").body());
  }

  @Test
  void theRequestCarriesItsHeadersAndTheLengthOfItsBody() throws Exception {
    try (ScriptedServer server = new ScriptedServer(directory, OK);
        HttpClient client = client(server.address())) {
      client.send(Call.json("POST", "/v1/a?b=c", "{}".getBytes(StandardCharsets.UTF_8)));
      assertEquals(
          head(
              "POST /v1/a?b=c HTTP/1.1",
              "Host: localhost",
              "Content-Type: application/json",
              "Content-Length: 2"),
          server.requests.getFirst());
    }
  }

  @Test
  void oneConnectionCarriesRequestsOneAfterTheOther() throws Exception {
    try (ScriptedServer server = new ScriptedServer(directory, OK, OK, OK);
        HttpClient client = client(server.address())) {
      for (int i = 0; i < 3; i++) {
        client.send(Call.get("/"));
      }
      assertEquals(1, server.connections());
    }
  }

  @Test
  void aKeptConnectionThatTheServerHasClosedIsReplaced() throws Exception {
    try (ScriptedServer server = new ScriptedServer(directory, OK + ScriptedServer.HANG_UP, OK);
        HttpClient client = client(server.address())) {
      client.send(Call.get("/"));
      server.awaitEnd();
      assertEquals("hi", client.send(Call.of("POST", "/")).text());
      assertEquals(2, server.connections());
    }
  }

  @Test
  void anIdempotentRequestIsAskedAgainWhenItsKeptConnectionDiesUnderIt() throws Exception {
    try (ScriptedServer server = new ScriptedServer(directory, OK, ScriptedServer.HANG_UP, OK);
        HttpClient client = client(server.address())) {
      client.send(Call.get("/"));
      assertEquals("hi", client.send(Call.get("/again")).text());
      assertEquals(3, server.requests.size());
    }
  }

  @Test
  void aRequestThatMustNotBeDoubledIsNotAskedAgain() throws Exception {
    try (ScriptedServer server = new ScriptedServer(directory, OK, ScriptedServer.HANG_UP, OK);
        HttpClient client = client(server.address())) {
      client.send(Call.get("/"));
      assertThrows(IOException.class, () -> client.send(Call.of("POST", "/start")));
      assertEquals(2, server.requests.size());
    }
  }

  @Test
  void aStreamGivesLineAfterLineUntilItsEnd() throws Exception {
    try (ScriptedServer server =
            new ScriptedServer(
                directory,
                CHUNKED
                    + chunk("4", "one\n")
                    + chunk("2", "tw")
                    + chunk("3", "o\r\n")
                    + head("0"));
        HttpClient client = client(server.address());
        Streaming stream = client.stream(Call.get("/events"))) {
      assertEquals("one", stream.readLine());
      assertEquals("two", stream.readLine());
      assertNull(stream.readLine());
    }
  }

  @Test
  void aStreamCutWithinALineIsAnError() throws Exception {
    try (ScriptedServer server =
            new ScriptedServer(
                directory, "HTTP/1.1 200 OK\r\n\r\nwhole\nhal" + ScriptedServer.HANG_UP);
        HttpClient client = client(server.address());
        Streaming stream = client.stream(Call.get("/events"))) {
      assertEquals("whole", stream.readLine());
      assertThrows(IOException.class, stream::readLine);
    }
  }

  @Test
  void closingAStreamEndsAReadThatWaits() throws Exception {
    try (ScriptedServer server = new ScriptedServer(directory, CHUNKED + chunk("2", "a\n"));
        HttpClient client = client(server.address())) {
      Streaming stream = client.stream(Call.get("/events"));
      assertEquals("a", stream.readLine());
      var waiting =
          CompletableFuture.supplyAsync(() -> assertThrows(IOException.class, stream::readLine));
      stream.close();
      waiting.get();
    }
  }

  @Test
  void interruptionEndsAReadThatWaits() throws Exception {
    try (ScriptedServer server = new ScriptedServer(directory, "HTTP/1.1 200 OK\r\n\r\n");
        HttpClient client = client(server.address());
        Streaming stream = client.stream(Call.get("/events"))) {
      FutureTask<String> waiting = new FutureTask<>(stream::readLine);
      Thread reader = Thread.ofPlatform().start(waiting);
      reader.interrupt();
      ExecutionException end = assertThrows(ExecutionException.class, waiting::get);
      assertEquals(InterruptedException.class, Objects.requireNonNull(end.getCause()).getClass());
    }
  }

  @Test
  void silenceEndsWithTheTimeOutAndNamesTheRequest() throws Exception {
    try (ScriptedServer server = new ScriptedServer(directory, ScriptedServer.SILENCE);
        HttpClient client = client(server.address())) {
      Call call = Call.get("/slow").within(Duration.ofMillis(30));
      IOException e = assertThrows(SocketTimeoutException.class, () -> client.send(call));
      assertEquals(
          "the server at " + server.address() + " did not answer GET /slow within 30ms",
          e.getMessage());
    }
  }

  @Test
  void whatIsNoHttpIsAnErrorThatShowsIt() {
    IOException e = assertThrows(IOException.class, () -> askOnce("SSH-2.0-OpenSSH\r\n"));
    assertSays("not an HTTP answer: 'SSH-2.0-OpenSSH'", e);
  }

  @Test
  void aBodyCutShortIsAnError() {
    assertThrows(
        IOException.class,
        () -> askOnce("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi" + ScriptedServer.HANG_UP));
  }

  @Test
  void aChunkOfNonsenseIsAnError() {
    for (String size : new String[] {"-1", "zz", "", "ffffffffffffffffff"}) {
      assertThrows(IOException.class, () -> askOnce(CHUNKED + chunk(size, "")));
    }
  }

  @Test
  void anEndlessHeadIsAnError() {
    assertThrows(
        IOException.class, () -> askOnce("HTTP/1.1 200 OK\r\nX: " + "a".repeat(70_000) + "\r\n"));
  }

  @Test
  void aMissingSocketSaysWhatToDo() {
    Address address = new Address.Unix(directory.resolve("none.sock"));
    try (HttpClient client = client(address)) {
      IOException e = assertThrows(Unreachable.class, () -> client.send(Call.get("/")));
      assertEquals(
          "cannot reach the server at "
              + address
              + ": no such file or directory; start it, or name the right socket",
          e.getMessage());
    }
  }

  @Test
  void aSocketWithoutAListenerSaysWhatToDo() throws Exception {
    Path socket = directory.resolve("dead.sock");
    ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(socket))
        .close();
    try (HttpClient client = client(new Address.Unix(socket))) {
      IOException e = assertThrows(Unreachable.class, () -> client.send(Call.get("/")));
      assertSays("connection refused; nobody listens", e);
    }
  }

  @Test
  void aTcpPortWithoutAListenerSaysWhatToDo() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    try (HttpClient client = client(Address.parse("127.0.0.1:" + port))) {
      IOException e = assertThrows(Unreachable.class, () -> client.send(Call.get("/")));
      assertSays("cannot reach the server at 127.0.0.1:" + port + ": connection refused", e);
    }
  }

  @Test
  void closingTheClientEndsWhatWaitsAndRefusesMore() throws Exception {
    try (ScriptedServer server = new ScriptedServer(directory, "HTTP/1.1 200 OK\r\n\r\n")) {
      HttpClient client = client(server.address());
      Streaming stream = client.stream(Call.get("/events"));
      client.close();
      assertThrows(IOException.class, stream::readLine);
      assertThrows(IOException.class, () -> client.send(Call.get("/")));
    }
  }
}
