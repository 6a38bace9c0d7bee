package io.fairlead.wire.netlink;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * A route.
 *
 * @param destination where to; host bits are zero
 * @param table the table it stands in; {@link #MAIN} is the usual one
 * @param protocol who set it
 * @param metric the lower goes first; 0 is the kernel's choice
 * @param via the next hop, or null
 * @param index the link's, or 0
 * @param onlink whether the next hop is on the link, whatever its address says
 * @param mtu bytes at most, or 0
 * @param source the address that packets leave with, or null
 */
public record RouteMessage(
    IpPrefix destination,
    RouteKind kind,
    int table,
    int protocol,
    int metric,
    @Nullable IpAddress via,
    int index,
    boolean onlink,
    int mtu,
    @Nullable IpAddress source) {
  /** Type of a message that says that a route is there, or asks for one. */
  public static final int NEW = 24;

  /** Type of a message that says that a route is gone, or asks to end one. */
  public static final int DELETE = 25;

  /** The table of usual routes. */
  public static final int MAIN = 254;

  /** The group of those who are told of changes to IPv4 routes. */
  public static final int CHANGES = 7;

  /** The group of those who are told of changes to IPv6 routes. */
  public static final int CHANGES6 = 11;

  private static final int GET = 26;
  private static final int FIXED = 12;
  private static final int DST = 1;
  private static final int OIF = 4;
  private static final int GATEWAY = 5;
  private static final int PRIORITY = 6;
  private static final int PREFSRC = 7;
  private static final int METRICS = 8;
  private static final int MULTIPATH = 9;
  private static final int TABLE = 15;
  private static final int METRIC_MTU = 2;
  private static final int ONLINK = 4; // RTNH_F_ONLINK
  private static final int CLONED = 0x200; // RTM_F_CLONED
  private static final int LINK = 253; // RT_SCOPE_LINK
  private static final int HOST = 254; // RT_SCOPE_HOST

  /** Asks to add it, instead of one of the same destination, table and metric. */
  public Request put() {
    return Request.of(NEW, Netlink.CREATE | Netlink.REPLACE, "add route " + text(), this::write);
  }

  /** Asks to add it; refused where one of the same destination, table and metric is there. */
  public Request create() {
    return Request.of(NEW, Netlink.CREATE | Netlink.EXCLUSIVE, "add route " + text(), this::write);
  }

  /** Asks to remove it. */
  public Request delete() {
    return Request.of(DELETE, 0, "delete route " + text(), this::write);
  }

  /** Asks for all routes of one family that {@code protocol} has set; 0 for all. */
  public static Dump<RouteMessage> dump(int family, int protocol) {
    return Dump.of(
        GET,
        "list routes",
        out -> out.u8(family).u8(0).u8(0).u8(0).u8(0).u8(protocol).u8(0).u8(0).u32(0),
        RouteMessage::read);
  }

  /** Reads one; null for one that this program does not set (several next hops, cached). */
  public static @Nullable RouteMessage read(Message message) {
    int family = message.u8(0);
    int length = message.u8(1);
    int table = message.u8(4);
    int protocol = message.u8(5);
    RouteKind kind = RouteKind.of(message.u8(7));
    int flags = message.u32(8);
    boolean plain = (family == Netlink.INET || family == Netlink.INET6) && (flags & CLONED) == 0;
    IpAddress destination = null;
    IpAddress via = null;
    IpAddress source = null;
    int metric = 0;
    int index = 0;
    int mtu = 0;
    Attributes attributes = message.attributes(FIXED);
    while (attributes.next()) {
      switch (attributes.type()) {
        case DST -> destination = attributes.address();
        case OIF -> index = attributes.u32();
        case GATEWAY -> via = attributes.address();
        case PRIORITY -> metric = attributes.u32();
        case PREFSRC -> source = attributes.address();
        case METRICS -> mtu = mtu(attributes.nested());
        case MULTIPATH -> plain = false;
        case TABLE -> table = attributes.u32();
        default -> {}
      }
    }
    IpAddress to = destination != null ? destination : any(family);
    if (!plain || kind == null || length > to.bitLength()) {
      return null;
    }
    return new RouteMessage(
        new IpPrefix(to, length),
        kind,
        table,
        protocol,
        metric,
        via,
        index,
        (flags & ONLINK) != 0,
        mtu,
        source);
  }

  private static int mtu(Attributes metrics) {
    int mtu = 0;
    while (metrics.next()) {
      if (metrics.type() == METRIC_MTU) {
        mtu = metrics.u32();
      }
    }
    return mtu;
  }

  private static IpAddress any(int family) {
    return family == Netlink.INET6 ? IpAddress.v6(0, 0) : IpAddress.v4(0);
  }

  private String text() {
    return destination + (via == null ? "" : " via " + via);
  }

  private void write(MessageWriter out) {
    boolean v6 = destination.address().isV6();
    out.u8(v6 ? Netlink.INET6 : Netlink.INET).u8(destination.length()).u8(0).u8(0);
    out.u8(table < 256 ? table : 0).u8(protocol).u8(v6 ? 0 : scope()).u8(kind.number());
    out.u32(onlink ? ONLINK : 0);
    if (destination.length() > 0) {
      out.address(DST, destination.address());
    }
    if (table >= 256) {
      out.u32(TABLE, table);
    }
    if (via != null) {
      out.address(GATEWAY, via);
    }
    if (index != 0) {
      out.u32(OIF, index);
    }
    if (metric != 0) {
      out.u32(PRIORITY, metric);
    }
    if (source != null) {
      out.address(PREFSRC, source);
    }
    if (mtu != 0) {
      int metrics = out.begin(METRICS);
      out.u32(METRIC_MTU, mtu).end(metrics);
    }
  }

  /** How far away the destination is, in the kernel's numbers (IPv4). */
  private int scope() {
    return switch (kind) {
      case LOCAL -> HOST;
      case UNICAST -> via == null && index != 0 ? LINK : 0;
      case BLACKHOLE, UNREACHABLE, PROHIBIT -> 0;
    };
  }
}
