package io.fairlead.spi.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Where the keys and peers of encrypted links are kept: in the kernel, or in a program beside it.
 */
public interface Tunnels {
  /**
   * A link of the host with its peers; null where nobody answers for it.
   *
   * @throws KernelException where it cannot be seen
   */
  @Nullable TunnelState look(LinkState link);

  /**
   * Gives a link that is there its keys and peers.
   *
   * @param before what it has now, or null for nothing
   * @throws KernelException where it does not take them
   */
  void tell(@Nullable TunnelState before, TunnelState wanted);
}
