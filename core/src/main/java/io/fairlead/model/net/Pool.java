package io.fairlead.model.net;

import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A range of addresses of a network.
 *
 * @param subnet all of it, as containers see it
 * @param gateway the address that is nobody's endpoint but the way out, or null for none
 * @param range what addresses are chosen from where nobody asks for one; null for all
 * @param reserved addresses that are given to nobody, by what they are for
 * @param blockLength the prefix length of its blocks, from the subnet's to a single address
 */
public record Pool(
    IpPrefix subnet,
    @Nullable IpAddress gateway,
    @Nullable IpPrefix range,
    Map<String, IpAddress> reserved,
    int blockLength) {
  private static final int MAX_RESERVED = 1024;

  // A container's block in IPv4 and IPv6 where nobody says otherwise: 64 and 256 addresses.
  private static final int USUAL_V4 = 26;
  private static final int USUAL_V6 = 120;

  /** A small pool is cut into so many parts at least, so that every host gets one. */
  private static final int PARTS_BITS = 3;

  public Pool {
    reserved = Map.copyOf(reserved);
    InvalidField.unless(
        subnet.isNetwork(), "pool.subnet", subnet + " has host bits; write " + subnet.network());
    int least = subnet.address().isV6() ? 48 : 8;
    int most = subnet.address().bitLength() - 1;
    InvalidField.unless(
        subnet.length() >= least && subnet.length() <= most,
        "pool.subnet",
        subnet + " is not of a size that works; use /" + least + " to /" + most);
    InvalidField.unless(
        gateway == null || subnet.contains(gateway),
        "pool.gateway",
        gateway + " is not in " + subnet + "; choose one that is");
    InvalidField.unless(
        range == null || (range.isNetwork() && subnet.covers(range)),
        "pool.range",
        range + " is no network within " + subnet + "; choose one that is");
    InvalidField.unless(
        reserved.size() <= MAX_RESERVED,
        "pool.reserved",
        "holds " + reserved.size() + " addresses; use a range for more than " + MAX_RESERVED);
    reserved.forEach(
        (what, address) ->
            InvalidField.unless(
                subnet.contains(address),
                "pool.reserved",
                address + " (" + what + ") is not in " + subnet + "; choose one that is"));
    InvalidField.unless(
        blockLength >= subnet.length() && blockLength <= subnet.address().bitLength(),
        "pool.block",
        "/" + blockLength + " is no part of " + subnet + "; use a longer prefix");
    InvalidField.unless(
        subnet.address().bitLength() - blockLength <= 16,
        "pool.block",
        "/" + blockLength + " holds more than 65536 addresses; use a longer prefix");
  }

  /** A pool of all of {@code subnet}, with the usual blocks and its first address as gateway. */
  public static Pool of(IpPrefix subnet) {
    return of(subnet, subnet.first().plus(1));
  }

  /** A pool of all of {@code subnet}, with the usual blocks. */
  public static Pool of(IpPrefix subnet, @Nullable IpAddress gateway) {
    return new Pool(subnet, gateway, null, Map.of(), usualBlock(subnet));
  }

  /**
   * The block length for a subnet where nobody says otherwise: 64 addresses in IPv4 and 256 in
   * IPv6, less where the subnet would not be at least eight blocks.
   */
  public static int usualBlock(IpPrefix subnet) {
    boolean v6 = subnet.address().isV6();
    int bits = subnet.address().bitLength();
    return Math.min(bits, Math.max(v6 ? USUAL_V6 : USUAL_V4, subnet.length() + PARTS_BITS));
  }

  /** Whether it is of IPv6. */
  public boolean isV6() {
    return subnet.address().isV6();
  }

  /** The block that an address stands in. */
  public IpPrefix blockOf(IpAddress address) {
    return IpPrefix.around(address, blockLength);
  }

  /**
   * Whether an endpoint may have this address: it is in the subnet, and neither the network's own,
   * nor the broadcast address, nor the gateway, nor reserved.
   */
  public boolean mayHold(IpAddress address) {
    return subnet.contains(address)
        && (gateway == null || !address.equals(gateway))
        && !reserved.containsValue(address)
        && !isEdge(address);
  }

  /** Whether this address may be chosen where nobody asked for one. */
  public boolean mayChoose(IpAddress address) {
    return mayHold(address) && (range == null || range.contains(address));
  }

  // RFC 3021: both addresses of a /31 are hosts'. An IPv6 subnet's first address is the routers'.
  private boolean isEdge(IpAddress address) {
    if (isV6()) {
      return subnet.length() < 127 && address.equals(subnet.first());
    }
    return subnet.length() < 31
        && (address.equals(subnet.first()) || address.equals(subnet.last()));
  }
}
