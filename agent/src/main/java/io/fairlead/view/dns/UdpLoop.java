package io.fairlead.view.dns;

import io.fairlead.model.IpAddress;
import io.fairlead.wire.dns.Query;
import io.fairlead.wire.dns.Replies;
import io.fairlead.wire.dns.Wire;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads, answers and writes on one socket: two system calls for a query. Run by one thread. */
final class UdpLoop implements Runnable {
  private static final System.Logger LOG = System.getLogger(UdpLoop.class.getName());
  private static final int MAX_QUERY = 4096;
  private static final int MAX_FAULTS_IN_A_ROW = 1000;

  private final DatagramChannel channel;
  private final Answerer answerer;
  private final Clients clients;
  private final Forwarder forwarder;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_QUERY);
  private final byte[] in = new byte[MAX_QUERY];
  private final byte[] out = new byte[Wire.MAX_UDP];
  // The channel returns the same object while the same client goes on asking.
  private @Nullable InetSocketAddress client;
  private IpAddress caller = IpAddress.v4(0);
  private boolean mayRecurse;

  UdpLoop(DatagramChannel channel, Answerer answerer, Clients clients, Forwarder forwarder) {
    this.channel = channel;
    this.answerer = answerer;
    this.clients = clients;
    this.forwarder = forwarder;
  }

  @Override
  public void run() {
    int faults = 0;
    while (faults < MAX_FAULTS_IN_A_ROW) {
      try {
        exchange();
        faults = 0;
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException | RuntimeException e) {
        // One client's fault (unreachable, forbidden) is not the next one's.
        if (Integer.bitCount(++faults) == 1) {
          LOG.log(Level.WARNING, "an exchange over UDP failed", e);
        }
      }
    }
    LOG.log(Level.ERROR, "giving up a UDP socket that only fails; add its address again");
  }

  @SuppressWarnings("ReferenceEquality") // the same object is the case worth being quick for
  private void exchange() throws IOException {
    buffer.clear();
    InetSocketAddress from = (InetSocketAddress) channel.receive(buffer);
    if (from == null || from.getPort() == 0) {
      return;
    }
    buffer.flip();
    int length = buffer.limit();
    buffer.get(0, in, 0, length);
    if (from != client) {
      client = from;
      caller = IpAddress.of(from.getAddress());
      mayRecurse = clients.mayRecurse(caller);
    }
    int written = answerer.answer(in, length, caller, mayRecurse, false, out);
    if (written > 0) {
      buffer.clear().put(0, out, 0, written).limit(written);
      channel.send(buffer, from);
    } else if (written == Answerer.FORWARD) {
      forward(from, length);
    }
  }

  private void forward(InetSocketAddress from, int length) {
    byte[] query = Arrays.copyOf(in, length);
    byte[] asked = query.clone();
    int limit = answerer.udpLimit();
    forwarder.forward(
        query,
        length,
        from,
        false,
        (message, size) ->
            send(from, size <= limit ? ByteBuffer.wrap(message, 0, size) : cut(asked, message)));
  }

  /** The question again, with the reply's code, and that there is more. */
  private static ByteBuffer cut(byte[] asked, byte[] reply) {
    Query query = new Query();
    query.parse(asked, asked.length);
    byte[] bare = new byte[Replies.MAX_BARE];
    int flags = Replies.TRUNCATED | Replies.RECURSION_AVAILABLE;
    return ByteBuffer.wrap(bare, 0, Replies.bare(query, reply[3] & 0xf, flags, bare));
  }

  private void send(InetSocketAddress to, ByteBuffer message) {
    try {
      channel.send(message, to);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a forwarded reply could not be sent", e);
    }
  }
}
