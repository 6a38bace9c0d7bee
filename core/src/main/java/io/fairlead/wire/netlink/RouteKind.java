package io.fairlead.wire.netlink;

import org.jspecify.annotations.Nullable;

/** What happens to packets that take a route. */
public enum RouteKind {
  /** They are sent on. */
  UNICAST(1),
  /** They are for this host. */
  LOCAL(2),
  /** They disappear. */
  BLACKHOLE(6),
  /** They are sent back as unreachable. */
  UNREACHABLE(7),
  /** They are sent back as forbidden. */
  PROHIBIT(8);

  private final int number;

  RouteKind(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  static @Nullable RouteKind of(int number) {
    for (RouteKind kind : values()) {
      if (kind.number == number) {
        return kind;
      }
    }
    return null;
  }
}
