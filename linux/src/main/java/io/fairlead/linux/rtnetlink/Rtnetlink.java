package io.fairlead.linux.rtnetlink;

import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.sys.Libc;
import io.fairlead.wire.netlink.Ack;
import io.fairlead.wire.netlink.Dump;
import io.fairlead.wire.netlink.Errno;
import io.fairlead.wire.netlink.LinkMessage;
import io.fairlead.wire.netlink.Message;
import io.fairlead.wire.netlink.MessageWriter;
import io.fairlead.wire.netlink.Netlink;
import io.fairlead.wire.netlink.Refusal;
import io.fairlead.wire.netlink.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A conversation with the network configuration of one namespace. Several requests travel in one
 * datagram, and each is answered for itself. Used by one thread at a time.
 */
public final class Rtnetlink implements AutoCloseable {
  private static final int MOST_AT_ONCE = 128;
  private static final int PATIENCE_MILLIS = 10_000;
  private static final int TRIES = 16;

  private final int socket;
  private final Buffers buffers;
  private int sequence;

  private Rtnetlink(int socket, Buffers buffers) {
    this.socket = socket;
    this.buffers = buffers;
  }

  /** Opens one in a namespace, with memory of its own. */
  public static Rtnetlink open(NetworkNamespace namespace) {
    return open(namespace, new Buffers());
  }

  /** Opens one in a namespace, with memory that is shared with conversations before and after. */
  public static Rtnetlink open(NetworkNamespace namespace, Buffers buffers) {
    return new Rtnetlink(NetlinkSocket.open(namespace, NetlinkSocket.ROUTE), buffers);
  }

  /** Opens one with the packet filters of a namespace. */
  public static Rtnetlink withFilters(NetworkNamespace namespace, Buffers buffers) {
    return new Rtnetlink(NetlinkSocket.open(namespace, NetlinkSocket.NETFILTER), buffers);
  }

  /** Opens one about the sockets of a namespace. */
  public static Rtnetlink withSockets(NetworkNamespace namespace, Buffers buffers) {
    return new Rtnetlink(NetlinkSocket.open(namespace, NetlinkSocket.SOCKETS), buffers);
  }

  /** Opens one with the families of generic netlink, in a namespace. */
  public static Rtnetlink generic(NetworkNamespace namespace, Buffers buffers) {
    return new Rtnetlink(NetlinkSocket.open(namespace, NetlinkSocket.GENERIC), buffers);
  }

  /**
   * Asks for all these, in order.
   *
   * @throws NetlinkException the first refusal; what comes after it in the list may be done or not
   */
  public void run(Request... requests) {
    for (Refusal refusal : tryAll(List.of(requests))) {
      if (refusal != null) {
        throw new NetlinkException(refusal);
      }
    }
  }

  /** Asks for all these, in order, and answers for each its refusal, or null where it was done. */
  public List<@Nullable Refusal> tryAll(List<Request> requests) {
    List<@Nullable Refusal> refusals = new ArrayList<>(requests.size());
    int next = 0;
    while (next < requests.size()) {
      int first = sequence + 1;
      int sent = send(requests, next);
      Ack[] acks = new Ack[sent];
      await(requests.get(next), acks, first, message -> {});
      for (int i = 0; i < sent; i++) {
        Request request = requests.get(next + i);
        refusals.add(acks[i].errno() == 0 ? null : Refusal.of(request, acks[i]));
      }
      next += sent;
    }
    return refusals;
  }

  /** The link of this name, or null. */
  public @Nullable LinkMessage link(String name) {
    return ask(
        LinkMessage.get(name),
        message -> message.type() == LinkMessage.NEW ? LinkMessage.read(message) : null);
  }

  /**
   * What is asked for, or null where it is not there.
   *
   * @param reader reads a message of the answer; null for one that is not what was asked for
   */
  public <T> @Nullable T ask(Request request, Function<Message, @Nullable T> reader) {
    List<T> found = new ArrayList<>(1);
    int first = sequence + 1;
    send(List.of(request), 0);
    Ack[] acks = new Ack[1];
    await(
        request,
        acks,
        first,
        message -> {
          T answer = reader.apply(message);
          if (answer != null) {
            found.add(answer);
          }
        });
    Refusal refusal = Refusal.of(request, acks[0]);
    if (acks[0].errno() != 0 && !refusal.absent()) {
      throw new NetlinkException(refusal);
    }
    return found.isEmpty() ? null : found.getFirst();
  }

