package io.fairlead.ways;

import io.fairlead.model.IpAddress;
import io.fairlead.spi.dataplane.Way;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** This node and another. Guarded by {@link Ways}. */
final class Pair {
  final Target target;
  long lastAsked;
  private final Side route;
  private final Side overlay;

  /** One of the two ways. */
  static final class Side {
    Track track;
    long next;
    boolean asked;

    Side(long now) {
      track = Track.fresh(now);
      next = now;
    }
  }

  Pair(Target target, long now) {
    this.target = target;
    this.route = new Side(now);
    this.overlay = new Side(now);
  }

  Side side(Way.Kind kind) {
    return kind == Way.Kind.ROUTE ? route : overlay;
  }

  @Nullable IpAddress whom(Way.Kind kind) {
    return kind == Way.Kind.ROUTE ? target.byRoute() : target.byOverlay();
  }

  int octets(Way.Kind kind) {
    return kind == Way.Kind.ROUTE ? target.routeOctets() : target.overlayOctets();
  }

  Way.Kind kind() {
    return route.track.state() == Belief.CARRIES ? Way.Kind.ROUTE : Way.Kind.OVERLAY;
  }

  Way way() {
    return new Way(kind(), route().words());
  }

  Report report(long now) {
    boolean asked = route.asked || overlay.asked;
    return new Report(
        target.node(),
        way(),
        route(),
        overlay(),
        asked ? Duration.ofNanos(Math.max(1, now - lastAsked)) : Duration.ZERO);
  }

  private Report.Found route() {
    return target.byRoute() == null
        ? new Report.Found(Belief.UNKNOWN, false, target.whyNot())
        : found(
            route,
            target.routeOctets(),
            " does not answer to addresses that are not the hosts' own");
  }

  private Report.Found overlay() {
    return target.byOverlay() == null
        ? new Report.Found(Belief.UNKNOWN, false, "it cannot be asked by vxlan")
        : found(overlay, target.overlayOctets(), " does not answer by vxlan");
  }

  private Report.Found found(Side side, int octets, String silence) {
    Track track = side.track;
    String words =
        switch (track.state()) {
          case UNKNOWN -> "plain routes are tried";
          case CARRIES -> octets + " bytes pass";
          case FAILS ->
              track.small()
                  ? "small packets pass, and those of " + octets + " bytes do not"
                  : target.node() + silence;
        };
    boolean small = track.state() == Belief.FAILS && track.small();
    return new Report.Found(track.state(), small, words);
  }
}
