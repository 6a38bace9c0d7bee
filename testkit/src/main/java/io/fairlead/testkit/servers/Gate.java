package io.fairlead.testkit.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A way of one client to one server over TCP, on the loopback address, that can be cut as networks
 * are. Thread-safe.
 */
public final class Gate implements AutoCloseable {
  private static final int CHUNK = 16 * 1024;

  private final InetSocketAddress server;
  private final ServerSocket door;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  // Guarded by this.
  private Way way = Way.OPEN;
  private boolean closed;

  /** How things stand between the client and the server. */
  public enum Way {
    /** All passes. */
    OPEN,
    /** Connections end, and new ones end at once. */
    SHUT,
    /** Nothing passes and nothing ends; what was sent arrives late, when the way is open again. */
    SILENT,
    /** What the client asks arrives; when the server answers, the connection ends instead. */
    MUTE
  }

  /** A way to the server at this port of the loopback address. */
  public Gate(int port) {
    server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try {
      door = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().name("gate-" + door.getLocalPort()).start(this::admit);
  }

  /** {@code 127.0.0.1:PORT}, where the client finds the server. */
  public String address() {
    return "127.0.0.1:" + door.getLocalPort();
  }

  /** Things stand so from now on. */
  public synchronized void become(Way next) {
    way = next;
    notifyAll();
    if (next == Way.SHUT) {
      open.forEach(Gate::end);
    }
  }

  private synchronized Way passing() throws InterruptedException {
    while (way == Way.SILENT && !closed) {
      wait();
    }
    return closed ? Way.SHUT : way;
  }

  private void admit() {
    try {
      while (true) {
        Socket client = door.accept();
        Thread.ofVirtual().start(() -> lead(client));
      }
    } catch (IOException e) {
      // It was closed.
    }
  }

  private void lead(Socket client) {
    open.add(client);
    try (client;
        Socket far = new Socket()) {
      if (passing() == Way.SHUT) {
        return;
      }
      far.connect(server);
      far.setTcpNoDelay(true);
      client.setTcpNoDelay(true);
      open.add(far);
      try {
        Thread back = Thread.ofVirtual().start(() -> pump(far, client, true));
        pump(client, far, false);
        back.join();
      } finally {
        open.remove(far);
      }
    } catch (IOException e) {
      // The server is away: the connection ends.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  private void pump(Socket from, Socket to, boolean answers) {
    byte[] chunk = new byte[CHUNK];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        Way now = passing();
        if (now == Way.SHUT || (now == Way.MUTE && answers)) {
          break;
        }
        out.write(chunk, 0, read);
      }
    } catch (IOException e) {
      // One side ended: so does the other.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end(from);
      end(to);
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It has ended.
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      door.close();
    } catch (IOException e) {
      // It has ended.
    }
    open.forEach(Gate::end);
  }
}
