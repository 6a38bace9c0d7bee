package io.fairlead.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A server on 127.0.0.1 that does to each connection what a test says. */
public final class Peer implements AutoCloseable {
  private final ServerSocket listener;
  private final Thread thread;

  /** Accepts from now on. */
  public Peer(Behaviour behaviour) throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    thread = Thread.ofVirtual().start(() -> serve(behaviour));
  }

  /** What is done to a connection; it is closed after. */
  public interface Behaviour {
    /** Reads and writes as it likes. */
    void meet(InputStream in, OutputStream out) throws IOException, InterruptedException;
  }

  /** Where it listens. */
  public int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    thread.interrupt();
  }

  private void serve(Behaviour behaviour) {
    while (!listener.isClosed()) {
      try (Socket socket = listener.accept()) {
        behaviour.meet(socket.getInputStream(), socket.getOutputStream());
      } catch (IOException e) {
        // The probe has gone, or the test has ended.
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
