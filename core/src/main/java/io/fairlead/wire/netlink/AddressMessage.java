package io.fairlead.wire.netlink;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * An address of a link.
 *
 * @param index the link's
 * @param address with the length of its network
 * @param scope how far it is known: {@link #GLOBAL} or {@link #LINK}
 * @param flags {@link #NO_DAD}, {@link #PERMANENT} and others of the kernel
 */
public record AddressMessage(int index, IpPrefix address, int scope, int flags) {
  /** Known everywhere. */
  public static final int GLOBAL = 0;

  /** Known on its link only. */
  public static final int LINK = 253;

  /** Used at once: nobody is asked whether he has it too (IPv6). */
  public static final int NO_DAD = 0x2;

  /** Somebody else on the link has it: it is not used (IPv6). */
  public static final int DAD_FAILED = 0x8;

  /** Not used yet: others are asked whether they have it too (IPv6). */
  public static final int TENTATIVE = 0x40;

  /** Somebody set it; it does not come from the network. */
  public static final int PERMANENT = 0x80;

  /** The group of those who are told of changes to IPv4 addresses. */
  public static final int CHANGES = 5;

  /** The group of those who are told of changes to IPv6 addresses. */
  public static final int CHANGES6 = 9;

  private static final int NEW = 20;
  private static final int DELETE = 21;
  private static final int GET = 22;
  private static final int FIXED = 8;
  private static final int PREFIX = 1; // IFA_ADDRESS: of the peer, where there is one
  private static final int LOCAL = 2;
  private static final int FLAGS = 8;

  /** An address that is known everywhere. */
  public static AddressMessage of(int index, IpPrefix address, int flags) {
    return new AddressMessage(index, address, GLOBAL, flags);
  }

  /** Asks to add it, or to bring it to these flags. */
  public Request put() {
    return Request.of(NEW, Netlink.CREATE | Netlink.REPLACE, "add address " + address, this::write);
  }

  /** Asks to remove it. */
  public Request delete() {
    return Request.of(DELETE, 0, "delete address " + address, this::write);
  }

  /** Asks for all addresses of all links, IPv4 and IPv6. */
  public static Dump<AddressMessage> dump() {
    return Dump.of(
        GET, "list addresses", out -> out.u8(0).u8(0).u8(0).u8(0).u32(0), AddressMessage::read);
  }

  /** Reads one; null for one that is no plain address. */
  public static @Nullable AddressMessage read(Message message) {
    int length = message.u8(1);
    int flags = message.u8(2);
    int scope = message.u8(3);
    int index = message.u32(4);
    IpAddress local = null;
    IpAddress prefix = null;
    Attributes attributes = message.attributes(FIXED);
    while (attributes.next()) {
      switch (attributes.type()) {
        case LOCAL -> local = attributes.address();
        case PREFIX -> prefix = attributes.address();
        case FLAGS -> flags = attributes.u32();
        default -> {}
      }
    }
    IpAddress address = local != null ? local : prefix;
    return address == null || length > address.bitLength()
        ? null
        : new AddressMessage(index, new IpPrefix(address, length), scope, flags);
  }

  private void write(MessageWriter out) {
    IpAddress ip = address.address();
    out.u8(ip.isV6() ? Netlink.INET6 : Netlink.INET)
        .u8(address.length())
        .u8(flags & 0xff)
        .u8(scope)
        .u32(index);
    out.address(LOCAL, ip).address(PREFIX, ip);
    if (flags > 0xff) {
      out.u32(FLAGS, flags);
    }
  }
}
