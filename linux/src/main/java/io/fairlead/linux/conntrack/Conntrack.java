package io.fairlead.linux.conntrack;

import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.rtnetlink.Buffers;
import io.fairlead.linux.rtnetlink.NetlinkException;
import io.fairlead.linux.rtnetlink.Rtnetlink;
import io.fairlead.linux.sys.SysException;
import io.fairlead.model.IpAddress;
import io.fairlead.spi.kernel.Flows;
import io.fairlead.spi.kernel.KernelException;
import io.fairlead.wire.netlink.AddressMessage;
import io.fairlead.wire.netlink.Errno;
import io.fairlead.wire.netlink.FlowMessage;
import io.fairlead.wire.netlink.MalformedMessage;
import io.fairlead.wire.netlink.Refusal;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The flows of a network namespace. Used by one thread at a time. */
public final class Conntrack implements Flows {
  private final Buffers buffers = new Buffers();
  private final NetworkNamespace namespace;

  /**
   * Those of a namespace.
   *
   * @param namespace stays open as long as this is used
   */
  public Conntrack(NetworkNamespace namespace) {
    this.namespace = namespace;
  }

  @Override
  public List<FlowMessage> list(FlowMessage.Filter filter) {
    return talk(kernel -> kernel.list(FlowMessage.dump(filter)));
  }

  @Override
  public Set<IpAddress> own() {
    try (Rtnetlink kernel = Rtnetlink.open(namespace, buffers)) {
      return kernel.list(AddressMessage.dump()).stream()
          .map(one -> one.address().address())
          .collect(Collectors.toSet());
    } catch (NetlinkException | SysException | MalformedMessage e) {
      throw KernelException.unseen("the addresses of " + namespace + ": " + e.getMessage(), e);
    }
  }

  @Override
  public int forget(List<FlowMessage> flows) {
    if (flows.isEmpty()) {
      return 0;
    }
    List<@Nullable Refusal> refusals =
        talk(kernel -> kernel.tryAll(flows.stream().map(FlowMessage::delete).toList()));
    int forgotten = 0;
    for (Refusal refusal : refusals) {
      if (refusal == null) {
        forgotten++;
      } else if (!refusal.absent()) {
        String words = words(refusal);
        throw KernelException.unseen(words, new IllegalStateException(words));
      }
    }
    return forgotten;
  }

  private <T> T talk(Function<Rtnetlink, T> talk) {
    try (Rtnetlink kernel = Rtnetlink.withFilters(namespace, buffers)) {
      return talk.apply(kernel);
    } catch (NetlinkException e) {
      throw KernelException.unseen(words(e.refusal()), e);
    } catch (SysException | MalformedMessage e) {
      throw KernelException.unseen("the flows of " + namespace + ": " + e.getMessage(), e);
    }
  }

  /** Who has no such messages says only that they are not valid. */
  private static String words(Refusal refusal) {
    return refusal.errno() == Errno.EINVAL
        ? new Refusal(Errno.EOPNOTSUPP, refusal.what(), refusal.feature(), refusal.said()).text()
        : refusal.text();
  }
}
