package io.fairlead.linux;

import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.rtnetlink.Buffers;
import io.fairlead.linux.rtnetlink.Rtnetlink;
import io.fairlead.linux.sys.SysException;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.Sandbox;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sandbox that was entered. As long as it is open the namespace lives, and so do its links: that
 * of a container is closed soon.
 */
final class Place implements AutoCloseable {
  private final Sandbox sandbox;
  private final NetworkNamespace namespace;
  private final Rtnetlink rtnetlink;
  private final Map<HostItem.Key, NftTables.Made> made;
  private @Nullable NftTables tables;

  private Place(
      Sandbox sandbox,
      NetworkNamespace namespace,
      Rtnetlink rtnetlink,
      Map<HostItem.Key, NftTables.Made> made) {
    this.sandbox = sandbox;
    this.namespace = namespace;
    this.rtnetlink = rtnetlink;
    this.made = made;
  }

  /** The host's own, with a namespace that becomes this place's. */
  static Place host(NetworkNamespace host, Buffers buffers, NftTables.Memory memory) {
    return new Place(Sandbox.HOST, host, Rtnetlink.open(host, buffers), memory.of(Sandbox.HOST));
  }

  /**
   * Enters a sandbox.
   *
   * @throws Gone where it is not there
   */
  static Place open(Sandbox sandbox, Buffers buffers, NftTables.Memory memory) {
    try {
      NetworkNamespace namespace = NetworkNamespace.open(Path.of(sandbox.path()));
      try {
        return new Place(
            sandbox, namespace, Rtnetlink.open(namespace, buffers), memory.of(sandbox));
      } catch (RuntimeException e) {
        namespace.close();
        throw e;
      }
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

  Rtnetlink rtnetlink() {
    return rtnetlink;
  }

  /** Its nft tables; opened when they are first asked for. */
  NftTables tables() {
    if (tables == null) {
      tables = new NftTables(sandbox, namespace, made);
    }
    return tables;
  }

  @Override
  public void close() {
    if (tables != null) {
      tables.close();
    }
    rtnetlink.close();
    namespace.close();
  }
}
