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
        SwitchState,
        SwitchPort,
        FlowState,
        AddressState,
        RouteState,
        RuleState,
        NeighbourState,
        ForwardingState,
        NftTable,
        PassState,
        SysctlState,
        OffloadState,
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
    // Written out since all of a host is found by keys in each look: names tell most of them apart.
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other
          || (other instanceof Key that
              && kind == that.kind
              && name.equals(that.name)
              && sandbox.equals(that.sandbox));
    }

    @Override
    public int hashCode() {
      return 31 * (31 * name.hashCode() + sandbox.hashCode()) + kind.word().hashCode();
    }

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
    /** Who fills in checksums. */
    OFFLOAD("checksums"),
    /** Addresses. */
    ADDRESS("address"),
    /** Rules. */
    RULE("rule"),
    /** Routes. */
    ROUTE("route"),
    /** Forwarding entries. */
    FORWARDING("forwarding"),
    /** Neighbours: who is told where one is can send to it then. */
    NEIGHBOUR("neighbour"),
    /** Ports of switches. */
    PORT("port"),
    /** Flows between them. */
    FLOW("flow"),
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
