package io.fairlead.spi.kernel;

import io.fairlead.model.IpAddress;
import io.fairlead.wire.netlink.HardwareAddress;
import io.fairlead.wire.netlink.LinkName;
import org.jspecify.annotations.Nullable;

/**
 * How packets for an endpoint go straight from the link that they came in by to the link that they
 * leave by, without the bridge, the routes and the filters between them. Packets of an endpoint
 * take short ways only where they come in by the link of its own.
 *
 * @param seenFrom the network of the link that a packet came in by; 0 for a link of the host, whose
 *     packets may be of any network
 * @param address the endpoint's
 * @param network the endpoint's
 * @param reach where the endpoint is
 * @param link the endpoint's own on this host, or what leads to its host
 * @param mac the endpoint's hardware address
 * @param gateway the hardware address that its network's gateway has everywhere
 * @param via the endpoint's host where packets are routed to it, else null
 */
public record ShortWay(
    Sandbox sandbox,
    int seenFrom,
    IpAddress address,
    int network,
    Reach reach,
    String link,
    HardwareAddress mac,
    HardwareAddress gateway,
    @Nullable IpAddress via)
    implements HostItem {
  /** Where an endpoint is. */
  public enum Reach {
    /** On this host. */
    HERE,
    /** On another, to which packets are routed. */
    ROUTED,
    /** On another, to which frames are tunnelled. */
    TUNNELLED
  }

  public ShortWay {
    LinkName.check(link);
  }

  /** The same, for packets that came in by a link of the host. */
  public ShortWay fromOutside() {
    return new ShortWay(sandbox, 0, address, network, reach, link, mac, gateway, via);
  }

  @Override
  public Key key() {
    return new Key(
        Kind.SHORT, sandbox, "to " + address + (seenFrom == 0 ? "" : " of network " + seenFrom));
  }

  @Override
  public boolean satisfiedBy(HostItem seen) {
    return equals(seen);
  }

  /** Of two networks that both have an address, the one that was first is reached from outside. */
  @Override
  public @Nullable HostItem and(HostItem other) {
    return seenFrom == 0 && other instanceof ShortWay that
        ? (network <= that.network ? this : that)
        : null;
  }

  @Override
  public String link() {
    return link;
  }

  @Override
  public String toString() {
    return "to "
        + address
        + (seenFrom == 0 ? " from outside" : " of network " + seenFrom)
        + " by "
        + link
        + (via == null ? "" : " via " + via);
  }
}
