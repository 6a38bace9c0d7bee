package io.fairlead.linux.rtnetlink;

import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.sys.Libc;
import io.fairlead.linux.sys.Threads;
import io.fairlead.wire.netlink.Errno;
import io.fairlead.wire.netlink.MalformedMessage;
import io.fairlead.wire.netlink.Message;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * Tells of changes in a namespace, on a thread of its own. What was lost because there was too much
 * of it counts as a change.
 */
public final class NetlinkEvents implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(NetlinkEvents.class.getName());

  private final int socket;
  private final int end;
  private final Predicate<Message> interesting;
  private final Runnable changed;
  private final Thread thread;

  private NetlinkEvents(
      NetworkNamespace namespace,
      int protocol,
      int[] groups,
      Predicate<Message> interesting,
      Runnable changed) {
    this.socket = NetlinkSocket.open(namespace, protocol, groups);
    this.end = Libc.signalFile();
    this.interesting = interesting;
    this.changed = changed;
    this.thread = Thread.ofPlatform().daemon().name("fairlead-netlink").unstarted(this::listen);
  }

  /**
   * Listens from now on.
   *
   * @param groups the groups of changes, as {@link io.fairlead.wire.netlink.LinkMessage#CHANGES}
   * @param interesting which messages count
   * @param changed is run after a datagram with such a message; it should be quick
   */
  public static NetlinkEvents open(
      NetworkNamespace namespace, int[] groups, Predicate<Message> interesting, Runnable changed) {
    return start(new NetlinkEvents(namespace, NetlinkSocket.ROUTE, groups, interesting, changed));
  }

  /** As {@link #open}, of the packet filters. */
  public static NetlinkEvents ofFilters(
      NetworkNamespace namespace, int[] groups, Predicate<Message> interesting, Runnable changed) {
    return start(
        new NetlinkEvents(namespace, NetlinkSocket.NETFILTER, groups, interesting, changed));
  }

  private static NetlinkEvents start(NetlinkEvents events) {
    events.thread.start();
    return events;
  }

  private void listen() {
    Buffers buffers = new Buffers();
    try {
      while (Libc.awaitReadable(-1, socket, end)) {
        long length = Libc.receive(socket, buffers.received, Libc.DONT_WAIT | Libc.TRUNCATED);
        if (length == -Errno.EAGAIN) {
          return; // it was the other file: the end
        }
        if (length != -Errno.EINTR && (length < 0 || counts(buffers, length))) {
          changed.run();
        }
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "No more changes of the network are heard of", e);
    } finally {
      Libc.close(socket);
    }
  }

  private boolean counts(Buffers buffers, long length) {
    if (length > buffers.received.byteSize()) {
      return true;
    }
    AtomicBoolean counts = new AtomicBoolean();
    try {
      Message.each(
          buffers.receivedBytes.limit((int) length).position(0),
          message -> {
            if (!counts.get() && interesting.test(message)) {
              counts.set(true);
            }
          });
    } catch (MalformedMessage e) {
      return true;
    }
    return counts.get();
  }

  /** Stops listening and waits until nobody is told any more. */
  @Override
  public void close() {
    Libc.signal(end);
    Threads.awaitEnd(thread);
    Libc.close(end);
  }
}
