package io.fairlead.ovs;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * A short talk on a unix socket, whose other side is given up where it says nothing for a while.
 */
final class Talk implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int PART = 1 << 16;

  private final Path socket;
  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final ByteBuffer in = ByteBuffer.allocate(PART);

  private Talk(Path socket, SocketChannel channel, Selector selector) throws IOException {
    this.socket = socket;
    this.channel = channel;
    this.selector = selector;
    this.key = channel.register(selector, 0);
  }

  /**
   * Begins one.
   *
   * @throws IOException where nobody listens
   */
  static Talk with(Path socket) throws IOException {
    SocketChannel channel;
    try {
      channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      throw new IOException(
          "nobody listens at " + socket + "; systemctl start openvswitch-switch", e);
    }
    try {
      channel.configureBlocking(false);
      return new Talk(socket, channel, Selector.open());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  void say(byte[] bytes) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(bytes);
    while (out.hasRemaining()) {
      if (channel.write(out) == 0) {
        await(SelectionKey.OP_WRITE);
      }
    }
  }

  /** The next octets, at least one; valid until the next call. */
  ByteBuffer hear() throws IOException {
    await(SelectionKey.OP_READ);
    if (channel.read(in.clear()) < 0) {
      throw new IOException(socket + ": the other side ended the talk");
    }
    return in.flip();
  }

  private void await(int what) throws IOException {
    key.interestOps(what);
    if (selector.select(PATIENCE_MILLIS) == 0) {
      throw new IOException(socket + ": no answer in time");
    }
    selector.selectedKeys().clear();
  }

  @Override
  public void close() {
    try (channel) {
      selector.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
