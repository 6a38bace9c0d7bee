package io.fairlead.agent.network;

import io.fairlead.agent.network.NetworkLab.Container;
import io.fairlead.linux.netns.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Sockets within containers: servers that echo single octets, and those who ask them. */
final class Sockets implements AutoCloseable {
  /** Longer than the kernel takes to try a second time. */
  private static final int PATIENCE_MILLIS = 1500;

  private final List<ServerSocket> servers = new ArrayList<>();

  private Sockets() {}

  interface Opening<T> {
    T open() throws IOException;
  }

  static <T> T within(Container container, Opening<T> opening) {
    Supplier<T> work =
        () -> {
          try {
            return opening.open();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    try (NetworkNamespace namespace =
        NetworkNamespace.open(Path.of("/run/netns", container.sandbox()))) {
      return namespace.call(work);
    }
  }

  /** Servers within a container. */
  static Sockets listening(Container container, int... ports) {
    Sockets sockets = new Sockets();
    for (int port : ports) {
      ServerSocket server = within(container, () -> new ServerSocket(port));
      sockets.servers.add(server);
      Thread.ofVirtual().start(() -> echo(server));
    }
    return sockets;
  }

  private static void echo(ServerSocket server) {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.ofVirtual()
            .start(
                () -> {
                  try (client) {
                    client.getInputStream().transferTo(client.getOutputStream());
                  } catch (IOException e) {
                    // The client has gone.
                  }
                });
      } catch (IOException e) {
        return;
      }
    }
  }

  /** Whether a connection is answered. */
  static boolean connects(Container from, Container to, int port) {
    try (Socket socket = within(from, () -> connected(to, port))) {
      return socket.isConnected();
    } catch (UncheckedIOException | IOException e) {
      return false;
    }
  }

  /** Whether a connection to a port where nobody listens is refused, by the other's kernel. */
  boolean isRefused(Container from, Container to) {
    try (Socket _ = within(from, () -> connected(to, 1))) {
      return false;
    } catch (UncheckedIOException e) {
      return e.getCause() instanceof ConnectException;
    } catch (IOException e) {
      return false;
    }
  }

  private static Socket connected(Container to, int port) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(to.address(), port), PATIENCE_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** A connection that stays. */
  Talk talk(Container from, Container to, int port) {
    return new Talk(within(from, () -> connected(to, port)));
  }

  /** One connection. */
  record Talk(Socket socket) implements AutoCloseable {
    /** Sends an octet and waits until it comes back. */
    void exchange() {
      try {
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(7);
        if (socket.getInputStream().read() != 7) {
          throw new IllegalStateException("the connection has ended");
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Sends every datagram back until the socket is closed. */
  static void echo(DatagramSocket server) {
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[512], 512);
        server.receive(packet);
        server.send(packet);
      }
    } catch (IOException e) {
      // closed
    }
  }

  /** Whether a datagram is answered. */
  static boolean asksByUdp(Container from, Container to) {
    try (DatagramSocket server =
            within(to, () -> new DatagramSocket(0, InetAddress.getByName(to.address())));
        DatagramSocket client = within(from, () -> new DatagramSocket())) {
      Thread.ofVirtual().start(() -> echo(server));
      client.setSoTimeout(PATIENCE_MILLIS);
      client.send(new DatagramPacket(new byte[1], 1, server.getLocalSocketAddress()));
      client.receive(new DatagramPacket(new byte[8], 8));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    for (ServerSocket server : servers) {
      try {
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
