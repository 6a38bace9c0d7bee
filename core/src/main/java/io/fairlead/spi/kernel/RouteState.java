package io.fairlead.spi.kernel;

import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.wire.netlink.RouteKind;
import io.fairlead.wire.netlink.RouteMessage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A route that carries {@link Scope#PROTOCOL}.
 *
 * @param table where it stands; {@link RouteMessage#MAIN} is the usual table
 * @param metric the lower goes first; 0 is the usual one, which for IPv6 is 1024
 * @param via the next hop, or null
 * @param link where it leads out, or null where {@code via} says it
 * @param onlink whether the next hop is on the link, whatever its address says
 * @param mtu bytes at most, or 0 for what the link carries
 * @param source the address that packets leave with, or null for any
 */
public record RouteState(
    Sandbox sandbox,
    IpPrefix destination,
    RouteKind kind,
    int table,
    int metric,
    @Nullable IpAddress via,
    @Nullable String link,
    boolean onlink,
    int mtu,
    @Nullable IpAddress source)
    implements HostItem {
  private static final int USUAL_V6_METRIC = 1024;

  public RouteState {
    InvalidField.unless(
        destination.isNetwork(), "route", destination + " has bits beyond its length");
    if (metric == 0 && destination.address().isV6()) {
      metric = USUAL_V6_METRIC;
    }
  }

  /** A route by a next hop and a link, either of which may be left out. */
  public static RouteState to(
      Sandbox sandbox, IpPrefix destination, @Nullable IpAddress via, @Nullable String link) {
    return new RouteState(
        sandbox, destination, RouteKind.UNICAST, RouteMessage.MAIN, 0, via, link, false, 0, null);
  }

  /** Where packets disappear that no better route takes. */
  public static RouteState blackhole(Sandbox sandbox, IpPrefix destination) {
    return new RouteState(
        sandbox,
        destination,
        RouteKind.BLACKHOLE,
        RouteMessage.MAIN,
        0,
        null,
        null,
        false,
        0,
        null);
  }

  /** In this table. */
  public RouteState inTable(int number) {
    return new RouteState(
        sandbox, destination, kind, number, metric, via, link, onlink, mtu, source);
  }

  /** With this metric. */
  public RouteState withMetric(int number) {
    return new RouteState(
        sandbox, destination, kind, table, number, via, link, onlink, mtu, source);
  }

  /** With a next hop that is on the link, whatever its address says. */
  public RouteState withOnlink() {
    return new RouteState(sandbox, destination, kind, table, metric, via, link, true, mtu, source);
  }

  /** With this MTU. */
  public RouteState withMtu(int bytes) {
    return new RouteState(
        sandbox, destination, kind, table, metric, via, link, onlink, bytes, source);
  }

  /** Whose packets leave with this address. */
  public RouteState withSource(IpAddress address) {
    return new RouteState(
        sandbox, destination, kind, table, metric, via, link, onlink, mtu, address);
  }

  @Override
  public Key key() {
    return new Key(
        Kind.ROUTE,
        sandbox,
        destination
            + (table == RouteMessage.MAIN ? "" : " table " + table)
            + (metric == 0 || metric == USUAL_V6_METRIC ? "" : " metric " + metric));
  }

  @Override
  public boolean satisfiedBy(HostItem seen) {
    return seen instanceof RouteState is
        && kind == is.kind
        && Objects.equals(via, is.via)
        && (link == null || link.equals(is.link))
        && onlink == is.onlink
        && mtu == is.mtu
        && (source == null || Objects.equals(source, is.source));
  }

  @Override
  public String toString() {
    return destination
        + (kind == RouteKind.UNICAST ? "" : " " + kind)
        + (via == null ? "" : " via " + via)
        + (link == null ? "" : " by " + link);
  }
}
