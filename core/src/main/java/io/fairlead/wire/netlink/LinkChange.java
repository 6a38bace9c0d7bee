package io.fairlead.wire.netlink;

import java.util.ArrayList;
import java.util.List;

/** One thing to change in a link that is there. */
public sealed interface LinkChange {
  /** Switches it on or off. */
  record Up(boolean up) implements LinkChange {}

  /** Its MTU. */
  record Mtu(int bytes) implements LinkChange {}

  /** Its hardware address. */
  record Mac(HardwareAddress address) implements LinkChange {}

  /** The index of the bridge that it is a port of, or 0. */
  record Master(int index) implements LinkChange {}

  /** The group by whose number many can be deleted at once. */
  record Group(int number) implements LinkChange {}

  /** Its text for people. */
  record Alias(String text) implements LinkChange {}

  /** Its name; it must be switched off. */
  record Name(String name) implements LinkChange {
    public Name {
      LinkName.check(name);
    }
  }

  /** The network namespace, an open file, that it moves to. */
  record Namespace(int file) implements LinkChange {}

  /** How its bridge treats it. */
  record Port(PortOptions options) implements LinkChange {}

  /** Asks to change the link of this name in all these. */
  static Request of(String name, List<LinkChange> changes) {
    LinkName.check(name);
    List<LinkChange> all = List.copyOf(changes);
    return Request.of(LinkMessage.NEW, 0, "change link " + name, out -> write(out, 0, name, all));
  }

  /** Asks to change the link of this index in all these; the name is for errors. */
  static Request of(int index, String name, List<LinkChange> changes) {
    List<LinkChange> all = List.copyOf(changes);
    return Request.of(
        LinkMessage.NEW, 0, "change link " + name, out -> write(out, index, name, all));
  }

  private static void write(MessageWriter out, int index, String name, List<LinkChange> changes) {
    int flags = 0;
    int mask = 0;
    List<PortOptions> port = new ArrayList<>();
    for (LinkChange change : changes) {
      if (change instanceof Up(boolean up)) {
        mask = LinkMessage.UP;
        flags = up ? LinkMessage.UP : 0;
      }
    }
    LinkMessage.header(out, index, flags, mask);
    if (index == 0) {
      out.text(LinkMessage.NAME, name);
    }
    for (LinkChange change : changes) {
      switch (change) {
        case Up up -> {}
        case Mtu(int bytes) -> out.u32(LinkMessage.MTU, bytes);
        case Mac(HardwareAddress address) -> out.mac(LinkMessage.ADDRESS, address);
        case Master(int master) -> out.u32(LinkMessage.MASTER, master);
        case Group(int number) -> out.u32(LinkMessage.GROUP, number);
        case Alias(String text) -> out.text(LinkMessage.ALIAS, text);
        case Name(String other) -> out.text(LinkMessage.NAME, other);
        case Namespace(int file) -> out.u32(LinkMessage.NAMESPACE, file);
        case Port(PortOptions options) -> port.add(options);
      }
    }
    for (PortOptions options : port) {
      int info = out.begin(LinkMessage.INFO);
      out.word(LinkKindCodec.PORT_KIND, "bridge");
      int data = out.begin(LinkKindCodec.PORT_DATA);
      options.write(out);
      out.end(data).end(info);
    }
  }
}
