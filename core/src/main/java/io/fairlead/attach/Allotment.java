package io.fairlead.attach;

import io.fairlead.attach.Reserved.Place;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Mac;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.model.net.PublishedPort;
import io.fairlead.spi.Addresses;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.Endpoints;
import io.fairlead.spi.Wish;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The addresses of one endpoint while it is being made: all of them or none. For one thread. */
final class Allotment {
  private final Wish wish;
  private final Network network;
  private final Addresses addresses;
  private final Reserved reserved;
  private final Map<Place, Boolean> taken = new LinkedHashMap<>();
  private final List<Place> given = new ArrayList<>();

  Allotment(Wish wish, Network network, Addresses addresses, Reserved reserved) {
    this.wish = wish;
    this.network = network;
    this.addresses = addresses;
    this.reserved = reserved;
  }

  /**
   * An address of a family: what was reserved, or what is given now.
   *
   * @param wanted this one and no other, or null
   * @return null where the network has none of the family, and none is wanted
   */
  @Nullable IpPrefix address(boolean v6, @Nullable IpPrefix wanted) {
    if (wanted == null && network.pools(v6).isEmpty()) {
      return null;
    }
    IpAddress address = wanted == null ? null : wanted.address();
    if (address != null) {
      Place place = new Place(network.name(), address);
      Boolean before = reserved.take(place);
      if (before != null) {
        taken.put(place, before);
        return wanted;
      }
    }
    IpPrefix one =
        addresses.give(
            network,
            new Addresses.Wanted(v6, null, address, wish.id().toString(), wish.container().name()));
    given.add(new Place(network.name(), one.address()));
    return one;
  }

  /** Whether any was reserved before. */
  boolean wasReserved() {
    return !taken.isEmpty();
  }

  /** Whether nothing was ever sent from any of them. */
  boolean isUnused() {
    return taken.values().stream().noneMatch(used -> used);
  }

  /** The endpoint is not made: all is as it was. */
  void undo() {
    given.forEach(place -> reserved.giveBack(place, false));
    taken.forEach(reserved::add);
  }

  /** The one that is wanted, or one made from the address; none where the network shares one. */
  static @Nullable Mac mac(
      Wish wish, Network network, @Nullable IpPrefix v4, @Nullable IpPrefix v6) {
    if (!network.sharesMac()) {
      return wish.mac() == null ? mac(v4, v6) : wish.mac();
    }
    if (wish.mac() != null) {
      throw new AttachRefused(
          "containers on "
              + network.name()
              + " have their host's hardware address; start it without --mac-address",
          false);
    }
    return null;
  }

  /**
   * The ports of a wish.
   *
   * @param found whether the endpoint was there before: then those that it had
   */
  static List<PublishedPort> ports(Wish wish, boolean found, Endpoints told) {
    return !found
        ? wish.ports()
        : told.all().stream()
            .filter(one -> one.id().equals(wish.id()))
            .findFirst()
            .map(NetworkEndpoint::ports)
            .orElse(wish.ports());
  }

  /** Made from the address, so that a neighbour that has both right now has them right later. */
  private static @Nullable Mac mac(@Nullable IpPrefix v4, @Nullable IpPrefix v6) {
    IpPrefix from = v4 == null ? v6 : v4;
    if (from == null) {
      return null;
    }
    long low = from.address().low();
    return new Mac(0x0242_0000_0000L | ((low ^ (low >>> 32)) & 0xffff_ffffL));
  }
}
