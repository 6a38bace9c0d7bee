package io.fairlead.view.dns;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** Answers on one socket. Run by one thread; closed from any. */
final class UdpLoop implements Runnable, Closeable {
  private static final System.Logger LOG = System.getLogger(UdpLoop.class.getName());
  private static final int MAX_FAULTS_IN_A_ROW = 1000;

  private final DatagramChannel channel;
  private final Selector selector;
  private final UdpBurst burst;

  /**
   * A loop that is not run yet.
   *
   * @param channel bound; closed with the loop
   */
  UdpLoop(DatagramChannel channel, UdpBurst burst) throws IOException {
    this.channel = channel;
    this.burst = burst;
    selector = Selector.open();
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ);
  }

  @Override
  public void run() {
    while (channel.isOpen() && burst.faults() < MAX_FAULTS_IN_A_ROW) {
      try {
        if (!burst.take(channel)) {
          selector.select(key -> {});
        }
      } catch (ClosedSelectorException e) {
        return;
      } catch (IOException | RuntimeException e) {
        burst.failed(channel, e);
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
}
