package io.fairlead.bird;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** BIRD's control socket: one command after the other. */
final class BirdSocket implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int MOST = 1 << 20;
  private static final int PART = 1 << 14;

  private final SocketChannel channel;
  private final Selector selector;

  private BirdSocket(SocketChannel channel, Selector selector) {
    this.channel = channel;
    this.selector = selector;
  }

  /**
   * Connects, and waits for its greeting.
   *
   * @throws IOException where it does not answer
   */
  static BirdSocket open(Path path) throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
    try {
      channel.configureBlocking(false);
      Selector selector = Selector.open();
      channel.register(selector, SelectionKey.OP_READ);
      BirdSocket socket = new BirdSocket(channel, selector);
      BirdReply _ = socket.hear();
      return socket;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  BirdReply ask(String command) throws IOException {
    ByteBuffer out = ByteBuffer.wrap((command + "\n").getBytes(UTF_8));
    while (out.hasRemaining()) {
      channel.write(out); // shorter than any socket's buffer
    }
    return hear();
  }

  private BirdReply hear() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer in = ByteBuffer.allocate(PART);
    while (true) {
      if (selector.select(PATIENCE_MILLIS) == 0) {
        throw new IOException("BIRD does not answer in time");
      }
      selector.selectedKeys().clear();
      if (channel.read(in.clear()) < 0 || all.size() > MOST) {
        throw new IOException("BIRD ended the talk");
      }
      all.write(in.array(), 0, in.position());
      try {
        BirdReply reply = BirdReply.read(all.toString(UTF_8));
        if (reply != null) {
          return reply;
        }
      } catch (IllegalArgumentException e) {
        throw new IOException(e.getMessage(), e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      selector.close();
    }
  }
}
