package io.fairlead.wire.netlink;

import io.fairlead.model.IpAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel remembers of one flow of TCP or UDP (nfnetlink conntrack).
 *
 * @param original as its first packet was sent
 * @param reply as its answers come: where a flow was led elsewhere, from there
 * @param status bits as of {@link #LED}
 * @param zone the zone that it is in; 0 for most
 * @param id the kernel's number for it
 */
public record FlowMessage(Tuple original, Tuple reply, int status, int zone, int id) {
  /** Status: its destination was changed (IPS_DST_NAT). */
  public static final int LED = 0x20;

  /** The number of TCP. */
  public static final int TCP = 6;

  /** The number of UDP. */
  public static final int UDP = 17;

  /** The module that answers; without it the kernel takes none of these requests. */
  public static final String FEATURE = "nf_conntrack_netlink";

  private static final Set<Integer> PROTOCOLS = Set.of(TCP, UDP);

  private static final int SUBSYSTEM = 1 << 8; // NFNL_SUBSYS_CTNETLINK
  private static final int NEW = SUBSYSTEM;
  private static final int GET = SUBSYSTEM | 1;
  private static final int DELETE = SUBSYSTEM | 2;
  private static final int FIXED = 4;

  private static final int ORIGINAL = 1;
  private static final int REPLY = 2;
  private static final int STATUS = 3;
  private static final int ID = 12;
  private static final int ZONE = 18;
  private static final int FILTER = 25;
  private static final int STATUS_MASK = 26;

  private static final int ADDRESSES = 1;
  private static final int PORTS = 2;
  private static final int V4_SOURCE = 1;
  private static final int V4_DESTINATION = 2;
  private static final int V6_SOURCE = 3;
  private static final int V6_DESTINATION = 4;
  private static final int PROTOCOL = 1;
  private static final int SOURCE_PORT = 2;
  private static final int DESTINATION_PORT = 3;

  private static final int FILTER_ORIGINAL = 1;
  private static final int FILTER_REPLY = 2;
  private static final int BY_SOURCE = 1;
  private static final int BY_DESTINATION = 1 << 1;
  private static final int BY_PROTOCOL = 1 << 3;
  private static final int BY_DESTINATION_PORT = 1 << 5;

  private static final int NESTED = 0x8000;

  /**
   * One direction of a flow.
   *
   * @param protocol {@link #TCP} or {@link #UDP}
   */
  public record Tuple(
      int protocol, IpAddress source, int sourcePort, IpAddress destination, int destinationPort) {}

  /**
   * Which flows are meant. A kernel before 5.14 knows only a part of it and answers more.
   *
   * @param v6 of which family
   * @param status bits that must all be set; 0 for any
   * @param protocol its number, or 0 for all
   * @param destination where the first packet was sent, or null for anywhere
   * @param port the port that it was sent to, or 0 for any
   * @param answering who answers, or null for anybody
   */
  public record Filter(
      boolean v6,
      int status,
      int protocol,
      @Nullable IpAddress destination,
      int port,
      @Nullable IpAddress answering) {
    /** All flows of a family whose destination was changed. */
    public static Filter led(boolean v6) {
      return new Filter(v6, LED, 0, null, 0, null);
    }

    /** Whether a flow is meant. */
    public boolean takes(FlowMessage flow) {
      Tuple original = flow.original();
      return original.source().isV6() == v6
          && (flow.status() & status) == status
          && (protocol == 0 || protocol == original.protocol())
          && (destination == null || destination.equals(original.destination()))
          && (port == 0 || port == original.destinationPort())
          && (answering == null || answering.equals(flow.reply().source()));
    }

    private void write(MessageWriter out) {
      header(out, v6);
      int original =
          (destination == null ? 0 : BY_DESTINATION)
              | (protocol == 0 ? 0 : BY_PROTOCOL)
              | (port == 0 || protocol == 0 ? 0 : BY_DESTINATION_PORT);
      int reply = answering == null ? 0 : BY_SOURCE;
      if (status != 0) {
        out.u32Network(STATUS, status).u32Network(STATUS_MASK, status);
      }
      if (original != 0 || reply != 0) {
        int filter = out.begin(FILTER | NESTED);
        out.u32(FILTER_ORIGINAL, original).u32(FILTER_REPLY, reply).end(filter);
      }
      if (original != 0) {
        FlowMessage.write(out, ORIGINAL, protocol, null, 0, destination, port);
      }
      if (reply != 0) {
        FlowMessage.write(out, REPLY, 0, answering, 0, null, 0);
      }
    }
  }

  /** Asks for all flows that are meant. */
  public static Dump<FlowMessage> dump(Filter filter) {
    return new Dump<>(
        new Request(GET, Netlink.DUMP, "look at the flows", FEATURE, filter::write),
        message -> {
          FlowMessage flow = message.type() == NEW ? read(message) : null;
          return flow != null && filter.takes(flow) ? flow : null;
        });
  }

  /** Has the kernel forget it: its next packet is looked at as if it were the first. */
  public Request delete() {
    return Request.of(
            DELETE,
            0,
            "forget the flow of " + original.source() + " to port " + original.destinationPort(),
            out -> {
              header(out, original.source().isV6());
              write(
                  out,
                  ORIGINAL,
                  original.protocol(),
                  original.source(),
                  original.sourcePort(),
                  original.destination(),
                  original.destinationPort());
              if (zone != 0) {
                out.u16Network(ZONE, zone);
              }
              out.u32Network(ID, id);
            })
        .needing(FEATURE);
  }

  private static void header(MessageWriter out, boolean v6) {
    out.u8(v6 ? Netlink.INET6 : Netlink.INET).u8(0).u16(0);
  }

  /** A tuple without what is null or 0. */
  private static void write(
      MessageWriter out,
      int type,
      int protocol,
      @Nullable IpAddress source,
      int sourcePort,
      @Nullable IpAddress destination,
      int destinationPort) {
    int tuple = out.begin(type | NESTED);
    int addresses = out.begin(ADDRESSES | NESTED);
    if (source != null) {
      out.address(source.isV6() ? V6_SOURCE : V4_SOURCE, source);
    }
    if (destination != null) {
      out.address(destination.isV6() ? V6_DESTINATION : V4_DESTINATION, destination);
    }
    out.endUnlessEmpty(addresses);
    if (protocol != 0) {
      int ports = out.begin(PORTS | NESTED);
      out.u8(PROTOCOL, protocol);
      if (sourcePort != 0) {
        out.u16Network(SOURCE_PORT, sourcePort);
      }
      if (destinationPort != 0) {
        out.u16Network(DESTINATION_PORT, destinationPort);
      }
      out.end(ports);
    }
    out.end(tuple);
  }

  /** Reads one; null for one of another protocol. */
  static @Nullable FlowMessage read(Message message) {
    Tuple original = null;
    Tuple reply = null;
    int status = 0;
    int zone = 0;
    int id = 0;
    Attributes attributes = message.attributes(FIXED);
    while (attributes.next()) {
      switch (attributes.type()) {
        case ORIGINAL -> original = tuple(attributes.nested());
        case REPLY -> reply = tuple(attributes.nested());
        case STATUS -> status = attributes.u32Network();
        case ZONE -> zone = attributes.u16Network();
        case ID -> id = attributes.u32Network();
        default -> {}
      }
    }
    return original == null || reply == null
        ? null
        : new FlowMessage(original, reply, status, zone, id);
  }

  private static @Nullable Tuple tuple(Attributes attributes) {
    IpAddress source = null;
    IpAddress destination = null;
    int protocol = 0;
    int sourcePort = 0;
    int destinationPort = 0;
    while (attributes.next()) {
      Attributes each = attributes.nested();
      if (attributes.type() == ADDRESSES) {
        while (each.next()) {
          switch (each.type()) {
            case V4_SOURCE, V6_SOURCE -> source = each.address();
            case V4_DESTINATION, V6_DESTINATION -> destination = each.address();
            default -> {}
          }
        }
      } else if (attributes.type() == PORTS) {
        while (each.next()) {
          switch (each.type()) {
            case PROTOCOL -> protocol = each.u8();
            case SOURCE_PORT -> sourcePort = each.u16Network();
            case DESTINATION_PORT -> destinationPort = each.u16Network();
            default -> {}
          }
        }
      }
    }
    return source == null || destination == null || !PROTOCOLS.contains(protocol)
        ? null
        : new Tuple(protocol, source, sourcePort, destination, destinationPort);
  }
}
