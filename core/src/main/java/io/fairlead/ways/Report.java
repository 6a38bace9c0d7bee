package io.fairlead.ways;

import io.fairlead.spi.dataplane.Way;
import java.time.Duration;

/**
 * How it stands between this node and another.
 *
 * @param way what is taken, and why
 * @param route what is known of the plain route
 * @param overlay what is known of the way in UDP
 * @param asked how long ago it was last asked, or zero for never
 */
public record Report(String node, Way way, Found route, Found overlay, Duration asked) {
  /**
   * What is known of a way.
   *
   * @param onlySmall whether small packets pass and whole ones do not
   * @param words what was seen, for people
   */
  public record Found(Belief state, boolean onlySmall, String words) {
    /** Whether it was asked long enough, and does not carry. */
    public boolean fails() {
      return state == Belief.FAILS;
    }
  }

  /** Of the two, one. */
  public Found of(Way.Kind kind) {
    return kind == Way.Kind.ROUTE ? route : overlay;
  }

  /** Whether neither carries. */
  public boolean isCutOff() {
    return overlay.fails() && route.state() != Belief.CARRIES;
  }

  /** In one line, for people. */
  public String text() {
    String tried = asked.isZero() ? "" : "; last tried " + asked.toSeconds() + " s ago";
    return way.kind().word() + " to " + node + ": " + way.why() + tried;
  }
}