  /** All of a kind, as they stood at one moment. */
  public <T> List<T> list(Dump<T> dump) {
    for (int attempt = 1; ; attempt++) {
      Listing<T> listing = new Listing<>(dump);
      Ack ack = list(dump.request(), listing);
      boolean again = listing.interrupted || ack.errno() == Errno.EINTR;
      if (!again && ack.errno() == 0) {
        return listing.items;
      }
      again |= ack.errno() == Errno.ENOBUFS || ack.errno() == Errno.EBUSY;
      if (!again || attempt == TRIES) {
        int errno = again ? Errno.EAGAIN : ack.errno();
        throw new NetlinkException(Refusal.of(dump.request(), new Ack(errno, ack.text())));
      }
    }
  }

  /** One try; where messages were lost the ack says so. */
  private Ack list(Request request, Listing<?> listing) {
    int first = sequence + 1;
    send(List.of(request), 0);
    Ack[] acks = new Ack[1];
    try {
      await(request, acks, first, listing::add);
      return acks[0];
    } catch (NetlinkException e) {
      if (e.refusal().errno() == Errno.ENOBUFS) {
        return new Ack(Errno.ENOBUFS, null);
      }
      throw e;
    }
  }

  @Override
  public void close() {
    Libc.close(socket);
  }

  /** Sends as many requests from {@code next} on as fit; the number of them. */
  private int send(List<Request> requests, int next) {
    MessageWriter writer = new MessageWriter(buffers.sentBytes.clear());
    int sent = 0;
    while (sent < MOST_AT_ONCE
        && next + sent < requests.size()
        && writer.add(requests.get(next + sent), sequence + 1)) {
      sequence++;
      sent++;
    }
    if (sent == 0) {
      throw new IllegalArgumentException(requests.get(next).what() + " is too long to be sent");
    }
    Libc.send(socket, buffers.sent, buffers.sentBytes.position());
    return sent;
  }

  /** Receives until each of {@code acks} is there; other answers go to {@code replies}. */
  private void await(Request what, Ack[] acks, int first, Consumer<Message> replies) {
    int[] missing = {acks.length};
    while (missing[0] > 0) {
      long length = Libc.receive(socket, buffers.received, Libc.DONT_WAIT | Libc.TRUNCATED);
      if (length == -Errno.EAGAIN && Libc.awaitReadable(PATIENCE_MILLIS, socket)) {
        continue;
      }
      if (length == -Errno.EINTR) {
        continue;
      }
      if (length < 0 || length > buffers.received.byteSize()) {
        int errno = length < 0 ? (int) -length : Errno.ENOBUFS;
        throw new NetlinkException(
            Refusal.of(what, new Ack(errno == Errno.EAGAIN ? Errno.ETIMEDOUT : errno, null)));
      }
      Message.each(
          buffers.receivedBytes.limit((int) length).position(0),
          message -> {
            int answered = message.sequence() - first;
            if (answered < 0 || answered >= acks.length) {
              return; // to a request that was given up
            }
            if (message.type() == Netlink.ERROR || message.type() == Netlink.DONE) {
              missing[0] -= acks[answered] == null ? 1 : 0;
              acks[answered] = Ack.of(message);
            } else {
              replies.accept(message);
            }
          });
    }
  }

  /** What a dump has brought so far. */
  private static final class Listing<T> {
    final List<T> items = new ArrayList<>();
    private final Dump<T> dump;
    boolean interrupted;

    Listing(Dump<T> dump) {
      this.dump = dump;
    }

    void add(Message message) {
      interrupted |= (message.flags() & Netlink.DUMP_INTERRUPTED) != 0;
      T item = dump.decoder().apply(message);
      if (item != null) {
        items.add(item);
      }
    }
  }
}
