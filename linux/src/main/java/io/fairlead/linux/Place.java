package io.fairlead.linux;

import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.rtnetlink.Buffers;
import io.fairlead.linux.rtnetlink.NetlinkException;
import io.fairlead.linux.rtnetlink.Rtnetlink;
import io.fairlead.linux.shortway.ShortWays;
import io.fairlead.linux.sys.SysException;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.wire.netlink.NftMessage;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sandbox that was entered. As long as it is open the namespace lives, and so do its links: that
 * of a container is closed soon.
 */
final class Place implements AutoCloseable {
  private final Sandbox sandbox;
  private final NetworkNamespace namespace;
  private @Nullable Rtnetlink rtnetlink;
  private final Buffers buffers;
  private final NftTables.Known known;
  private @Nullable NftTables tables;
  private @Nullable Rtnetlink filters;
  private @Nullable ShortWays shortWays;

  private Place(
      Sandbox sandbox,
      NetworkNamespace namespace,
      @Nullable Rtnetlink rtnetlink,
      Buffers buffers,
      NftTables.Known known) {
    this.sandbox = sandbox;
    this.namespace = namespace;
    this.rtnetlink = rtnetlink;
    this.buffers = buffers;
    this.known = known;
  }

  /** The host's own, with a namespace that becomes this place's. */
  static Place host(NetworkNamespace host, Buffers buffers, NftTables.Memory memory) {
    return new Place(
        Sandbox.HOST, host, Rtnetlink.open(host, buffers), buffers, memory.of(Sandbox.HOST));
  }

  /**
   * Enters a sandbox.
   *
   * @throws Gone where it is not there
   */
  static Place open(Sandbox sandbox, Buffers buffers, NftTables.Memory memory) {
    try {
      NetworkNamespace namespace = NetworkNamespace.open(Path.of(sandbox.path()));
      return new Place(sandbox, namespace, null, buffers, memory.of(sandbox));
    } catch (SysException e) {
      throw Gone.where(sandbox, e);
    }
  }

  Sandbox sandbox() {
    return sandbox;
  }

  NetworkNamespace namespace() {
    return namespace;
  }

  /** Its links, addresses and routes; opened when they are first asked for. */
  Rtnetlink rtnetlink() {
    Rtnetlink opened = rtnetlink;
    if (opened == null) {
      try {
        opened = Rtnetlink.open(namespace, buffers);
      } catch (SysException e) {
        throw Gone.where(sandbox, e);
      }
      rtnetlink = opened;
    }
    return opened;
  }

  /** Its nft tables; opened when they are first asked for. */
  NftTables tables() {
    if (tables == null) {
      tables = new NftTables(sandbox, namespace, known);
    }
    return tables;
  }

  /** Its short ways; opened when they are first asked for. */
  ShortWays shortWays() {
    if (shortWays == null) {
      shortWays = new ShortWays(namespace);
    }
    return shortWays;
  }

  /** The nft tables of our names and what passes; listed anew only where any table has changed. */
  List<HostItem> listTables() {
    Integer now = generation();
    List<HostItem> listed = now == null ? null : known.listedAt(now);
    if (listed == null) {
      listed = tables().list();
      if (now != null) {
        known.listed(now, listed);
      }
    }
    return listed;
  }

  /** The number that each change to nft tables here raises; null where the kernel has none. */
  private @Nullable Integer generation() {
    try {
      if (filters == null) {
        filters = Rtnetlink.withFilters(namespace, buffers);
      }
      return filters.ask(NftMessage.askGeneration(), NftMessage::generation);
    } catch (NetlinkException | SysException e) {
      return null; // nftables themselves say why
    }
  }

  @Override
  public void close() {
    if (shortWays != null) {
      shortWays.close();
    }
    if (filters != null) {
      filters.close();
    }
    if (tables != null) {
      tables.close();
    }
    if (rtnetlink != null) {
      rtnetlink.close();
    }
    namespace.close();
  }
}
