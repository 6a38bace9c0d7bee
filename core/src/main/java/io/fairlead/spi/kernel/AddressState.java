package io.fairlead.spi.kernel;

import io.fairlead.model.IpPrefix;

/**
 * An address of a link.
 *
 * @param address with the length of its network
 * @param atOnce whether it is used at once, without asking whether somebody else has it (IPv6);
 *     only for making it
 */
public record AddressState(Sandbox sandbox, String link, IpPrefix address, boolean atOnce)
    implements HostItem {
  private static final IpPrefix LINK_LOCAL = IpPrefix.parse("fe80::/10");

  @Override
  public Key key() {
    return new Key(Kind.ADDRESS, sandbox, address + " on " + link);
  }

  @Override
  public boolean satisfiedBy(HostItem seen) {
    return seen instanceof AddressState;
  }

  /** The kernel gives each link one of its own (IPv6); others give some to their links. */
  @Override
  public boolean unasked() {
    return !Scope.ours(sandbox, link) || LINK_LOCAL.contains(address.address());
  }

  @Override
  public String toString() {
    return address + " on " + link;
  }
}
