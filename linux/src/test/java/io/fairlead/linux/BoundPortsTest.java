package io.fairlead.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.IpAddress;
import io.fairlead.model.Port.Protocol;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.HostPorts;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

/** Ports of this machine, and processes that want the same. */
class BoundPortsTest {
  private static final IpAddress ALL = IpAddress.parse("0.0.0.0");

  private final BoundPorts ports = new BoundPorts();

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void listen(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }
  }

  @Test
  void nobodyElseCanListenOnAPortUntilItIsGivenBack() throws Exception {
    int port = free();
    HostPorts.Hold hold = ports.hold(Protocol.TCP, ALL, port);
    assertThrows(BindException.class, () -> listen(port));
    assertThrows(HostPorts.Taken.class, () -> ports.hold(Protocol.TCP, ALL, port));
    assertThrows(
        ConnectException.class,
        () -> new Socket(InetAddress.getLoopbackAddress(), port).close(),
        "whoever connects is refused, as by a free port");
    hold.close();
    hold.close();
    listen(port);
  }

  @Test
  void aPortThatAProcessHasIsItsOwnAndTheProcessIsNamed() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      int port = socket.getLocalPort();
      assertThrows(HostPorts.Taken.class, () -> ports.hold(Protocol.TCP, ALL, port));
      String holder = ports.holder(Protocol.TCP, port);
      assertTrue(
          holder.startsWith("process ") && holder.contains("" + ProcessHandle.current().pid()),
          holder);
    }
  }

  @Test
  void connectionsOfThePastThatLingerDoNotCount() throws Exception {
    int port;
    try (ServerSocket server = new ServerSocket(0)) {
      port = server.getLocalPort();
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
        server.accept().close(); // it lingers with whoever closes first
        assertEquals(-1, client.getInputStream().read());
      }
    }
    ports.hold(Protocol.TCP, ALL, port).close();
  }

  @Test
  void udpAndTcpAreTold() throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0)) {
      int port = socket.getLocalPort();
      assertThrows(HostPorts.Taken.class, () -> ports.hold(Protocol.UDP, ALL, port));
    }
    int port = free();
    try (HostPorts.Hold _ = ports.hold(Protocol.UDP, ALL, port)) {
      assertThrows(SocketException.class, () -> new DatagramSocket(port).close());
    }
  }

  @Test
  void theFamiliesAreApart() throws Exception {
    int port = free();
    try (HostPorts.Hold _ = ports.hold(Protocol.TCP, ALL, port);
        HostPorts.Hold _ = ports.hold(Protocol.TCP, IpAddress.parse("::"), port)) {
      assertThrows(BindException.class, () -> listen(port));
    }
  }

  @Test
  void anAddressThatIsNotThisHostsIsRefusedInWords() {
    assertEquals(
        "192.0.2.1 is no address of this host; publish on one that 'ip address' shows",
        assertThrows(
                AttachRefused.class,
                () -> ports.hold(Protocol.TCP, IpAddress.parse("192.0.2.1"), 8080))
            .getMessage());
  }

  @Test
  void theKernelSaysWhichPortsAreMeantByAny() {
    HostPorts.Range usual = ports.usual();
    assertTrue(usual.from() > 0 && usual.to() > usual.from(), usual.toString());
  }

  @Test
  void aLineOfTheKernelsTableIsRead() {
    String line =
        "   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0"
            + " 4242 1 0000000000000000 100 0 0 10 0";
    assertEquals("4242", PortHolder.inode(line, 8080));
    assertEquals("", PortHolder.inode(line, 8081));
    assertEquals("", PortHolder.inode("  sl  local_address rem_address   st", 8080));
  }
}
