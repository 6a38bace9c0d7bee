package io.fairlead.agent.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fairlead.agent.network.NetworkLab.Container;
import io.fairlead.agent.network.NetworkLab.Member;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.model.Port.Protocol;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.PublishedPort;
import io.fairlead.testkit.catalog.NetworkSamples;
import io.fairlead.testkit.lab.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that never pause, when the port that they talk to leads elsewhere. */
@SuppressWarnings("NullAway.Init") // opened before all tests
class FlowsIT {
  /** Less than the kernel remembers a flow of UDP that pauses. */
  private static final Duration SOON = Duration.ofSeconds(20);

  private static final int PORT = 5353;

  private static NetworkLab lab;
  private static Member h1;
  private static Member h2;
  private static Network network;
  private Container old;
  private Container fresh;

  @BeforeAll
  static void open() {
    lab = new NetworkLab();
    h1 = lab.member("h1");
    h2 = lab.member("h2");
    network = lab.network("led", "bridge", "10.86.0.0/24", Network.Options.USUAL);
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @BeforeEach
  void containers() {
    old = h1.join(network, "old", "10.86.0.2/24", Map.of());
    fresh = h1.join(network, "fresh", "10.86.0.3/24", Map.of());
  }

  @AfterEach
  void allLeave() {
    lab.allLeave();
  }

  private static void publish(Container container, PublishedPort... ports) {
    h1.own.put(container.endpoint().id(), NetworkSamples.publishing(container.endpoint(), ports));
  }

  private static final PublishedPort UDP = new PublishedPort(Protocol.UDP, null, PORT, 53);

  /** Answers every datagram with its container's name. */
  private static DatagramSocket answering(Container container) {
    DatagramSocket socket = Sockets.within(container, () -> new DatagramSocket(53));
    byte[] name = container.endpoint().id().id().getBytes(StandardCharsets.UTF_8);
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (true) {
                  DatagramPacket packet = new DatagramPacket(new byte[9], 9);
                  socket.receive(packet);
                  socket.send(new DatagramPacket(name, name.length, packet.getSocketAddress()));
                }
              } catch (IOException e) {
                // closed
              }
            });
    return socket;
  }

  private interface Opening<T> {
    T open() throws IOException;
  }

  private static <T> T onH2(Opening<T> opening) {
    try (NetworkNamespace namespace =
        NetworkNamespace.open(Path.of("/run/netns", h2.machine.network()))) {
      return namespace.call(
          () -> {
            try {
              return opening.open();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  /** One socket that sends something every few milliseconds, and who answered last. */
  private static final class Client implements AutoCloseable {
    private final DatagramSocket socket = onH2(() -> new DatagramSocket());
    private volatile String last = "";

    Client() {
      Thread.ofPlatform().daemon().start(this::ask);
    }

    private void ask() {
      try {
        socket.setSoTimeout(5);
        while (true) {
          socket.send(
              new DatagramPacket(
                  new byte[1], 1, new InetSocketAddress(h1.machine.address(), PORT)));
          DatagramPacket answer = new DatagramPacket(new byte[9], 9);
          try {
            socket.receive(answer);
            last = new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
          } catch (SocketTimeoutException e) {
            // It is lost, or refused; the next one may not be.
          }
        }
      } catch (IOException e) {
        // closed
      }
    }

    void hears(String name) {
      Await.quiet(name + " answers", SOON, () -> last.equals(name) ? "" : "it was '" + last + "'");
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  @Test
  void aPortThatChangesHandsLeadsThemToTheNewOne() {
    try (DatagramSocket _ = answering(old);
        DatagramSocket _ = answering(fresh);
        Client client = new Client()) {
      publish(old, UDP);
      h1.networks.publish();
      client.hears("old");
      publish(old);
      publish(fresh, UDP);
      h1.networks.publish();
      client.hears("fresh");
    }
  }

  @Test
  void aPortThatIsPublishedLeadsThemThoughTheyAskedBefore() {
    try (DatagramSocket _ = answering(fresh);
        Client client = new Client()) {
      publish(old, new PublishedPort(Protocol.UDP, null, PORT + 1, 53));
      h1.networks.publish();
      Await.until("they are remembered", SOON, () -> isRemembered(client));
      publish(fresh, UDP);
      h1.networks.publish();
      client.hears("fresh");
    }
  }

  private static boolean isRemembered(Client client) {
    String flows = h1.machine.exec("conntrack", "-L", "-p", "udp", "--dport", "" + PORT);
    return flows.contains("sport=" + client.socket.getLocalPort());
  }

  @Test
  void soDoesAPortThatChangedHandsWhileTheAgentWasAway() {
    try (DatagramSocket _ = answering(old);
        DatagramSocket _ = answering(fresh);
        Client client = new Client()) {
      publish(old, UDP);
      h1.networks.publish();
      client.hears("old");
      h1.close();
      publish(old);
      publish(fresh, UDP);
      client.hears("old");
      h1.restart();
      client.hears("fresh");
    }
  }

  @Test
  void aConnectionToAPortThatChangedHandsEndsAtOnce() throws IOException {
    PublishedPort tcp = new PublishedPort(Protocol.TCP, null, PORT, 80);
    try (Sockets _ = Sockets.listening(old, 80);
        Sockets _ = Sockets.listening(fresh, 80)) {
      publish(old, tcp);
      h1.networks.publish();
      try (Socket client = onH2(() -> new Socket(h1.machine.address(), PORT))) {
        client.setSoTimeout(20_000);
        client.getOutputStream().write(7);
        assertEquals(7, client.getInputStream().read());
        publish(old);
        publish(fresh, tcp);
        h1.networks.publish();
        client.getOutputStream().write(7);
        assertThrows(SocketException.class, () -> client.getInputStream().read());
      }
    }
  }
}
