package io.fairlead.spi.kernel;

import org.jspecify.annotations.Nullable;

/**
 * One thing in the host's network configuration, as it should be or as it is. Where it says what
 * should be, a value may be left open.
 */
public sealed interface HostItem
    permits LinkState,
        HandedLink,
        TunnelState,
        AddressState,
        RouteState,
        RuleState,
        NeighbourState,
        ForwardingState,
        NftTable,
        PassState,
        SysctlState,
        ShortLink,
        ShortWay {
  /** Where it is. */
  Sandbox sandbox();

  /** What it is; two of one key cannot be there both. */
  Key key();

  /**
   * Whether what is there is as this wants it.
   *
   * @param seen one of the same key
   */
  boolean satisfiedBy(HostItem seen);

  /** The link in the same sandbox without which it is not there, or null. */
  @Nullable String link();

  /** Whether it is there though nobody asked for it, and is left alone. */
  default boolean unasked() {
    return false;
  }

  /** What both want together, of one key; null where they want different things. */
  default @Nullable HostItem and(HostItem other) {
    return null;
  }

  /** Whether nothing is to be done where it is wanted and not there. */
  default boolean mayBeAway() {
    return false;
  }

  /**
   * Whether making it holds up all others who change the host's network, for some ten milliseconds,
   * and nothing needs it: it is made when nobody is attaching anything.
   */
  default boolean canWait() {
    return false;
  }

  /**
   * What something is.
   *
   * @param name tells it from others of its kind in its sandbox, in words of the kernel
   */
  record Key(Kind kind, Sandbox sandbox, String name) {
    @Override
    public String toString() {
      return kind.word() + " " + name + (sandbox.isHost() ? "" : " in " + sandbox);
    }
  }

  /** Kinds, in the order in which they are made; they are removed in reverse. */
  enum Kind {
    /** Filters stand before there is something to filter. */
    NFT("nft table"),
    /** Links. */
    LINK("link"),
    /** Sysctls, many of which are a link's. */
    SYSCTL("sysctl"),
    /** Addresses. */
    ADDRESS("address"),
    /** Rules. */
    RULE("rule"),
    /** Routes. */
    ROUTE("route"),
    /** Neighbours. */
    NEIGHBOUR("neighbour"),
    /** Forwarding entries. */
    FORWARDING("forwarding"),
    /** What goes past all of these, where they would let it through. */
    SHORT("short way");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** The word for people. */
    public String word() {
      return word;
    }
  }
}
