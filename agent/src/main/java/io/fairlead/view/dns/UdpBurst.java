package io.fairlead.view.dns;

import io.fairlead.model.IpAddress;
import io.fairlead.wire.dns.Query;
import io.fairlead.wire.dns.Replies;
import io.fairlead.wire.dns.Wire;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads, answers and writes what waits on a socket, in bursts: all that waits is read and answered
 * first and sent then, because the same path through the kernel many times in a row costs less than
 * two paths in turns. For one thread, on any number of sockets.
 */
final class UdpBurst {
  private static final System.Logger LOG = System.getLogger(UdpBurst.class.getName());
  private static final int MAX_QUERY = 4096;
  private static final int BURST = 32;

  private final Answerer answerer;
  private final Clients clients;
  private final Forwarder forwarder;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_QUERY);
  private final byte[] in = new byte[MAX_QUERY];
  private final byte[] out = new byte[Wire.MAX_UDP];
  private final ByteBuffer[] replies = new ByteBuffer[BURST];
  private final InetSocketAddress[] askers = new InetSocketAddress[BURST];
  private int answered;
  private int faults;
  // What is known of the last client: most questions come in runs from one address.
  private @Nullable InetAddress client;
  private IpAddress caller = IpAddress.v4(0);
  private boolean mayRecurse;

  UdpBurst(Answerer answerer, Clients clients, Forwarder forwarder) {
    this.answerer = answerer;
    this.clients = clients;
    this.forwarder = forwarder;
    ByteBuffer room = ByteBuffer.allocateDirect(BURST * Wire.MAX_UDP);
    for (int i = 0; i < BURST; i++) {
      replies[i] = room.slice(i * Wire.MAX_UDP, Wire.MAX_UDP);
    }
  }

  /**
   * Reads and answers all that waits, or a burst of it.
   *
   * @return false where nothing is left
   */
  boolean take(DatagramChannel channel) throws IOException {
    return take(channel, null, forwarder);
  }

  /**
   * The same of a guest.
   *
   * @param asking who asks there, whatever address it has; null where the address tells
   * @param elsewhere answers what is not ours
   */
  boolean take(DatagramChannel channel, @Nullable IpAddress asking, Forwarder elsewhere)
      throws IOException {
    boolean more = read(channel, asking, elsewhere);
    send(channel);
    return more;
  }

  private boolean read(DatagramChannel channel, @Nullable IpAddress asking, Forwarder elsewhere)
      throws IOException {
    answered = 0;
    for (int i = 0;
        i < BURST;
        i++) { // counts what gets no reply, too: replies must not wait for it
      buffer.clear();
      InetSocketAddress from = (InetSocketAddress) channel.receive(buffer);
      if (from == null) {
        return false;
      }
      if (from.getPort() != 0) {
        know(from.getAddress(), asking);
        answer(channel, from, buffer.flip().limit(), elsewhere);
      }
    }
    return true;
  }

  private void know(InetAddress address, @Nullable IpAddress asking) {
    if (asking != null) {
      client = null;
      caller = asking;
      mayRecurse = true;
    } else if (!address.equals(client)) {
      client = address;
      caller = IpAddress.of(address);
      mayRecurse = clients.mayRecurse(caller);
    }
  }

  private void answer(
      DatagramChannel channel, InetSocketAddress from, int length, Forwarder elsewhere) {
    buffer.get(0, in, 0, length);
    int written = answerer.answer(in, length, caller, mayRecurse, false, out);
    if (written > 0) {
      askers[answered] = from;
      replies[answered].clear().put(0, out, 0, written).limit(written);
      answered++;
    } else if (written == Answerer.FORWARD) {
      forward(channel, from, length, elsewhere);
    }
  }

  private void send(DatagramChannel channel) {
    for (int i = 0; i < answered; i++) {
      try {
        channel.send(replies[i], askers[i]);
        faults = 0;
      } catch (IOException e) {
        // One client's fault (unreachable, forbidden) is not the next one's.
        failed(channel, e);
      }
    }
  }

  /** Counts a fault; the first, the second, the fourth in a row and so on are logged. */
  void failed(DatagramChannel channel, Exception e) {
    if (channel.isOpen() && Integer.bitCount(++faults) == 1) {
      LOG.log(Level.WARNING, "an exchange over UDP failed", e);
    }
  }

  /** Faults since the last reply that was sent. */
  int faults() {
    return faults;
  }

  private void forward(
      DatagramChannel channel, InetSocketAddress from, int length, Forwarder elsewhere) {
    byte[] query = Arrays.copyOf(in, length);
    byte[] asked = query.clone();
    int limit = answerer.udpLimit();
    elsewhere.forward(
        query,
        length,
        from,
        false,
        (message, size) ->
            send(
                channel,
                from,
                size <= limit ? ByteBuffer.wrap(message, 0, size) : cut(asked, message)));
  }

  /** The question again, with the reply's code, and that there is more. */
  private static ByteBuffer cut(byte[] asked, byte[] reply) {
    Query query = new Query();
    query.parse(asked, asked.length);
    byte[] bare = new byte[Replies.MAX_BARE];
    int flags = Replies.TRUNCATED | Replies.RECURSION_AVAILABLE;
    return ByteBuffer.wrap(bare, 0, Replies.bare(query, reply[3] & 0xf, flags, bare));
  }

  private static void send(DatagramChannel channel, InetSocketAddress to, ByteBuffer message) {
    try {
      channel.send(message, to);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a forwarded reply could not be sent", e);
    }
  }
}
