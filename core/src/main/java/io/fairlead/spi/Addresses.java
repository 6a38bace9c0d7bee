package io.fairlead.spi;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Network;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Where the addresses of this node's endpoints come from. Thread-safe. */
public interface Addresses {
  /**
   * Gives an address, which is nobody else's from then on. One that the same holder has is given to
   * it again where it asks for it.
   *
   * @return it, with its pool's length
   * @throws AttachRefused where there is none to give
   */
  IpPrefix give(Network network, Wanted wanted);

  /** Whom an address that was given is for is known now. */
  void hold(String network, IpAddress address, String holder, String name);

  /** An address comes back. Nothing happens where it was nobody's. */
  void giveBack(String network, IpAddress address);

  /** The same, of one that nothing was ever sent from: nobody remembers it, so it need not rest. */
  void giveBackUnused(String network, IpAddress address);

  /** These are given and no others: the first word after a start. */
  void settle(Collection<InUse> all);

  /**
   * What is wanted.
   *
   * @param v6 the family
   * @param subnet the pool that it must be of, or null for any of the family
   * @param address this one and no other, or null
   * @param holder whom it is for
   * @param name the container's name, or empty: what it had before is given again
   */
  record Wanted(
      boolean v6,
      @Nullable IpPrefix subnet,
      @Nullable IpAddress address,
      String holder,
      String name) {}

  /**
   * An address that an endpoint has.
   *
   * @param name the container's name, or empty
   */
  record InUse(String network, IpAddress address, String holder, String name) {}
}
