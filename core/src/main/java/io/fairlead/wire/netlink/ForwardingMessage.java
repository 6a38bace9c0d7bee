package io.fairlead.wire.netlink;

import io.fairlead.model.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where frames to a hardware address go: behind which port of a bridge, or to which other end of a
 * vxlan.
 *
 * @param index the link's: the port, or the vxlan
 * @param destination the vxlan's other end, or null
 * @param vni the network's number there, or 0 for the vxlan's own
 * @param table whose table it stands in
 * @param learned whether it counts as learned elsewhere, so that the bridge neither ages nor moves
 *     it
 * @param permanent whether it is the port's own address, or for good
 * @param master the bridge's index where the kernel tells it, or 0
 */
public record ForwardingMessage(
    int index,
    HardwareAddress mac,
    @Nullable IpAddress destination,
    int vni,
    Table table,
    boolean learned,
    boolean permanent,
    int master) {
  /** Whose table an entry stands in. */
  public enum Table {
    /** The link's own, as a vxlan has one. */
    SELF(2),
    /** That of the bridge it is a port of. */
    MASTER(4);

    private final int flag;

    Table(int flag) {
      this.flag = flag;
    }
  }

  private static final int LEARNED = 0x10; // NTF_EXT_LEARNED
  private static final int VNI = 7;
  private static final int MASTER_INDEX = 9;
  private static final int NOARP = 0x40;
  private static final int PERMANENT = 0x80;
  private static final int REACHABLE = 0x02;

  /** Frames to {@code mac} go to the vxlan's other end at {@code destination}. */
  public static ForwardingMessage remote(int index, HardwareAddress mac, IpAddress destination) {
    return new ForwardingMessage(index, mac, destination, 0, Table.SELF, false, true, 0);
  }

  /** Frames to {@code mac} leave the bridge by the port {@code index}. */
  public static ForwardingMessage behind(int index, HardwareAddress mac, boolean learned) {
    return new ForwardingMessage(index, mac, null, 0, Table.MASTER, learned, false, 0);
  }

  /** Asks to set it, instead of what is there for this address. */
  public Request put() {
    return Request.of(NeighbourMessage.NEW, Netlink.CREATE | Netlink.REPLACE, text(), this::write);
  }

  /** Asks to add it beside others for this address: all of them get each frame. */
  public Request append() {
    return Request.of(NeighbourMessage.NEW, Netlink.CREATE | Netlink.APPEND, text(), this::write);
  }

  /** Asks to remove it. */
  public Request delete() {
    return Request.of(NeighbourMessage.DELETE, 0, "delete forwarding of " + mac, this::write);
  }

  /** Asks for all entries of all bridges and vxlans. */
  public static Dump<ForwardingMessage> dump() {
    return Dump.of(
        NeighbourMessage.GET,
        "list forwarding entries",
        out -> out.u8(Netlink.BRIDGE).u8(0).u16(0).u32(0).u16(0).u8(0).u8(0),
        ForwardingMessage::read);
  }

  /** Reads one; null for one without a hardware address. */
  public static @Nullable ForwardingMessage read(Message message) {
    int index = message.u32(4);
    int state = message.u16(8);
    int flags = message.u8(10);
    HardwareAddress mac = null;
    IpAddress destination = null;
    int vni = 0;
    int master = 0;
    Attributes attributes = message.attributes(NeighbourMessage.FIXED);
    while (attributes.next()) {
      switch (attributes.type()) {
        case NeighbourMessage.LLADDR -> mac = attributes.length() == 6 ? attributes.mac() : null;
        case NeighbourMessage.DST ->
            destination =
                attributes.length() == 4 || attributes.length() == 16 ? attributes.address() : null;
        case VNI -> vni = attributes.u32();
        case MASTER_INDEX -> master = attributes.u32();
        default -> {}
      }
    }
    Table table = (flags & Table.SELF.flag) != 0 ? Table.SELF : Table.MASTER;
    return mac == null
        ? null
        : new ForwardingMessage(
            index,
            mac,
            destination,
            vni,
            table,
            (flags & LEARNED) != 0,
            (state & PERMANENT) != 0,
            master);
  }

  private String text() {
    return "forward " + mac + (destination == null ? "" : " to " + destination);
  }

  private void write(MessageWriter out) {
    int state = table == Table.SELF ? PERMANENT | NOARP : permanent ? PERMANENT : NOARP | REACHABLE;
    out.u8(Netlink.BRIDGE).u8(0).u16(0).u32(index);
    out.u16(state).u8(table.flag | (learned ? LEARNED : 0)).u8(0);
    out.mac(NeighbourMessage.LLADDR, mac);
    if (destination != null) {
      out.address(NeighbourMessage.DST, destination);
    }
    if (vni != 0) {
      out.u32(VNI, vni);
    }
  }
}
