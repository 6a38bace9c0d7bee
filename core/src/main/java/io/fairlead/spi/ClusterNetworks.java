package io.fairlead.spi;

import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Network;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cluster's networks, as the store has them now: a name is one network's, and no two subnets
 * overlap. Thread-safe; all of it waits for the store.
 *
 * <p>What cannot be done throws {@link NetworkRefused}, and {@link StoreException} where the store
 * is away.
 */
public interface ClusterNetworks {
  /** All of them, in no order. */
  List<Network> all();

  /**
   * Makes a network. The subnets that were kept for it are kept no more.
   *
   * @throws NetworkRefused where there is one of this name, or a subnet overlaps another's
   */
  Network create(NetworkDraft draft);

  /**
   * Removes a network. Nothing happens where it is not there.
   *
   * @throws NetworkRefused where endpoints are on it
   */
  void remove(String name);

  /**
   * Keeps a subnet for a network that is about to be made. One that this node keeps already is kept
   * on.
   *
   * @param subnet this one, or null for one that overlaps nothing: another with each call
   * @throws NetworkRefused where it cannot be had
   */
  IpPrefix keep(boolean v6, @Nullable IpPrefix subnet);

  /** A subnet that was kept is not needed. */
  void release(IpPrefix subnet);
}
