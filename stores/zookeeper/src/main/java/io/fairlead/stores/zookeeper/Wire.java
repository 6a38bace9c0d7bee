package io.fairlead.stores.zookeeper;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.BufferUnderflowException;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** One socket to one server, and the messages on it. One thread reads, one writes. */
final class Wire implements Closeable {
  private static final byte[] NO_PASSWORD = new byte[16];

  private final Socket raw;
  private final DataInputStream in;
  private final OutputStream out;

  private Wire(Socket raw, Socket spoken) throws IOException {
    this.raw = raw;
    this.in = new DataInputStream(new BufferedInputStream(spoken.getInputStream(), 64 * 1024));
    this.out = new BufferedOutputStream(spoken.getOutputStream(), 64 * 1024);
  }

  /**
   * Connects.
   *
   * @param host as it was written; the server's certificate must be for it
   */
  static Wire open(
      InetSocketAddress address, String host, @Nullable SSLSocketFactory tls, Duration deadline)
      throws IOException {
    Socket raw = new Socket();
    try {
      int millis = (int) deadline.toMillis();
      raw.connect(address, millis);
      raw.setTcpNoDelay(true);
      // A ping that was not delivered when this process dies must not be after.
      raw.setSoLinger(true, 0);
      raw.setSoTimeout(millis);
      return new Wire(raw, tls == null ? raw : encrypted(tls, raw, host, address.getPort()));
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private static Socket encrypted(SSLSocketFactory tls, Socket raw, String host, int port)
      throws IOException {
    SSLSocket socket = (SSLSocket) tls.createSocket(raw, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /**
   * Asks for a new session. Nothing of ours hangs on a session, so none is ever taken up again.
   *
   * @param seen the newest transaction that this client knows of; a server that knows less hangs up
   * @return how long the server waits for a sign of life
   */
  Duration greet(Duration session, long seen) throws IOException {
    send(
        new Outgoing()
            .number(0)
            .large(seen)
            .number((int) session.toMillis())
            .large(0)
            .data(NO_PASSWORD)
            .flag(false)
            .frame());
    flush();
    int millis;
    try {
      Incoming answer = receive();
      answer.number();
      millis = answer.number();
    } catch (EOFException e) {
      throw new Lost("it hung up at once: no majority, or older data than was seen", true);
    } catch (BufferUnderflowException e) {
      throw new Lost("it does not speak ZooKeeper's protocol", false);
    }
    if (millis <= 0) {
      throw new Lost("it refused the session", true);
    }
    raw.setSoTimeout(0);
    return Duration.ofMillis(millis);
  }

  void send(byte[] frame) throws IOException {
    out.write(frame);
  }

  void flush() throws IOException {
    out.flush();
  }

  Incoming receive() throws IOException {
    int length = in.readInt();
    if (length < 0 || length > Limits.ANSWER) {
      throw new Lost("an answer of " + length + " bytes, at most " + Limits.ANSWER, false);
    }
    byte[] frame = new byte[length];
    in.readFully(frame);
    return new Incoming(frame);
  }

  /** Ends it under whoever reads or writes; a TLS goodbye could wait for a peer that is gone. */
  @Override
  public void close() {
    try {
      raw.close();
    } catch (IOException e) {
      // it is gone either way
    }
  }
}
