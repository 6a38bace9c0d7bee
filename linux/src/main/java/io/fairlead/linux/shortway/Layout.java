package io.fairlead.linux.shortway;

import io.fairlead.linux.bpf.BpfMap;
import io.fairlead.model.IpAddress;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.ShortWay;
import io.fairlead.spi.kernel.ShortWay.Reach;
import io.fairlead.wire.netlink.HardwareAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the program and its maps have in common. Numbers are in the machine's order, addresses in
 * that of the network; IPv4 stands as {@code ::ffff:192.0.2.1}.
 *
 * <pre>
 * links:   u32 index of a link         -> u32 network (0: the host's own)
 * ways:    u32 network, u8[16] address -> u32 index, u32 network, u16 reach, u16 family of via,
 *                                         u8[6] mac, u8[2] 0, u8[6] gateway, u8[2] 0, u8[16] via
 * counts:  u32 network                 -> u64 packets, u64 octets, on each processor
 * </pre>
 */
final class Layout {
  static final BpfMap.Shape LINKS = new BpfMap.Shape("fl_links", BpfMap.Kind.HASH, 4, 4, 16_384);
  static final BpfMap.Shape WAYS = new BpfMap.Shape("fl_ways", BpfMap.Kind.HASH, 20, 44, 262_144);
  static final BpfMap.Shape COUNTS =
      new BpfMap.Shape("fl_counts", BpfMap.Kind.PER_CPU_HASH, 4, 16, 1024);

  // Of a way's value.
  static final int INDEX = 0;
  static final int NETWORK = 4;
  static final int REACH = 8;
  static final int FAMILY = 10;
  static final int MAC = 12;
  static final int GATEWAY = 20;
  static final int VIA = 28;

  static final int INET = 2;
  static final int INET6 = 10;

  private static final int ADDRESS_OCTETS = 16;

  private Layout() {}

  static byte[] number(int value) {
    return buffer(4).putInt(value).array();
  }

  static int number(byte[] octets) {
    return ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  static long large(byte[] octets, int at) {
    return ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN).getLong(at);
  }

  static byte[] key(ShortWay way) {
    return buffer(WAYS.key()).putInt(way.seenFrom()).put(wide(way.address())).array();
  }

  static byte[] value(ShortWay way, int index) {
    IpAddress via = way.via();
    byte[] octets = new byte[WAYS.value()];
    ByteBuffer out = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(INDEX, index).putInt(NETWORK, way.network());
    out.putShort(REACH, (short) code(way.reach()));
    out.put(MAC, way.mac().octets()).put(GATEWAY, way.gateway().octets());
    if (via != null) {
      out.putShort(FAMILY, (short) (via.isV6() ? INET6 : INET)).put(VIA, via.octets());
    }
    return octets;
  }

  /** What an entry says; null where no agent of this version has written it. */
  static @Nullable ShortWay way(BpfMap.Entry entry, IntFunction<String> names) {
    ByteBuffer key = ByteBuffer.wrap(entry.key()).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer in = ByteBuffer.wrap(entry.value()).order(ByteOrder.LITTLE_ENDIAN);
    Reach reach = reach(in.getShort(REACH));
    if (reach == null) {
      return null;
    }
    int family = in.getShort(FAMILY);
    byte[] via = new byte[family == INET6 ? ADDRESS_OCTETS : 4];
    in.get(VIA, via);
    return new ShortWay(
        Sandbox.HOST,
        key.getInt(0),
        narrow(Arrays.copyOfRange(entry.key(), 4, WAYS.key())),
        in.getInt(NETWORK),
        reach,
        names.apply(in.getInt(INDEX)),
        mac(in, MAC),
        mac(in, GATEWAY),
        family == 0 ? null : IpAddress.of(via));
  }

  static int code(Reach reach) {
    return switch (reach) {
      case HERE -> 0;
      case ROUTED -> 1;
      case TUNNELLED -> 2;
    };
  }

  private static @Nullable Reach reach(int code) {
    return switch (code) {
      case 0 -> Reach.HERE;
      case 1 -> Reach.ROUTED;
      case 2 -> Reach.TUNNELLED;
      default -> null;
    };
  }

  private static HardwareAddress mac(ByteBuffer in, int at) {
    byte[] octets = new byte[6];
    in.get(at, octets);
    return HardwareAddress.of(octets);
  }

  private static byte[] wide(IpAddress address) {
    if (address.isV6()) {
      return address.octets();
    }
    return ByteBuffer.allocate(ADDRESS_OCTETS)
        .putShort(10, (short) 0xffff)
        .put(12, address.octets())
        .array();
  }

  private static IpAddress narrow(byte[] octets) {
    boolean v4 = octets[10] == -1 && octets[11] == -1;
    for (int i = 0; i < 10; i++) {
      v4 &= octets[i] == 0;
    }
    return IpAddress.of(v4 ? Arrays.copyOfRange(octets, 12, ADDRESS_OCTETS) : octets);
  }

  private static ByteBuffer buffer(int octets) {
    return ByteBuffer.allocate(octets).order(ByteOrder.LITTLE_ENDIAN);
  }
}
