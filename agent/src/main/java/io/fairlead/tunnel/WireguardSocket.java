package io.fairlead.tunnel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** One question to a program's socket, and its answer. */
final class WireguardSocket {
  private static final int PATIENCE_MILLIS = 2_000;
  private static final int MOST = 8 << 20;
  private static final int PART = 1 << 16;

  private WireguardSocket() {}

  /**
   * Asks, and waits for the empty line that ends the answer.
   *
   * @throws IOException where nobody answers in time
   */
  static String ask(Path socket, String question) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_WRITE);
      ByteBuffer out = ByteBuffer.wrap(question.getBytes(UTF_8));
      while (out.hasRemaining()) {
        await(selector);
        channel.write(out);
      }
      key.interestOps(SelectionKey.OP_READ);
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      ByteBuffer in = ByteBuffer.allocate(PART);
      while (!ends(answer)) {
        await(selector);
        if (channel.read(in.clear()) < 0 || answer.size() > MOST) {
          throw new IOException("the answer has no end");
        }
        answer.write(in.array(), 0, in.position());
      }
      return answer.toString(UTF_8);
    }
  }

  /**
   * Does what ends the program, and waits for that end, or a little.
   *
   * @throws IOException where no program is there; nothing was done then
   */
  static void untilItEnds(Path socket, Runnable work) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      work.run();
      // Nobody asks, so nothing can be read but the end.
      int _ = selector.select(PATIENCE_MILLIS);
    }
  }

  private static void await(Selector selector) throws IOException {
    if (selector.select(PATIENCE_MILLIS) == 0) {
      throw new IOException("no answer in time");
    }
    selector.selectedKeys().clear();
  }

  private static boolean ends(ByteArrayOutputStream answer) {
    return answer.size() > 1 && answer.toString(UTF_8).endsWith("\n\n");
  }
}
