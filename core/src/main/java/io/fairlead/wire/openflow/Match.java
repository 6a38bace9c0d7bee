package io.fairlead.wire.openflow;

import io.fairlead.model.IpAddress;
import io.fairlead.wire.netlink.HardwareAddress;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Which frames a flow is for (ONF TS-006, 7.2.3). What is left open is any.
 *
 * @param inPort the number of the port that they come from, or 0 for any
 * @param destination where they go, or null for any
 * @param mask which bits of {@code destination} count
 * @param type the EtherType, or 0 for any
 * @param arpOperation 1 for requests, or 0 for any
 * @param arpTarget whose hardware address is asked for (IPv4), or null for any
 * @param icmpv6Type or 0 for any; implies the protocol
 * @param ndTarget whose hardware address is asked for (IPv6), or null for any
 */
public record Match(
    long inPort,
    @Nullable HardwareAddress destination,
    long mask,
    int type,
    int arpOperation,
    @Nullable IpAddress arpTarget,
    int icmpv6Type,
    @Nullable IpAddress ndTarget) {
  /** Any frame. */
  public static final Match ANY = new Match(0, null, Match.EXACT, 0, 0, null, 0, null);

  /** All bits of a hardware address. */
  public static final long EXACT = 0xffff_ffff_ffffL;

  /** The bit that tells groups from single receivers. */
  public static final long GROUP = 0x0100_0000_0000L;

  /** The EtherType of ARP. */
  public static final int ARP = 0x0806;

  /** The EtherType of IPv4. */
  public static final int IPV4 = 0x0800;

  /** The EtherType of IPv6. */
  public static final int IPV6 = 0x86dd;

  // OXM fields (ONF TS-006, 7.2.3.7).
  private static final int BASIC = 0x8000;
  private static final int IN_PORT = 0;
  private static final int ETH_DST = 3;
  private static final int ETH_TYPE = 5;
  private static final int IP_PROTO = 10;
  private static final int ARP_OP = 21;
  private static final int ARP_TPA = 23;
  private static final int ICMPV6_TYPE = 29;
  private static final int ND_TARGET = 31;

  private static final int ICMPV6 = 58;

  /** From this port. */
  public Match from(long port) {
    return new Match(port, destination, mask, type, arpOperation, arpTarget, icmpv6Type, ndTarget);
  }

  /** To this hardware address. */
  public Match to(HardwareAddress mac) {
    return new Match(inPort, mac, EXACT, type, arpOperation, arpTarget, icmpv6Type, ndTarget);
  }

  /** To a hardware address that has these of its bits. */
  public Match to(HardwareAddress mac, long bits) {
    return new Match(inPort, mac, bits, type, arpOperation, arpTarget, icmpv6Type, ndTarget);
  }

  /** Of this EtherType. */
  public Match of(int etherType) {
    return new Match(
        inPort, destination, mask, etherType, arpOperation, arpTarget, icmpv6Type, ndTarget);
  }

  /** ARP requests for an address, or for any. */
  public Match arpFor(@Nullable IpAddress target) {
    return new Match(inPort, destination, mask, ARP, 1, target, 0, null);
  }

  /** ICMPv6 of this type about an address, or any. */
  public Match icmpv6(int icmpType, @Nullable IpAddress target) {
    return new Match(inPort, destination, mask, IPV6, 0, null, icmpType, target);
  }

  /** Its fields, each after those that it depends on, without the header around them. */
  public byte[] fields() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (inPort != 0) {
      field(out, IN_PORT, ByteBuffer.allocate(4).putInt((int) inPort).array());
    }
    if (destination != null && mask == EXACT) {
      field(out, ETH_DST, destination.octets());
    } else if (destination != null) {
      byte[] both = new byte[12];
      System.arraycopy(destination.octets(), 0, both, 0, 6);
      System.arraycopy(new HardwareAddress(mask).octets(), 0, both, 6, 6);
      header(out, ETH_DST, true, both.length);
      out.writeBytes(both);
    }
    if (type != 0) {
      field(out, ETH_TYPE, ByteBuffer.allocate(2).putShort((short) type).array());
    }
    if (icmpv6Type != 0) {
      field(out, IP_PROTO, new byte[] {ICMPV6});
    }
    if (arpOperation != 0) {
      field(out, ARP_OP, ByteBuffer.allocate(2).putShort((short) arpOperation).array());
    }
    if (arpTarget != null) {
      field(out, ARP_TPA, arpTarget.octets());
    }
    if (icmpv6Type != 0) {
      field(out, ICMPV6_TYPE, new byte[] {(byte) icmpv6Type});
    }
    if (ndTarget != null) {
      field(out, ND_TARGET, ndTarget.octets());
    }
    return out.toByteArray();
  }

  private static void field(ByteArrayOutputStream out, int field, byte[] value) {
    header(out, field, false, value.length);
    out.writeBytes(value);
  }

  private static void header(ByteArrayOutputStream out, int field, boolean masked, int length) {
    out.writeBytes(
        ByteBuffer.allocate(4)
            .putShort((short) BASIC)
            .put((byte) (field << 1 | (masked ? 1 : 0)))
            .put((byte) length)
            .array());
  }

  /** What fields say in any order, or null where they say more than this knows of. */
  public static @Nullable Match read(byte[] fields) {
    Match match = ANY;
    ByteBuffer in = ByteBuffer.wrap(fields);
    while (in.remaining() >= 4) {
      int space = in.getShort() & 0xffff;
      int field = in.get() & 0xff;
      byte[] value = new byte[in.get() & 0xff];
      if (in.remaining() < value.length) {
        return null;
      }
      in.get(value);
      Match more = space == BASIC ? match.with(field >> 1, (field & 1) != 0, value) : null;
      if (more == null) {
        return null;
      }
      match = more;
    }
    boolean all = !in.hasRemaining() && match.fields().length == fields.length;
    return all ? match : null;
  }

  private @Nullable Match with(int field, boolean masked, byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    if (field == ETH_DST && value.length == (masked ? 12 : 6)) {
      HardwareAddress mac = mac(in);
      return masked ? to(mac, mac(in).bits()) : to(mac);
    }
    if (masked) {
      return null;
    }
    return switch (field << 8 | value.length) {
      case IN_PORT << 8 | 4 -> from(in.getInt() & 0xffff_ffffL);
      case ETH_TYPE << 8 | 2 -> of(in.getShort() & 0xffff);
      case IP_PROTO << 8 | 1 -> in.get() == ICMPV6 ? this : null;
      case ARP_OP << 8 | 2 ->
          new Match(
              inPort, destination, mask, type, in.getShort(), arpTarget, icmpv6Type, ndTarget);
      case ARP_TPA << 8 | 4 ->
          new Match(
              inPort,
              destination,
              mask,
              type,
              arpOperation,
              IpAddress.of(value),
              icmpv6Type,
              ndTarget);
      case ICMPV6_TYPE << 8 | 1 ->
          new Match(
              inPort, destination, mask, type, arpOperation, arpTarget, in.get() & 0xff, ndTarget);
      case ND_TARGET << 8 | 16 ->
          new Match(
              inPort,
              destination,
              mask,
              type,
              arpOperation,
              arpTarget,
              icmpv6Type,
              IpAddress.of(value));
      default -> null;
    };
  }

  private static HardwareAddress mac(ByteBuffer in) {
    byte[] octets = new byte[6];
    in.get(octets);
    return HardwareAddress.of(octets);
  }
}
