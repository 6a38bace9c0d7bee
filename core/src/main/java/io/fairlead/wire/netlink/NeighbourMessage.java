package io.fairlead.wire.netlink;

import io.fairlead.model.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Which hardware address an address on a link has (ARP, ND), or that it is answered for here.
 *
 * @param index the link's
 * @param mac null where it is not known, or proxied
 * @param state one of {@link #PERMANENT}, {@link #NOARP} and others of the kernel; 0 for a proxy
 * @param proxy whether this host answers in its place
 */
public record NeighbourMessage(
    int index, IpAddress address, @Nullable HardwareAddress mac, int state, boolean proxy) {
  /** Type of a message that says that a neighbour or forwarding entry is there, or asks for it. */
  public static final int NEW = 28;

  /**
   * Type of a message that says that a neighbour or forwarding entry is gone, or asks to end it.
   */
  public static final int DELETE = 29;

  /** Confirmed lately. */
  public static final int REACHABLE = 0x02;

  /** Confirmed some time ago. */
  public static final int STALE = 0x04;

  /** Valid without asking; may be forgotten. */
  public static final int NOARP = 0x40;

  /** Valid until it is removed. */
  public static final int PERMANENT = 0x80;

  /** The group of those who are told of changes to neighbours and forwarding entries. */
  public static final int CHANGES = 3;

  static final int GET = 30;
  static final int FIXED = 12;
  static final int DST = 1;
  static final int LLADDR = 2;

  private static final int PROXY = 0x08; // NTF_PROXY

  /** An address whose hardware address is known for good. */
  public static NeighbourMessage permanent(int index, IpAddress address, HardwareAddress mac) {
    return new NeighbourMessage(index, address, mac, PERMANENT, false);
  }

  /** An address that this host answers for on a link. */
  public static NeighbourMessage proxy(int index, IpAddress address) {
    return new NeighbourMessage(index, address, null, 0, true);
  }

  /** Asks to set it. */
  public Request put() {
    return Request.of(
        NEW, Netlink.CREATE | Netlink.REPLACE, "add neighbour " + address, this::write);
  }

  /** Asks to remove it. */
  public Request delete() {
    return Request.of(DELETE, 0, "delete neighbour " + address, this::write);
  }

  /** Asks for all neighbours of one family; proxies are not among them. */
  public static Dump<NeighbourMessage> dump(int family) {
    return all(family, 0, "list neighbours");
  }

  /** Asks for all proxies of one family. */
  public static Dump<NeighbourMessage> dumpProxies(int family) {
    return all(family, PROXY, "list proxied neighbours");
  }

  /** Reads one; null for one without an address. */
  public static @Nullable NeighbourMessage read(Message message) {
    int family = message.u8(0);
    int index = message.u32(4);
    int state = message.u16(8);
    int flags = message.u8(10);
    IpAddress address = null;
    HardwareAddress mac = null;
    Attributes attributes = message.attributes(FIXED);
    while (attributes.next()) {
      switch (attributes.type()) {
        case DST -> address = attributes.address();
        case LLADDR -> mac = attributes.length() == 6 ? attributes.mac() : null;
        default -> {}
      }
    }
    return address == null || family == Netlink.BRIDGE
        ? null
        : new NeighbourMessage(index, address, mac, state, (flags & PROXY) != 0);
  }

  private static Dump<NeighbourMessage> all(int family, int flags, String what) {
    return Dump.of(
        GET,
        what,
        out -> out.u8(family).u8(0).u16(0).u32(0).u16(0).u8(flags).u8(0),
        NeighbourMessage::read);
  }

  private void write(MessageWriter out) {
    out.u8(address.isV6() ? Netlink.INET6 : Netlink.INET).u8(0).u16(0).u32(index);
    out.u16(state).u8(proxy ? PROXY : 0).u8(0);
    out.address(DST, address);
    if (mac != null) {
      out.mac(LLADDR, mac);
    }
  }
}
