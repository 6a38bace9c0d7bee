package io.fairlead.view.dns;

import io.fairlead.model.IpAddress;
import io.fairlead.wire.dns.Query;
import io.fairlead.wire.dns.Replies;
import io.fairlead.wire.dns.Wire;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads, answers and writes on one socket. Run by one thread; closed from any.
 *
 * <p>Takes what has come in bursts: all that waits is read and answered first and sent then,
 * because the same path through the kernel many times in a row costs less than two paths in turns.
 */
final class UdpLoop implements Runnable, Closeable {
  private static final System.Logger LOG = System.getLogger(UdpLoop.class.getName());
  private static final int MAX_QUERY = 4096;
  private static final int BURST = 32;
  private static final int MAX_FAULTS_IN_A_ROW = 1000;

  private final DatagramChannel channel;
  private final Selector selector;
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

  /**
   * A loop that is not run yet.
   *
   * @param channel bound; closed with the loop
   */
  UdpLoop(DatagramChannel channel, Answerer answerer, Clients clients, Forwarder forwarder)
      throws IOException {
    this.channel = channel;
    this.answerer = answerer;
    this.clients = clients;
    this.forwarder = forwarder;
    ByteBuffer room = ByteBuffer.allocateDirect(BURST * Wire.MAX_UDP);
    for (int i = 0; i < BURST; i++) {
      replies[i] = room.slice(i * Wire.MAX_UDP, Wire.MAX_UDP);
    }
    selector = Selector.open();
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ);
  }

  @Override
  public void run() {
    while (channel.isOpen() && faults < MAX_FAULTS_IN_A_ROW) {
      try {
        boolean more = read();
        send();
        if (!more) {
          selector.select(key -> {});
        }
      } catch (ClosedSelectorException e) {
        return;
      } catch (IOException | RuntimeException e) {
        failed(e);
      }
    }
    if (channel.isOpen()) {
      LOG.log(
          Level.ERROR,
          "giving up a UDP socket that only fails, until its address is applied again");
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    selector.close();
  }

  /** Reads and answers all that waits, or a burst of it; false where nothing is left. */
  private boolean read() throws IOException {
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
        answer(from, buffer.flip().limit());
      }
    }
    return true;
  }

  private void answer(InetSocketAddress from, int length) {
    buffer.get(0, in, 0, length);
    InetAddress address = from.getAddress();
    if (!address.equals(client)) {
      client = address;
      caller = IpAddress.of(address);
      mayRecurse = clients.mayRecurse(caller);
    }
    int written = answerer.answer(in, length, caller, mayRecurse, false, out);
    if (written > 0) {
      askers[answered] = from;
      replies[answered].clear().put(0, out, 0, written).limit(written);
      answered++;
    } else if (written == Answerer.FORWARD) {
      forward(from, length);
    }
  }

  private void send() {
    for (int i = 0; i < answered; i++) {
      try {
        channel.send(replies[i], askers[i]);
        faults = 0;
      } catch (IOException e) {
        // One client's fault (unreachable, forbidden) is not the next one's.
        failed(e);
      }
    }
  }

  private void failed(Exception e) {
    if (channel.isOpen() && Integer.bitCount(++faults) == 1) { // the first, the second, the fourth
      LOG.log(Level.WARNING, "an exchange over UDP failed", e);
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
