package io.fairlead.linux.sockdiag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.linux.Ground;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Port.Protocol;
import io.fairlead.wire.netlink.SocketMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sockets of a real kernel: those of Java, which are of IPv6, and plain ones of IPv4. */
@SuppressWarnings("NullAway.Init") // set before each test
class ConnectedSocketsIT {
  /** Connects by IPv4, says so, waits for an octet, and says why none came. */
  private static final String WAITS =
      "socket(S,PF_INET,$ARGV[0]?SOCK_STREAM:SOCK_DGRAM,0);"
          + "connect(S,sockaddr_in($ARGV[1],inet_aton('127.0.0.1')))||die;"
          + "alarm 20;sysread(S,$b,1);print $!";

  private static final IpAddress SELF = IpAddress.parse("127.0.0.1");
  private static final IpAddress SELF6 = IpAddress.parse("::1");

  private Ground ground;
  private Path host;
  private NetworkNamespace namespace;
  private ConnectedSockets sockets;

  @BeforeEach
  void open() {
    ground = new Ground();
    host = ground.pin();
    namespace = ground.open(host);
    Ground.ip(host, "link", "set", "lo", "up");
    sockets = new ConnectedSockets(namespace);
  }

  @AfterEach
  void close() {
    ground.close();
  }

  private interface Opening<T> {
    T open() throws IOException;
  }

  private <T> T within(Opening<T> opening) {
    return namespace.call(
        () -> {
          try {
            return opening.open();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private ServerSocket server() {
    return within(() -> new ServerSocket(0));
  }

  private Socket connected(IpAddress to, int port) {
    return within(() -> new Socket(to.toInetAddress(), port));
  }

  private CompletableFuture<String> waiting(Protocol protocol, int port) {
    String stream = protocol == Protocol.TCP ? "1" : "0";
    return CompletableFuture.supplyAsync(
        () -> Ground.inside(host, "perl", "-MSocket", "-e", WAITS, stream, "" + port),
        task -> Thread.ofVirtual().start(task));
  }

  private List<SocketMessage> await(Protocol protocol, int port, int count) {
    long end = System.nanoTime() + 20_000_000_000L;
    List<SocketMessage> found;
    do {
      found = sockets.list(protocol, SELF, port);
      Thread.onSpinWait();
    } while (found.size() < count && System.nanoTime() < end);
    assertEquals(count, found.size(), found.toString());
    return found;
  }

  @Test
  void connectionsToAnAddressAndPortAreListedInBothFamilies() throws IOException {
    try (ServerSocket server = server();
        ServerSocket other = server();
        Socket java = connected(SELF, server.getLocalPort());
        Socket elsewhere = connected(SELF, other.getLocalPort());
        Socket v6 = connected(SELF6, server.getLocalPort())) {
      CompletableFuture<String> perl = waiting(Protocol.TCP, server.getLocalPort());
      List<SocketMessage> found = await(Protocol.TCP, server.getLocalPort(), 2);
      assertEquals(List.of(false, true), found.stream().map(SocketMessage::v6).sorted().toList());
      assertTrue(
          found.stream().anyMatch(one -> one.localPort() == java.getLocalPort()), found.toString());
      assertEquals(1, sockets.list(Protocol.TCP, SELF6, server.getLocalPort()).size());
      assertTrue(sockets.list(Protocol.TCP, SELF, 0).size() >= 3, "of any port");
      assertTrue(elsewhere.isConnected() && v6.isConnected());
      assertEquals(2, sockets.destroy(Protocol.TCP, SELF, server.getLocalPort()));
      assertTrue(perl.join().contains("abort"), perl.join());
    }
  }

  @Test
  void whoWaitsForAnAnswerIsToldAtOnceAndNobodyElseIsTouched() throws IOException {
    try (ServerSocket server = server();
        Socket client = connected(SELF, server.getLocalPort());
        Socket accepted = server.accept();
        Socket v6 = connected(SELF6, server.getLocalPort());
        Socket accepted6 = server.accept()) {
      assertEquals(1, sockets.destroy(Protocol.TCP, SELF, server.getLocalPort()));
      assertEquals(0, sockets.destroy(Protocol.TCP, SELF, server.getLocalPort()));
      assertThrows(SocketException.class, () -> client.getInputStream().read());
      assertThrows(SocketException.class, () -> accepted.getInputStream().read(), "by a reset");
      v6.getOutputStream().write(7);
      assertEquals(7, accepted6.getInputStream().read());
      try (Socket again = connected(SELF, server.getLocalPort())) {
        assertTrue(again.isConnected(), "the server listens on");
      }
    }
  }

  @Test
  void connectedSocketsOfUdpAreEndedAndUnconnectedOnesNever() throws IOException {
    try (DatagramSocket server = within(() -> new DatagramSocket(0, SELF.toInetAddress()));
        DatagramSocket free = within(() -> new DatagramSocket());
        DatagramSocket java = within(() -> new DatagramSocket())) {
      int port = server.getLocalPort();
      InetSocketAddress to = new InetSocketAddress(SELF.toInetAddress(), port);
      java.connect(to);
      free.send(new DatagramPacket(new byte[1], 1, to));
      CompletableFuture<String> perl = waiting(Protocol.UDP, port);
      List<SocketMessage> found = await(Protocol.UDP, port, 2);
      assertTrue(
          found.stream().noneMatch(one -> one.localPort() == free.getLocalPort()),
          found.toString());
      assertEquals(2, sockets.destroy(Protocol.UDP, SELF, port));
      assertTrue(perl.join().contains("abort"), perl.join());
      server.setSoTimeout(5000);
      DatagramPacket asked = new DatagramPacket(new byte[9], 9);
      server.receive(asked);
      server.send(new DatagramPacket(new byte[1], 1, asked.getSocketAddress()));
      free.setSoTimeout(5000);
      free.receive(new DatagramPacket(new byte[9], 9));
    }
  }

  @Test
  void aPortThatNobodyIsConnectedTo() {
    assertEquals(List.of(), sockets.list(Protocol.TCP, SELF, 9));
    assertEquals(0, sockets.destroy(Protocol.UDP, SELF6, 9));
  }
}
