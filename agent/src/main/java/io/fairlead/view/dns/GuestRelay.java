package io.fairlead.view.dns;

import io.fairlead.wire.dns.Query;
import io.fairlead.wire.dns.Replies;
import io.fairlead.wire.dns.ResponseCode;
import io.fairlead.wire.dns.Wire;
import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Hands a container's questions on to the resolver that it would ask without us, and the answers
 * back. It neither repeats nor keeps anything: the container and that resolver do. A socket that
 * fails is opened anew: where the resolver was set up again, the kernel still sends what comes from
 * an old socket to where it was. Thread-safe.
 */
final class GuestRelay implements Forwarder, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(GuestRelay.class.getName());

  /** Questions that wait for an answer at once; a newer one takes the place of an older. */
  private static final int MOST = 256;

  private final Guest.Resolver resolver;
  private final Watch watch;
  private final @Nullable Waiting[] waiting = new Waiting[MOST];
  private final ByteBuffer answer = ByteBuffer.allocate(Wire.MAX_TCP);
  private @Nullable DatagramChannel channel;
  private boolean closed;
  private int last;

  /** Has {@link #answered} called whenever something can be read there. */
  interface Watch {
    void over(DatagramChannel channel, GuestRelay relay) throws IOException;
  }

  private record Waiting(int id, byte first, byte second, Reply reply) {}

  GuestRelay(Guest.Resolver resolver, Watch watch) {
    this.resolver = resolver;
    this.watch = watch;
  }

  @Override
  public void forward(
      byte[] query, int length, InetSocketAddress client, boolean overTcp, Reply reply) {
    if (overTcp) {
      Thread.ofVirtual().name("dns-guest-tcp").start(() -> ask(query, length, reply));
      return;
    }
    try {
      send(query, length, reply);
    } catch (IOException e) {
      hangUp();
      refuse(query, length, reply, e);
    }
  }

  private synchronized void send(byte[] query, int length, Reply reply) throws IOException {
    DatagramChannel open = channel;
    if (open == null) {
      if (closed) {
        throw new ClosedChannelException();
      }
      open = resolver.udp();
      channel = open;
      watch.over(open, this);
    }
    int id = ++last & 0xffff;
    waiting[id % MOST] = new Waiting(id, query[0], query[1], reply);
    byte[] asked = Arrays.copyOf(query, length);
    asked[0] = (byte) (id >> 8);
    asked[1] = (byte) id;
    open.write(ByteBuffer.wrap(asked));
  }

  private synchronized void hangUp() {
    if (channel != null) {
      Closing.quietly(channel);
      channel = null;
    }
  }

  /** Hands on the answers that have come. Called by one thread. */
  void answered(DatagramChannel from) {
    try {
      handOn(from);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a container''s own resolver is not there: {0}", e.toString());
      hangUp();
    }
  }

  private void handOn(DatagramChannel from) throws IOException {
    while (true) {
      answer.clear();
      int length = from.read(answer);
      if (length <= 0) {
        return;
      }
      Waiting asked = length < 2 ? null : take(answer.getShort(0) & 0xffff);
      if (asked != null) {
        byte[] message = Arrays.copyOf(answer.array(), length);
        message[0] = asked.first();
        message[1] = asked.second();
        asked.reply().send(message, length);
      }
    }
  }

  private synchronized @Nullable Waiting take(int id) {
    Waiting asked = waiting[id % MOST];
    if (asked == null || asked.id() != id) {
      return null;
    }
    waiting[id % MOST] = null;
    return asked;
  }

  private void ask(byte[] query, int length, Reply reply) {
    try (SocketChannel connection = resolver.tcp()) {
      ByteBuffer framed = ByteBuffer.allocate(2 + length).putShort((short) length);
      framed.put(query, 0, length).flip();
      while (framed.hasRemaining()) {
        connection.write(framed);
      }
      ByteBuffer size = filled(connection, ByteBuffer.allocate(2));
      ByteBuffer message = filled(connection, ByteBuffer.allocate(size.getShort(0) & 0xffff));
      reply.send(message.array(), message.capacity());
    } catch (IOException e) {
      refuse(query, length, reply, e);
    }
  }

  private static ByteBuffer filled(SocketChannel from, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (from.read(buffer) < 0) {
        throw new EOFException("the resolver hung up");
      }
    }
    return buffer;
  }

  private static void refuse(byte[] query, int length, Reply reply, IOException why) {
    LOG.log(Level.DEBUG, "a container''s own resolver cannot be asked: {0}", why.toString());
    Query asked = new Query();
    if (asked.parse(query, length) == Query.Verdict.OK) {
      byte[] bare = new byte[Replies.MAX_BARE];
      reply.send(
          bare, Replies.bare(asked, ResponseCode.SERVFAIL, Replies.RECURSION_AVAILABLE, bare));
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    hangUp();
  }
}
