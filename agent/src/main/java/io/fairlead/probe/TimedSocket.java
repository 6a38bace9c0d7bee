package io.fairlead.probe;

import io.fairlead.model.IpAddress;
import io.fairlead.spi.Time;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A TCP connection whose every wait, for a peer that answers a byte at a time too, ends at one
 * deadline with a {@link SocketTimeoutException}.
 */
final class TimedSocket extends Socket {
  private final Time time;
  private final long deadline;

  private TimedSocket(Time time, Duration timeout) {
    this.time = time;
    this.deadline = time.nanos() + timeout.toNanos();
  }

  /** Connects, within {@code timeout} as all that follows. */
  static TimedSocket open(IpAddress address, int port, Duration timeout, Time time)
      throws IOException {
    TimedSocket socket = new TimedSocket(time, timeout);
    try {
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(address.toInetAddress(), port), socket.millisLeft());
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(super.getInputStream()) {
      @Override
      public int read() throws IOException {
        setSoTimeout(millisLeft());
        return super.read();
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        setSoTimeout(millisLeft());
        return super.read(into, offset, length);
      }
    };
  }

  /** At least 1, because 0 would be for ever. */
  private int millisLeft() throws SocketTimeoutException {
    long nanos = deadline - time.nanos();
    if (nanos <= 0) {
      throw new SocketTimeoutException("out of time");
    }
    return (int) Math.min(Integer.MAX_VALUE, nanos / 1_000_000 + 1);
  }
}
