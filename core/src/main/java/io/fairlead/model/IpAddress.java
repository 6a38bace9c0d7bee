package io.fairlead.model;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * An IPv4 or IPv6 address as a value of 128 bits, without a zone and without any look-up.
 * IPv4-mapped IPv6 addresses ({@code ::ffff:a.b.c.d}) are IPv4 here. Immutable.
 */
public final class IpAddress implements Comparable<IpAddress> {
  private final long high;
  private final long low;
  private final boolean v6;

  private IpAddress(boolean v6, long high, long low) {
    this.v6 = v6;
    this.high = high;
    this.low = low;
  }

  /** The IPv4 address whose 32 bits, first octet highest, are {@code bits}. */
  public static IpAddress v4(int bits) {
    return new IpAddress(false, 0, bits & 0xffff_ffffL);
  }

  /** The address in 4 or 16 octets, network order. */
  public static IpAddress of(byte[] octets) {
    if (octets.length == 4) {
      return v4(ByteBuffer.wrap(octets).getInt());
    }
    if (octets.length == 16) {
      ByteBuffer bytes = ByteBuffer.wrap(octets);
      return v6(bytes.getLong(), bytes.getLong());
    }
    throw new InvalidField("address", "has " + octets.length + " octets; 4 or 16 are an address");
  }

  /** The IPv6 address of two halves; a mapped IPv4 address becomes IPv4. */
  public static IpAddress v6(long high, long low) {
    if (high == 0 && (low >>> 32) == 0xffffL) {
      return v4((int) low);
    }
    return new IpAddress(true, high, low);
  }

  /** The address of a socket or interface; a zone is dropped. */
  public static IpAddress of(InetAddress address) {
    return of(address.getAddress());
  }

  /**
   * Reads {@code 10.0.0.1} or {@code fd00::1}; names and shorthand IPv4 ({@code 10.1}) are refused.
   *
   * @throws InvalidField where {@code text} is no address
   */
  public static IpAddress parse(String text) {
    try {
      boolean colon = text.indexOf(':') >= 0;
      boolean fourParts = text.chars().filter(c -> c == '.').count() == 3;
      if ((colon || fourParts) && text.indexOf('%') < 0 && text.indexOf('[') < 0) {
        return of(InetAddress.ofLiteral(text));
      }
    } catch (IllegalArgumentException e) {
      throw new InvalidField("address", "'" + text + "' is not an IPv4 or IPv6 address");
    }
    throw new InvalidField("address", "'" + text + "' is not an IPv4 or IPv6 address");
  }

  /** Whether this is an IPv6 address. */
  public boolean isV6() {
    return v6;
  }

  /** Whether this is 127.0.0.0/8 or ::1. */
  public boolean isLoopback() {
    return v6 ? high == 0 && low == 1 : (low >>> 24) == 127;
  }

  /** The upper 64 bits; zero for IPv4. */
  public long high() {
    return high;
  }

  /** The lower 64 bits; for IPv4 the address in the lowest 32. */
  public long low() {
    return low;
  }

  /** 32 or 128. */
  public int bitLength() {
    return v6 ? 128 : 32;
  }

  /** 4 or 16 octets in network order, fresh. */
  public byte[] octets() {
    return v6
        ? ByteBuffer.allocate(16).putLong(high).putLong(low).array()
        : ByteBuffer.allocate(4).putInt((int) low).array();
  }

  /** The same address for {@code java.net}. */
  public InetAddress toInetAddress() {
    try {
      return v6
          ? Inet6Address.getByAddress(null, octets(), -1)
          : InetAddress.getByAddress(octets());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of 4 or 16 octets is always accepted", e);
    }
  }

  /** The address so many places on; beyond the last one it begins again at the first. */
  public IpAddress plus(long places) {
    if (!v6) {
      return v4((int) (low + places));
    }
    long sum = low + places;
    boolean carry = places >= 0 && Long.compareUnsigned(sum, low) < 0;
    boolean borrow = places < 0 && Long.compareUnsigned(sum, low) > 0;
    return v6(high + (carry ? 1 : borrow ? -1 : 0), sum);
  }

  @Override
  public int compareTo(IpAddress other) {
    if (v6 != other.v6) {
      return v6 ? 1 : -1;
    }
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IpAddress that && v6 == that.v6 && high == that.high && low == that.low;
  }

  @Override
  public int hashCode() {
    return Objects.hash(high, low, v6);
  }

  /** Dotted decimal, or RFC 5952 for IPv6. */
  @Override
  public String toString() {
    if (!v6) {
      return (low >>> 24)
          + "."
          + ((low >>> 16) & 255)
          + "."
          + ((low >>> 8) & 255)
          + "."
          + (low & 255);
    }
    return Rfc5952.format(high, low);
  }
}
