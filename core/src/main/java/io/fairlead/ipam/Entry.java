package io.fairlead.ipam;

import io.fairlead.model.IpAddress;
import io.fairlead.model.net.NetworkName;
import java.time.Instant;

/**
 * All that this node knows of one address: the last word on it replaces every one before.
 *
 * @param holder whom it is given or lent to; empty where nobody is known
 * @param name the container's name that it goes with, or empty
 * @param at since when
 * @param until while {@link Use#RESTING}, when anybody may have it
 */
public record Entry(
    String network,
    IpAddress address,
    Use use,
    String holder,
    String name,
    Instant at,
    Instant until) {
  /** What is done with an address. */
  public enum Use {
    /** An endpoint of this node has it. */
    GIVEN,
    /** It is in a block of this node, and another node has it. */
    LENT,
    /** It was given back, and not long ago. */
    RESTING,
    /** Nothing is known of it any more. */
    FREE
  }

  public Entry {
    NetworkName.require("network", network);
  }

  /** One address of one network. */
  record Place(String network, IpAddress address) {}

  Place place() {
    return new Place(network, address);
  }

  static Entry given(String network, IpAddress address, String holder, String name, Instant at) {
    return new Entry(network, address, Use.GIVEN, holder, name, at, at);
  }

  static Entry lent(String network, IpAddress address, String node, String name, Instant at) {
    return new Entry(network, address, Use.LENT, node, name, at, at);
  }

  /** The same address, given back. */
  Entry resting(Instant now, Instant anybody) {
    return new Entry(network, address, Use.RESTING, "", name, now, anybody);
  }

  /** The same address, forgotten. */
  Entry free(Instant now) {
    return new Entry(network, address, Use.FREE, "", "", now, now);
  }

  /** Whether somebody has it. */
  boolean isHeld() {
    return use == Use.GIVEN || use == Use.LENT;
  }

  /** Whether this holder has it already. */
  boolean isGivenTo(String who) {
    return use == Use.GIVEN && !who.isEmpty() && holder.equals(who);
  }

  /** Whether {@code who} may have it now where it is chosen for them; empty for anybody. */
  boolean isFreeFor(String who, Instant now) {
    return switch (use) {
      case GIVEN, LENT -> false;
      case RESTING -> !now.isBefore(until) || (!name.isEmpty() && name.equals(who));
      case FREE -> true;
    };
  }
}
