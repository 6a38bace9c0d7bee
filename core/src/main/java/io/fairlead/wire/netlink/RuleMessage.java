package io.fairlead.wire.netlink;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * A rule that sends packets to a table of routes.
 *
 * @param v6 whether it is for IPv6
 * @param priority the lower goes first
 * @param from the packets' source, or null for any
 * @param to the packets' destination, or null for any
 * @param mark the packets' mark, compared under {@code mask}
 * @param mask 0 where the mark does not matter
 * @param incoming the name of the link they come in by, or null for any
 * @param outgoing the name of the link they are bound to, or null for any
 * @param table the table of routes
 * @param protocol who set it
 */
public record RuleMessage(
    boolean v6,
    int priority,
    @Nullable IpPrefix from,
    @Nullable IpPrefix to,
    int mark,
    int mask,
    @Nullable String incoming,
    @Nullable String outgoing,
    int table,
    int protocol) {
  /** The group of those who are told of changes to IPv4 rules. */
  public static final int CHANGES = 8;

  /** The group of those who are told of changes to IPv6 rules. */
  public static final int CHANGES6 = 19;

  private static final int NEW = 32;
  private static final int DELETE = 33;
  private static final int GET = 34;
  private static final int FIXED = 12;
  private static final int TO_TABLE = 1; // FR_ACT_TO_TBL
  private static final int INVERTED = 2; // FIB_RULE_INVERT
  private static final int DST = 1;
  private static final int SRC = 2;
  private static final int INCOMING = 3;
  private static final int PRIORITY = 6;
  private static final int MARK = 10;
  private static final int TABLE = 15;
  private static final int MASK = 16;
  private static final int OUTGOING = 17;
  private static final int PROTOCOL = 21;
  private static final int FIRST_UNKNOWN = 11; // FRA_FLOW, and from there all but the above
  private static final int SUPPRESS_IFGROUP = 13;
  private static final int SUPPRESS_PREFIXLEN = 14;
  private static final int PAD = 18;

  /** Asks to add it; refused where it is there. */
  public Request create() {
    return Request.of(NEW, Netlink.CREATE | Netlink.EXCLUSIVE, "add rule " + priority, this::write);
  }

  /** Asks to remove it. */
  public Request delete() {
    return Request.of(DELETE, 0, "delete rule " + priority, this::write);
  }

  /** Asks for all rules of one family. */
  public static Dump<RuleMessage> dump(int family) {
    return Dump.of(
        GET,
        "list rules",
        out -> out.u8(family).u8(0).u8(0).u8(0).u8(0).u8(0).u8(0).u8(0).u32(0),
        RuleMessage::read);
  }

  /** Reads one; null for one that this program does not set. */
  public static @Nullable RuleMessage read(Message message) {
    boolean v6 = message.u8(0) == Netlink.INET6;
    int toLength = message.u8(1);
    int fromLength = message.u8(2);
    int table = message.u8(4);
    boolean plain =
        message.u8(7) == TO_TABLE
            && (message.u32(8) & INVERTED) == 0
            && (v6 || message.u8(0) == Netlink.INET);
    IpAddress from = null;
    IpAddress to = null;
    String incoming = null;
    String outgoing = null;
    int priority = 0;
    int mark = 0;
    int mask = 0;
    int protocol = 0;
    Attributes attributes = message.attributes(FIXED);
    while (attributes.next()) {
      switch (attributes.type()) {
        case DST -> to = attributes.address();
        case SRC -> from = attributes.address();
        case INCOMING -> incoming = attributes.text();
        case OUTGOING -> outgoing = attributes.text();
        case PRIORITY -> priority = attributes.u32();
        case MARK -> mark = attributes.u32();
        case MASK -> mask = attributes.u32();
        case TABLE -> table = attributes.u32();
        case PROTOCOL -> protocol = attributes.u8();
        case SUPPRESS_PREFIXLEN, SUPPRESS_IFGROUP -> plain &= attributes.u32() == -1;
        case PAD -> {}
        default -> plain &= attributes.type() < FIRST_UNKNOWN;
      }
    }
    plain &= from == null || fromLength <= from.bitLength();
    plain &= to == null || toLength <= to.bitLength();
    return plain
        ? new RuleMessage(
            v6,
            priority,
            from == null ? null : new IpPrefix(from, fromLength),
            to == null ? null : new IpPrefix(to, toLength),
            mark,
            mask,
            incoming,
            outgoing,
            table,
            protocol)
        : null;
  }

  private void write(MessageWriter out) {
    out.u8(v6 ? Netlink.INET6 : Netlink.INET)
        .u8(to == null ? 0 : to.length())
        .u8(from == null ? 0 : from.length())
        .u8(0)
        .u8(table < 256 ? table : 0)
        .u8(0)
        .u8(0)
        .u8(TO_TABLE)
        .u32(0);
    out.u32(PRIORITY, priority);
    if (to != null) {
      out.address(DST, to.address());
    }
    if (from != null) {
      out.address(SRC, from.address());
    }
    if (mask != 0) {
      out.u32(MARK, mark).u32(MASK, mask);
    }
    if (incoming != null) {
      out.text(INCOMING, incoming);
    }
    if (outgoing != null) {
      out.text(OUTGOING, outgoing);
    }
    out.u32(TABLE, table).u8(PROTOCOL, protocol);
  }
}
