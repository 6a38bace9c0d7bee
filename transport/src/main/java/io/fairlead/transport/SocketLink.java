package io.fairlead.transport;

import java.io.IOException;
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

/** A unix or TCP socket. */
final class SocketLink implements Link {
  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private Deadline deadline = Deadline.NEVER;

  private SocketLink(SocketChannel channel, Selector selector) throws IOException {
    this.channel = channel;
    this.selector = selector;
    channel.configureBlocking(false);
    this.key = channel.register(selector, 0);
  }

  /** One that is connected. */
  static SocketLink open(SocketAddress address, Deadline deadline) throws IOException {
    SocketChannel channel =
        address instanceof UnixDomainSocketAddress
            ? SocketChannel.open(StandardProtocolFamily.UNIX)
            : SocketChannel.open();
    try {
      SocketLink link = new SocketLink(channel, Selector.open());
      try {
        link.until(deadline);
        link.connect(address);
        return link;
      } catch (Throwable e) {
        link.close();
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
      // What was not delivered when this process dies must not be after: a renewed lease would keep
      // a dead node's entries.
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    }
    boolean connected = channel.connect(address);
    while (!connected) {
      await(SelectionKey.OP_CONNECT);
      connected = channel.finishConnect();
    }
  }

  @Override
  public void until(Deadline limit) {
    deadline = limit;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return channel.read(into);
  }

  @Override
  public void awaitInput() throws IOException {
    await(SelectionKey.OP_READ);
  }

  @Override
  public void write(ByteBuffer out) throws IOException {
    channel.write(out);
    while (out.hasRemaining()) {
      await(SelectionKey.OP_WRITE);
      channel.write(out);
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
