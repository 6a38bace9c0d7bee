package io.fairlead.transport;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Objects;

/**
 * One socket with a read buffer. Waiting ends at the deadline, when the thread is interrupted
 * ({@link ClosedByInterruptException}), or when another thread closes it; otherwise for one thread
 * at a time.
 */
final class Connection extends InputStream implements Closeable {
  private static final int BUFFER = 16 * 1024;

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final ByteBuffer in = ByteBuffer.allocate(BUFFER).limit(0);
  private Deadline deadline = Deadline.NEVER;

  private Connection(SocketChannel channel, Selector selector) throws IOException {
    this.channel = channel;
    this.selector = selector;
    channel.configureBlocking(false);
    this.key = channel.register(selector, 0);
  }

  static Connection open(SocketAddress address, Deadline deadline) throws IOException {
    SocketChannel channel =
        address instanceof UnixDomainSocketAddress
            ? SocketChannel.open(StandardProtocolFamily.UNIX)
            : SocketChannel.open();
    try {
      Connection connection = new Connection(channel, Selector.open());
      try {
        connection.until(deadline).connect(address);
        return connection;
      } catch (Throwable e) {
        connection.close();
        throw e;
      }
    } catch (Throwable e) {
      channel.close();
      throw e;
    }
  }

  private void connect(SocketAddress address) throws IOException {
    if (!(address instanceof UnixDomainSocketAddress)) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    }
    boolean connected = channel.connect(address);
    while (!connected) {
      await(SelectionKey.OP_CONNECT);
      connected = channel.finishConnect();
    }
  }

  /** Limits all waiting from here on. */
  Connection until(Deadline limit) {
    deadline = limit;
    return this;
  }

  void write(byte[] bytes) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(bytes);
    channel.write(out);
    while (out.hasRemaining()) {
      await(SelectionKey.OP_WRITE);
      channel.write(out);
    }
  }

  /** Whether an idle connection can carry another request: open, and nothing unasked has come. */
  boolean fresh() {
    try {
      return !in.hasRemaining() && channel.read(in.clear()) == 0;
    } catch (IOException e) {
      return false;
    } finally {
      in.limit(0);
    }
  }

  @Override
  public int read() throws IOException {
    return fill() ? in.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, in.remaining());
    in.get(target, offset, count);
    return count;
  }

  @Override
  public int available() {
    return in.remaining();
  }

  private boolean fill() throws IOException {
    if (in.hasRemaining()) {
      return true;
    }
    in.clear();
    try {
      int count = channel.read(in);
      while (count == 0) {
        await(SelectionKey.OP_READ);
        count = channel.read(in);
      }
      return count > 0;
    } finally {
      in.flip();
    }
  }

  private void await(int operation) throws IOException {
    try {
      key.interestOps(operation);
      selector.select(ready -> {}, deadline.millisLeft());
    } catch (ClosedSelectorException | CancelledKeyException e) {
      AsynchronousCloseException closed = new AsynchronousCloseException();
      closed.initCause(e);
      throw closed;
    }
    if (Thread.currentThread().isInterrupted()) {
      close();
      throw new ClosedByInterruptException();
    }
  }

  /** Ends it at once, also under a thread that waits on it. Safe to repeat. */
  @Override
  public void close() {
    try {
      selector.close();
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("closing a socket", e);
    }
  }
}
