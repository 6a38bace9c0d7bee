package io.fairlead.linux.sockdiag;

import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.rtnetlink.Buffers;
import io.fairlead.linux.rtnetlink.NetlinkException;
import io.fairlead.linux.rtnetlink.Rtnetlink;
import io.fairlead.linux.sys.SysException;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Port.Protocol;
import io.fairlead.spi.kernel.KernelException;
import io.fairlead.wire.netlink.Errno;
import io.fairlead.wire.netlink.FlowMessage;
import io.fairlead.wire.netlink.MalformedMessage;
import io.fairlead.wire.netlink.Refusal;
import io.fairlead.wire.netlink.SocketMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of a network namespace that are connected to an address, of TCP and UDP. What only
 * listens, or is bound and sends to whom it likes, is never among them. Used by one thread at a
 * time; a namespace that is not this process's own is entered on a thread that does nothing else.
 */
public final class ConnectedSockets {
  private final Buffers buffers = new Buffers();
  private final NetworkNamespace namespace;

  /**
   * Those of a namespace.
   *
   * @param namespace stays open as long as this is used
   */
  public ConnectedSockets(NetworkNamespace namespace) {
    this.namespace = namespace;
  }

  /**
   * Those that are connected to an address; sockets of IPv6 that are connected to an IPv4 address
   * are among them.
   *
   * @param port 0 for any
   * @throws KernelException where they cannot be seen; the message says what the kernel lacks
   */
  public List<SocketMessage> list(Protocol protocol, IpAddress address, int port) {
    return talk(kernel -> list(kernel, protocol, address, port));
  }

  /**
   * Ends them: whoever waits for one gets an error at once (ECONNABORTED), and a peer of TCP is
   * told by a reset. One that has ended meanwhile is no failure.
   *
   * @return how many were ended
   * @throws KernelException where the kernel refuses; the message says what it lacks
   */
  public int destroy(Protocol protocol, IpAddress address, int port) {
    return talk(
        kernel -> {
          List<SocketMessage> sockets = list(kernel, protocol, address, port);
          if (sockets.isEmpty()) {
            return 0;
          }
          int ended = 0;
          List<@Nullable Refusal> refusals =
              kernel.tryAll(sockets.stream().map(SocketMessage::destroy).toList());
          for (Refusal refusal : refusals) {
            if (refusal == null) {
              ended++;
            } else if (!refusal.absent()) {
              String words = words(refusal);
              throw KernelException.unseen(words, new IllegalStateException(words));
            }
          }
          return ended;
        });
  }

  private static List<SocketMessage> list(
      Rtnetlink kernel, Protocol protocol, IpAddress address, int port) {
    int number = protocol == Protocol.TCP ? FlowMessage.TCP : FlowMessage.UDP;
    List<SocketMessage> all = new ArrayList<>();
    if (!address.isV6()) {
      all.addAll(kernel.list(SocketMessage.connectedTo(false, number, address, port)));
    }
    try {
      all.addAll(kernel.list(SocketMessage.connectedTo(true, number, address, port)));
    } catch (NetlinkException e) {
      if (address.isV6() || e.refusal().errno() != Errno.ENOENT) {
        throw e; // a kernel without IPv6 has no sockets of it
      }
    }
    return all;
  }

  private <T> T talk(Function<Rtnetlink, T> talk) {
    try (Rtnetlink kernel = Rtnetlink.withSockets(namespace, buffers)) {
      return talk.apply(kernel);
    } catch (NetlinkException e) {
      throw KernelException.unseen(words(e.refusal()), e);
    } catch (SysException | MalformedMessage e) {
      throw KernelException.unseen("the sockets of " + namespace + ": " + e.getMessage(), e);
    }
  }

  /** Who has no such module says only that something is not there. */
  private static String words(Refusal refusal) {
    return refusal.errno() == Errno.ENOENT
        ? new Refusal(Errno.EOPNOTSUPP, refusal.what(), refusal.feature(), refusal.said()).text()
        : refusal.text();
  }
}
