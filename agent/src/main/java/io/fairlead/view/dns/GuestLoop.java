package io.fairlead.view.dns;

import io.fairlead.model.IpAddress;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Answers on the sockets of many guests, each of whom asks on a socket of its own: one thread for
 * all, since containers ask seldom and are many. Thread-safe.
 */
final class GuestLoop implements Runnable, Closeable {
  private final Selector selector;
  private final UdpBurst burst;
  private final Queue<Guest> arriving = new ConcurrentLinkedQueue<>();

  private record Guest(DatagramChannel channel, IpAddress caller) {}

  GuestLoop(UdpBurst burst) throws IOException {
    this.burst = burst;
    this.selector = Selector.open();
  }

  /** Answers on this socket from now on, until it is closed. */
  void add(DatagramChannel channel, IpAddress caller) throws IOException {
    channel.configureBlocking(false);
    arriving.add(new Guest(channel, caller));
    selector.wakeup();
  }

  /** Looks after sockets that were closed: one stays open in the kernel until it is let go here. */
  void forget() {
    selector.wakeup();
  }

  @Override
  public void run() {
    while (selector.isOpen()) {
      try {
        welcome();
        selector.select(this::answer);
      } catch (ClosedSelectorException e) {
        return;
      } catch (IOException e) {
        throw new IllegalStateException("cannot wait for containers that ask", e);
      }
    }
  }

  private void welcome() {
    for (Guest guest = arriving.poll(); guest != null; guest = arriving.poll()) {
      try {
        guest.channel().register(selector, SelectionKey.OP_READ, guest);
      } catch (IOException e) {
        // It was closed before its turn came.
        Closing.quietly(guest.channel());
      }
    }
  }

  private void answer(SelectionKey key) {
    if (key.attachment() instanceof Guest(DatagramChannel channel, IpAddress caller)) {
      try {
        // One burst, then the next guest: none keeps the others waiting.
        burst.take(channel, caller);
      } catch (IOException | CancelledKeyException e) {
        burst.failed(channel, e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    selector.close();
  }
}
