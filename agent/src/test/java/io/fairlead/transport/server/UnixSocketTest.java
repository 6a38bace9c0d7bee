package io.fairlead.transport.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.testkit.time.ManualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketTest {
  @TempDir Path folder;

  @Test
  void requestsAreAnsweredOverAUnixSocket() throws IOException {
    Path path = folder.resolve("new/agent.sock");
    try (HttpServer server = start(path)) {
      assertTrue(ask(path).startsWith("HTTP/1.1 200"));
      assertEquals(List.of(), server.addresses());
    }
  }

  @Test
  void strangersMayNotUseIt() throws IOException {
    Path path = folder.resolve("agent.sock");
    try (HttpServer server = start(path)) {
      assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
      assertEquals(0, server.stats().connections());
    }
  }

  @Test
  void itIsGoneAfterTheServer() throws IOException {
    Path path = folder.resolve("agent.sock");
    start(path).close();
    assertFalse(Files.exists(path));
  }

  @Test
  void whatADeadAgentLeftIsReplaced() throws IOException {
    Path path = folder.resolve("agent.sock");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
    assertTrue(Files.exists(path));
    try (HttpServer server = start(path)) {
      assertTrue(ask(path).startsWith("HTTP/1.1 200"));
      assertEquals(1, server.stats().requests());
    }
  }

  @Test
  void theSocketOfALiveAgentIsNotTaken() throws IOException {
    Path path = folder.resolve("agent.sock");
    try (HttpServer server = start(path)) {
      IOException e = assertThrows(IOException.class, () -> start(path).close());
      assertTrue(String.valueOf(e.getMessage()).contains(path + " already"), e.getMessage());
      assertTrue(ask(path).startsWith("HTTP/1.1 200"));
      assertEquals(1, server.stats().requests());
    }
  }

  @Test
  void aFileThatIsNoSocketIsLeftAlone() throws IOException {
    Path path = Files.writeString(folder.resolve("precious"), "data");
    assertThrows(IOException.class, () -> start(path).close());
    assertEquals("data", Files.readString(path));
  }

  @Test
  void anAddressThatIsTakenIsNamedInTheError() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());
      IOException e =
          assertThrows(
              IOException.class,
              () ->
                  HttpServer.start(
                          List.of(address), null, hello(), Limits.DEFAULT, new ManualTime())
                      .close());
      assertTrue(
          String.valueOf(e.getMessage()).contains("127.0.0.1:" + taken.getLocalPort()),
          e.getMessage());
    }
  }

  private static HttpServer start(Path path) throws IOException {
    return HttpServer.start(List.of(), path, hello(), Limits.DEFAULT, new ManualTime());
  }

  private static Handler hello() {
    return (request, exchange) -> exchange.answer(Answer.json(200, new byte[] {0x7b, 0x7d}));
  }

  private static String ask(Path path) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      byte[] request = "GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII);
      channel.write(ByteBuffer.wrap(request));
      ByteBuffer answer = ByteBuffer.allocate(4096);
      int more = channel.read(answer);
      while (more > 0) {
        more = channel.read(answer);
      }
      return new String(answer.array(), 0, answer.position(), US_ASCII);
    }
  }
}
