package io.fairlead.ipam;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants.
 *
 * @param v6 the family
 * @param subnet the pool that it must be of, or null for any of the family
 * @param address this one and no other, or null
 * @param holder whom it is for
 * @param name the container's name, or empty; an address that went with it is given back to it
 */
public record Request(
    boolean v6,
    @Nullable IpPrefix subnet,
    @Nullable IpAddress address,
    String holder,
    String name) {
  /** Any address of a family. */
  public static Request any(boolean v6, String holder) {
    return new Request(v6, null, null, holder, "");
  }

  /** The address that went with a container's name, else any. */
  public static Request named(boolean v6, String holder, String name) {
    return new Request(v6, null, null, holder, name);
  }

  /** One address and no other. */
  public static Request of(IpAddress address, String holder) {
    return new Request(address.isV6(), null, address, holder, "");
  }

  /** The same, of this address and no other. */
  Request at(IpAddress one) {
    return new Request(one.isV6(), subnet, one, holder, name);
  }
}
