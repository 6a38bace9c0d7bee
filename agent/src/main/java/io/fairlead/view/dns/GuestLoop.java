package io.fairlead.view.dns;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Looks after the sockets of all guests, each of whom asks on one of its own: one thread for all,
 * since containers ask seldom and are many. Thread-safe.
 */
final class GuestLoop implements Runnable, Closeable {
  private static final System.Logger LOG = System.getLogger(GuestLoop.class.getName());

  private final Selector selector;
  private final UdpBurst burst;
  private final Queue<Arrival> arriving = new ConcurrentLinkedQueue<>();

  /** What is done once a socket has something to read. */
  private interface Ready {
    void read() throws IOException;
  }

  private record Arrival(DatagramChannel channel, Ready ready) {}

  GuestLoop(UdpBurst burst) throws IOException {
    this.burst = burst;
    this.selector = Selector.open();
  }

  /** Answers where a guest asks from now on, until its sockets are closed. */
  void add(Guest guest, Forwarder elsewhere) throws IOException {
    // One burst, then the next guest: none keeps the others waiting.
    watch(guest.udp(), () -> burst.take(guest.udp(), guest.caller(), elsewhere));
  }

  /** Hands on what comes back to a guest from now on, until the socket is closed. */
  void add(DatagramChannel resolver, GuestRelay relay) throws IOException {
    watch(resolver, () -> relay.answered(resolver));
  }

  private void watch(DatagramChannel channel, Ready ready) throws IOException {
    channel.configureBlocking(false);
    arriving.add(new Arrival(channel, ready));
    selector.wakeup();
  }

  /** Lets go of sockets that were closed: until then they stay open in the kernel. */
  void forget() {
    selector.wakeup();
  }

  @Override
  public void run() {
    while (selector.isOpen()) {
      try {
        welcome();
        selector.select(this::read);
      } catch (ClosedSelectorException e) {
        return;
      } catch (IOException e) {
        throw new IllegalStateException("cannot wait for containers that ask", e);
      }
    }
  }

  private void welcome() {
    for (Arrival one = arriving.poll(); one != null; one = arriving.poll()) {
      try {
        one.channel().register(selector, SelectionKey.OP_READ, one.ready());
      } catch (IOException closedBeforeItsTurn) {
        Closing.quietly(one.channel());
      }
    }
  }

  private void read(SelectionKey key) {
    if (key.attachment() instanceof Ready ready) {
      try {
        ready.read();
      } catch (IOException | CancelledKeyException e) {
        // The container has gone.
        LOG.log(Level.DEBUG, "a container''s socket failed: {0}", e.toString());
      }
    }
  }

  @Override
  public void close() throws IOException {
    selector.close();
  }
}
