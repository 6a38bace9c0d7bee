package io.fairlead.wire.netlink;

import org.jspecify.annotations.Nullable;

/**
 * A link as the kernel shows it.
 *
 * @param up whether it is switched on
 * @param mac null where it has none of six octets
 * @param parent the index of the link that it stands on or is paired with, or 0
 * @param parentNamespace the number by which this namespace knows the parent's, or -1 for the same
 * @param master the index of the bridge that it is a port of, or 0
 * @param alias a text for people, or empty
 * @param port how its bridge treats it, or null where it is in none
 */
public record LinkMessage(
    int index,
    String name,
    LinkKind kind,
    boolean up,
    int mtu,
    @Nullable HardwareAddress mac,
    int parent,
    int parentNamespace,
    int master,
    int group,
    String alias,
    @Nullable PortOptions port) {
  /** Type of a message that says that a link is there, or asks for one. */
  public static final int NEW = 16;

  /** Type of a message that says that a link is gone, or asks to end one. */
  public static final int DELETE = 17;

  /** The group of those who are told of changes to links. */
  public static final int CHANGES = 1;

  static final int GET = 18;
  static final int UP = 1; // IFF_UP
  static final int ADDRESS = 1;
  static final int NAME = 3;
  static final int MTU = 4;
  static final int LINK = 5;
  static final int MASTER = 10;
  static final int INFO = 18;
  static final int ALIAS = 20;
  static final int GROUP = 27;
  static final int NAMESPACE = 28; // IFLA_NET_NS_FD

  private static final int FIXED = 16;
  private static final int EXTENT = 29; // IFLA_EXT_MASK
  private static final int WITHOUT_STATISTICS = 8; // RTEXT_FILTER_SKIP_STATS
  private static final int PARENT_NAMESPACE = 37; // IFLA_LINK_NETNSID

  static void header(MessageWriter out, int index, int flags, int mask) {
    out.u8(0).u8(0).u16(0).u32(index).u32(flags).u32(mask);
  }

  /** Asks for all links. */
  public static Dump<LinkMessage> dump() {
    return Dump.of(
        GET,
        "list links",
        out -> {
          header(out, 0, 0, 0);
          out.u32(EXTENT, WITHOUT_STATISTICS);
        },
        LinkMessage::read);
  }

  /** Asks for one link; the answer comes before the ack. */
  public static Request get(String name) {
    LinkName.check(name);
    return Request.of(
        GET,
        0,
        "look at link " + name,
        out -> {
          header(out, 0, 0, 0);
          out.text(NAME, name).u32(EXTENT, WITHOUT_STATISTICS);
        });
  }

  /** Asks to end a link; the other end of a pair goes with it. */
  public static Request delete(String name) {
    LinkName.check(name);
    return Request.of(
        DELETE,
        0,
        "delete link " + name,
        out -> {
          header(out, 0, 0, 0);
          out.text(NAME, name);
        });
  }

  /** Asks to end all links of a group at once, in the time of one. */
  public static Request deleteGroup(int group) {
    return Request.of(
        DELETE,
        0,
        "delete links of group " + group,
        out -> {
          header(out, 0, 0, 0);
          out.u32(GROUP, group);
        });
  }

  /** Reads one. */
  public static LinkMessage read(Message message) {
    String name = "";
    LinkKind kind = new LinkKind.Other("");
    int mtu = 0;
    HardwareAddress mac = null;
    int parent = 0;
    int parentNamespace = -1;
    int master = 0;
    int group = 0;
    String alias = "";
    PortOptions port = null;
    int index = message.u32(4);
    boolean up = (message.u32(8) & UP) != 0;
    Attributes attributes = message.attributes(FIXED);
    while (attributes.next()) {
      switch (attributes.type()) {
        case NAME -> name = attributes.text();
        case MTU -> mtu = attributes.u32();
        case ADDRESS -> mac = attributes.length() == 6 ? attributes.mac() : null;
        case LINK -> parent = attributes.u32();
        case PARENT_NAMESPACE -> parentNamespace = attributes.u32();
        case MASTER -> master = attributes.u32();
        case GROUP -> group = attributes.u32();
        case ALIAS -> alias = attributes.text();
        case INFO -> {
          kind = kind(attributes.nested());
          port = port(attributes.nested());
        }
        default -> {}
      }
    }
    return new LinkMessage(
        index, name, kind, up, mtu, mac, parent, parentNamespace, master, group, alias, port);
  }

  private static LinkKind kind(Attributes info) {
    String name = "";
    Attributes data = null;
    while (info.next()) {
      switch (info.type()) {
        case LinkKindCodec.KIND -> name = info.text();
        case LinkKindCodec.DATA -> data = info.nested();
        default -> {}
      }
    }
    return LinkKindCodec.read(name, data);
  }

  private static @Nullable PortOptions port(Attributes info) {
    String kind = "";
    Attributes data = null;
    while (info.next()) {
      switch (info.type()) {
        case LinkKindCodec.PORT_KIND -> kind = info.text();
        case LinkKindCodec.PORT_DATA -> data = info.nested();
        default -> {}
      }
    }
    return kind.equals("bridge") && data != null ? PortOptions.read(data) : null;
  }
}
