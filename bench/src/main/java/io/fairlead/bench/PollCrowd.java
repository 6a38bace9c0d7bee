package io.fairlead.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/** Clients that each wait on a connection of their own, all on one thread. */
final class PollCrowd implements AutoCloseable {
  private static final String LENGTH = "\r\ncontent-length: ";

  private final Selector selector = Selector.open();
  private final List<SocketChannel> channels = new ArrayList<>();
  private final List<Poll> polls = new ArrayList<>();

  PollCrowd() throws IOException {}

  /** An answer that came. */
  record Woken(int poll, long atNanos, String head) {
    /** A header that both kinds of server send in any case of letters. */
    long number(String name) {
      String lower = head.toLowerCase(Locale.ROOT);
      int at = lower.indexOf("\r\n" + name.toLowerCase(Locale.ROOT) + ": ");
      String rest = lower.substring(at + name.length() + 4);
      return Long.parseLong(rest.substring(0, rest.indexOf('\r')));
    }
  }

  /** Connects so many, and asks each for its path. */
  void connect(InetSocketAddress server, int number, IntFunction<String> path) throws IOException {
    for (int i = 0; i < number; i++) {
      SocketChannel channel = SocketChannel.open(server);
      Poll poll = new Poll(i);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, poll);
      channels.add(channel);
      polls.add(poll);
      ask(i, path.apply(i));
    }
  }

  /** Sends the next request of one client. */
  void ask(int poll, String path) throws IOException {
    String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    polls.get(poll).answer.setLength(0);
    channels.get(poll).write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
  }

  /** The answers that come whole within {@code millis}, or sooner once there is one. */
  List<Woken> await(long millis) throws IOException {
    List<Woken> woken = new ArrayList<>();
    selector.select(
        key -> {
          Poll poll = (Poll) key.attachment();
          try {
            if (poll.read((SocketChannel) key.channel())) {
              woken.add(new Woken(poll.number, System.nanoTime(), poll.head()));
            }
          } catch (IOException e) {
            throw new IllegalStateException("poll " + poll.number, e);
          }
        },
        Math.max(1, millis));
    return woken;
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
    selector.close();
  }

  private static final class Poll {
    private static final ByteBuffer BUFFER = ByteBuffer.allocateDirect(64 << 10);

    private final int number;
    private final StringBuilder answer = new StringBuilder(0);

    Poll(int number) {
      this.number = number;
    }

    /** Whether the answer is whole now. */
    boolean read(SocketChannel channel) throws IOException {
      BUFFER.clear();
      if (channel.read(BUFFER) < 0) {
        throw new EOFException("the server closed");
      }
      answer.append(StandardCharsets.ISO_8859_1.decode(BUFFER.flip()));
      int end = answer.indexOf("\r\n\r\n");
      if (end < 0) {
        return false;
      }
      String head = head().toLowerCase(Locale.ROOT);
      int length = head.indexOf(LENGTH) + LENGTH.length();
      int body = Integer.parseInt(head.substring(length, head.indexOf('\r', length)));
      return answer.length() >= end + 4 + body;
    }

    String head() {
      return answer.substring(0, answer.indexOf("\r\n\r\n") + 2);
    }
  }
}
