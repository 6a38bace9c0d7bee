package io.fairlead.wire.netlink;

import io.fairlead.model.IpAddress;
import io.fairlead.wire.netlink.LinkKind.IpvlanMode;
import io.fairlead.wire.netlink.LinkKind.IpvlanReach;
import io.fairlead.wire.netlink.LinkKind.MacvlanMode;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The kinds' own attributes (IFLA_INFO_DATA). */
final class LinkKindCodec {
  static final int KIND = 1; // IFLA_INFO_KIND
  static final int DATA = 2; // IFLA_INFO_DATA
  static final int PORT_KIND = 4; // IFLA_INFO_SLAVE_KIND
  static final int PORT_DATA = 5; // IFLA_INFO_SLAVE_DATA

  private static final int VXLAN_ID = 1;
  private static final int VXLAN_LINK = 3;
  private static final int VXLAN_LOCAL = 4;
  private static final int VXLAN_LEARNING = 7;
  private static final int VXLAN_PROXY = 11;
  private static final int VXLAN_PORT = 15;
  private static final int VXLAN_LOCAL6 = 17;
  private static final int VLAN_ID = 1;
  private static final int MACVLAN_MODE = 1;
  private static final int IPVLAN_MODE = 1;
  private static final int IPVLAN_FLAGS = 2;

  private LinkKindCodec() {}

  /** Writes what is in the data of a kind; {@code parent} is 0 where it has none. */
  static void write(MessageWriter out, LinkKind kind, int parent) {
    switch (kind) {
      case LinkKind.Vxlan vxlan -> {
        out.u32(VXLAN_ID, vxlan.id());
        if (parent != 0) {
          out.u32(VXLAN_LINK, parent);
        }
        IpAddress local = vxlan.local();
        if (local != null) {
          out.address(local.isV6() ? VXLAN_LOCAL6 : VXLAN_LOCAL, local);
        }
        out.bool(VXLAN_LEARNING, vxlan.learning());
        out.bool(VXLAN_PROXY, vxlan.proxy());
        out.u16Network(VXLAN_PORT, vxlan.port());
      }
      case LinkKind.Vlan vlan -> out.u16(VLAN_ID, vlan.id());
      case LinkKind.Macvlan macvlan -> out.u32(MACVLAN_MODE, macvlan.mode().number());
      case LinkKind.Ipvlan ipvlan -> {
        out.u16(IPVLAN_MODE, ipvlan.mode().number());
        out.u16(IPVLAN_FLAGS, ipvlan.reach().number());
      }
      case LinkKind.Veth veth -> {}
      case LinkKind.Bridge bridge -> {}
      case LinkKind.Other other -> {}
    }
  }

  /** Reads a kind; what this program does not know of it is passed by. */
  static LinkKind read(String name, @Nullable Attributes data) {
    return switch (name) {
      case "veth" -> new LinkKind.Veth();
      case "bridge" -> new LinkKind.Bridge();
      case "vxlan" -> data == null ? new LinkKind.Other(name) : vxlan(data);
      case "vlan" -> data == null ? new LinkKind.Other(name) : vlan(data);
      case "macvlan" -> data == null ? new LinkKind.Other(name) : macvlan(data);
      case "ipvlan" -> data == null ? new LinkKind.Other(name) : ipvlan(data);
      default -> new LinkKind.Other(name);
    };
  }

  private static LinkKind vxlan(Attributes data) {
    int id = 0;
    int port = 4789;
    IpAddress local = null;
    boolean learning = false;
    boolean proxy = false;
    while (data.next()) {
      switch (data.type()) {
        case VXLAN_ID -> id = data.u32() & 0xffffff;
        case VXLAN_LOCAL, VXLAN_LOCAL6 -> local = data.address();
        case VXLAN_LEARNING -> learning = data.bool();
        case VXLAN_PROXY -> proxy = data.bool();
        case VXLAN_PORT -> port = Math.max(1, data.u16Network());
        default -> {}
      }
    }
    return new LinkKind.Vxlan(id, local, port, learning, proxy);
  }

  private static LinkKind vlan(Attributes data) {
    int id = 0;
    while (data.next()) {
      if (data.type() == VLAN_ID) {
        id = data.u16() & 0xfff;
      }
    }
    return id == 0 || id == 0xfff ? new LinkKind.Other("vlan") : new LinkKind.Vlan(id);
  }

  private static LinkKind macvlan(Attributes data) {
    MacvlanMode mode = null;
    while (data.next()) {
      if (data.type() == MACVLAN_MODE) {
        mode = numbered(MacvlanMode.values(), MacvlanMode::number, data.u32());
      }
    }
    return mode == null ? new LinkKind.Other("macvlan") : new LinkKind.Macvlan(mode);
  }

  private static LinkKind ipvlan(Attributes data) {
    IpvlanMode mode = null;
    IpvlanReach reach = IpvlanReach.BRIDGE;
    while (data.next()) {
      switch (data.type()) {
        case IPVLAN_MODE -> mode = numbered(IpvlanMode.values(), IpvlanMode::number, data.u16());
        case IPVLAN_FLAGS ->
            reach = numbered(IpvlanReach.values(), IpvlanReach::number, data.u16());
        default -> {}
      }
    }
    return mode == null || reach == null
        ? new LinkKind.Other("ipvlan")
        : new LinkKind.Ipvlan(mode, reach);
  }

  private static <E> @Nullable E numbered(E[] values, ToIntFunction<E> number, int wanted) {
    for (E value : values) {
      if (number.applyAsInt(value) == wanted) {
        return value;
      }
    }
    return null;
  }
}
