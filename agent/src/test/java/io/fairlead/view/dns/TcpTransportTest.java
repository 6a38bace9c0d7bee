package io.fairlead.view.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.catalog.Datacenters;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** Connections: pipelined, limited, and cut off when they hold on without use. */
@Timeout(60)
class TcpTransportTest {
  private static final DnsOptions OPTIONS = DnsOptions.of("internal", "host1");

  private final LinkedBlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
  private final List<Socket> sockets = new ArrayList<>();
  private DnsServer server = serve(TcpTransport.Limits.DEFAULT);

  private DnsServer serve(TcpTransport.Limits limits) {
    return new DnsServer(
        OPTIONS,
        Datacenters.alone(() -> Town.SNAPSHOT),
        (query, length, client, tcp, reply) -> held.add(() -> reply.send(query, length)),
        service -> {},
        limits);
  }

  @AfterEach
  void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    server.close();
  }

  private void limit(Duration idle, Duration write, int connections, int perClient) {
    server.close();
    server = serve(new TcpTransport.Limits(idle, write, connections, perClient));
  }

  private Socket connect() throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    InetSocketAddress address = server.apply(Set.of(any)).listening().iterator().next();
    Socket socket = new Socket();
    sockets.add(socket);
    socket.setReceiveBufferSize(4096);
    socket.connect(address);
    return socket;
  }

  private static byte[] frames(String... names) throws IOException {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (String name : names) {
      byte[] query = Asking.query(name, Type.A).toWire();
      frames.write(query.length >>> 8);
      frames.write(query.length);
      frames.write(query);
    }
    return frames.toByteArray();
  }

  private static Message read(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] message = new byte[in.readUnsignedShort()];
    in.readFully(message);
    return new Message(message);
  }

  /** Whether the server ends the connection, by a close or a reset. */
  private static void assertEnds(Socket socket) throws IOException {
    try {
      while (socket.getInputStream().read(new byte[8192]) >= 0) {
        // what was sent before the end
      }
    } catch (EOFException | SocketException e) {
      assertTrue(socket.isConnected());
    }
  }

  @Test
  void queriesOfOneConnectionArePipelined() throws IOException {
    Socket socket = connect();
    socket
        .getOutputStream()
        .write(frames("web.svc.internal", "none.svc.internal", "six.svc.internal"));
    assertEquals(Rcode.NOERROR, read(socket).getRcode());
    assertEquals(Rcode.NXDOMAIN, read(socket).getRcode());
    assertEquals(Rcode.NOERROR, read(socket).getRcode());
  }

  @Test
  void aQueryMayComeOctetByOctet() throws IOException {
    Socket socket = connect();
    socket.setTcpNoDelay(true);
    for (byte octet : frames("web.svc.internal")) {
      socket.getOutputStream().write(octet);
      socket.getOutputStream().flush();
    }
    assertEquals(Rcode.NOERROR, read(socket).getRcode());
  }

  @Test
  void aForwardedQueryHoldsNobodyBack() throws IOException, InterruptedException {
    Socket socket = connect();
    socket.getOutputStream().write(frames("a.example.org", "web.svc.internal"));
    assertEquals("web.svc.internal.", read(socket).getQuestion().getName().toString());
    held.take().run();
    assertEquals("a.example.org.", read(socket).getQuestion().getName().toString());
  }

  @Test
  void oneConnectionMayNotHaveTheForwarderForItself() throws IOException, InterruptedException {
    Socket socket = connect();
    String[] names = Stream.generate(() -> "a.example.org").limit(100).toArray(String[]::new);
    socket.getOutputStream().write(frames(names));
    List<Runnable> first = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      first.add(held.take());
    }
    assertEquals(null, held.poll(200, java.util.concurrent.TimeUnit.MILLISECONDS));
    first.forEach(Runnable::run);
    for (int i = 64; i < 100; i++) {
      held.take().run();
    }
    for (int i = 0; i < 100; i++) {
      assertEquals("a.example.org.", read(socket).getQuestion().getName().toString());
    }
  }

  @Test
  void anIdleConnectionIsClosed() throws IOException {
    limit(Duration.ofMillis(100), Duration.ofSeconds(5), 10, 10);
    assertEnds(connect());
  }

  @Test
  void halfAQueryKeepsNoConnectionOpen() throws IOException {
    limit(Duration.ofMillis(100), Duration.ofSeconds(5), 10, 10);
    Socket socket = connect();
    socket.getOutputStream().write(new byte[] {0, 40, 1});
    assertEnds(socket);
  }

  @Test
  void aQueryLongerThanAnyIsNotReadToItsEnd() throws IOException {
    Socket socket = connect();
    socket.getOutputStream().write(new byte[] {(byte) 0xff, (byte) 0xff, 1, 2, 3});
    assertEnds(socket);
  }

  @Test
  void oneClientMayNotTakeAllConnections() throws IOException {
    limit(Duration.ofSeconds(10), Duration.ofSeconds(5), 10, 2);
    Socket first = connect();
    first.getOutputStream().write(frames("web.svc.internal"));
    read(first);
    Socket second = connect();
    second.getOutputStream().write(frames("web.svc.internal"));
    read(second);

    assertEnds(connect());

    first.close();
    Set<Integer> codes = new HashSet<>();
    while (codes.isEmpty()) { // the server may see the close a little later
      try {
        Socket again = connect();
        again.getOutputStream().write(frames("web.svc.internal"));
        codes.add(read(again).getRcode());
      } catch (EOFException | SocketException e) {
        assertTrue(server.stats().connectionsRefused() > 0);
      }
    }
    assertEquals(Set.of(Rcode.NOERROR), codes);
  }

  @Test
  void aClientThatDoesNotReadIsCutOff() throws IOException {
    limit(Duration.ofSeconds(30), Duration.ofMillis(300), 10, 10);
    Socket socket = connect();
    byte[] many =
        frames(Stream.generate(() -> "web.svc.internal").limit(500).toArray(String[]::new));
    int written = 0;
    boolean cut = false;
    while (!cut) {
      try {
        socket.getOutputStream().write(many);
        written += many.length;
      } catch (SocketException e) {
        cut = true;
      }
    }
    assertTrue(written > 0);
    Socket next = connect();
    next.getOutputStream().write(frames("web.svc.internal"));
    assertEquals(Rcode.NOERROR, read(next).getRcode());
  }
}
