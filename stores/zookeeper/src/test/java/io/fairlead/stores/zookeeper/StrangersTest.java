package io.fairlead.stores.zookeeper;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.spi.StoreException;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.testkit.time.MachineTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Peers that are no ZooKeeper, or a sick one: calls end in time and say what is wrong. */
class StrangersTest {
  private static final Limits LIMITS =
      new Limits(
          Duration.ofSeconds(2),
          Duration.ofMillis(500),
          Duration.ofSeconds(2),
          Duration.ofSeconds(30),
          Duration.ofMillis(100),
          8);

  @Test
  void nothingListens() throws IOException {
    ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    closed.close();

    assertAway("nothing listens there", closed.getLocalPort());
  }

  @Test
  void aServerThatNeverSpeaks() throws IOException {
    try (Stranger stranger = new Stranger(socket -> {})) {
      assertAway("no answer in time", stranger.port());
    }
  }

  @Test
  void aServerThatHangsUp() throws IOException {
    try (Stranger stranger = new Stranger(Socket::close)) {
      assertAway("127.0.0.1:" + stranger.port(), stranger.port());
    }
  }

  @Test
  void aServerOfAnotherKind() throws IOException {
    byte[] answer = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII);
    try (Stranger stranger = new Stranger(socket -> socket.getOutputStream().write(answer))) {
      assertAway("bytes, at most", stranger.port());
    }
  }

  @Test
  void aServerThatGreetsAndThenIsSilent() throws IOException {
    try (Stranger stranger = new Stranger(StrangersTest::greet)) {
      assertAway("", stranger.port());
    }
  }

  @Test
  void aServerThatAnswersWhatNobodyAsked() throws IOException {
    byte[] answer = ByteBuffer.allocate(20).putInt(16).putInt(77).array();
    try (Stranger stranger =
        new Stranger(
            socket -> {
              greet(socket);
              socket.getOutputStream().write(answer);
            })) {
      assertAway("", stranger.port());
    }
  }

  @Test
  void urlsThatCannotBe() {
    assertRefused("ZooKeeper's own", "zookeeper://h/zookeeper/a");
    assertRefused("users, not tokens", "zookeeper://h/a?token-file=/etc/hostname");
  }

  @Test
  void aPasswordIsInNoText() {
    assertFalse(new Access(null, "u", "geheim").toString().contains("geheim"));
    assertFalse(
        String.valueOf(
                Failures.of(Code.NO_AUTH, "/a", new Access(null, "u", "geheim")).getMessage())
            .contains("geheim"));
  }

  private static void greet(Socket socket) throws IOException {
    byte[] frame = ByteBuffer.allocate(40).putInt(36).putInt(0).putInt(2000).array();
    socket.getOutputStream().write(frame);
  }

  private static void assertAway(String words, int port) {
    long start = System.nanoTime();
    try (ZooKeeperKeyServer server =
        new ZooKeeperKeyServer(
            StoreUrl.parse("zookeeper://127.0.0.1:" + port).hosts(),
            "fairlead",
            Access.PLAIN,
            LIMITS,
            new MachineTime(),
            new Random(1))) {
      StoreException away = assertThrows(StoreException.class, () -> server.get("a"));
      assertTrue(away.retryable());
      String message = String.valueOf(away.getMessage());
      assertTrue(message.contains(words), message);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(took.compareTo(Duration.ofSeconds(20)) < 0, "after " + took);
    }
  }

  private static void assertRefused(String words, String url) {
    StoreException refused =
        assertThrows(
            StoreException.class,
            () ->
                ZooKeeperStore.open(
                    StoreUrl.parse(url), Secrets.NONE, new MachineTime(), new Random(1)));
    assertFalse(refused.retryable());
    assertTrue(String.valueOf(refused.getMessage()).contains(words), refused.getMessage());
  }

  private interface Manner {
    void meet(Socket socket) throws IOException;
  }

  /** A peer with a manner of its own; it reads nothing. */
  private static final class Stranger implements AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    Stranger(Manner manner) throws IOException {
      Thread.ofVirtual().start(() -> receive(manner));
    }

    int port() {
      return door.getLocalPort();
    }

    private void receive(Manner manner) {
      try {
        while (true) {
          manner.meet(door.accept());
        }
      } catch (IOException e) {
        // closed
      }
    }

    @Override
    public void close() throws IOException {
      door.close();
    }
  }
}
