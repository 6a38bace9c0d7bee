package io.fairlead.bird;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What this node tells the routers, and what it takes from them.
 *
 * @param own where this node's containers are: its blocks of addresses, and each address of theirs
 *     that is in none
 * @param learned the ranges of the networks, in which others' routes are taken
 */
public record Announcement(List<IpPrefix> own, List<IpPrefix> learned) {
  /** The option of a network whose containers' addresses are told to routers. */
  public static final String OPTION = "bgp";

  private static final Comparator<IpPrefix> ORDER =
      Comparator.comparing(IpPrefix::address).thenComparingInt(IpPrefix::length);

  public Announcement {
    own = List.copyOf(own);
    learned = List.copyOf(learned);
  }

  /** Whether the routers are told of a network. */
  public static boolean isAsked(Network network) {
    return "true".equals(network.options().more().get(OPTION));
  }

  /**
   * For a node.
   *
   * @param endpoints its own
   * @param blocks its own, of any networks
   */
  public static Announcement of(
      Collection<Network> networks,
      Collection<NetworkEndpoint> endpoints,
      Collection<Block> blocks) {
    SortedSet<IpPrefix> own = new TreeSet<>(ORDER);
    SortedSet<IpPrefix> learned = new TreeSet<>(ORDER);
    for (Network network : networks) {
      if (!isAsked(network) || !network.dataplane().equals("host-gw")) {
        continue;
      }
      network.pools().forEach(pool -> learned.add(pool.subnet()));
      List<NetworkEndpoint> here =
          endpoints.stream()
              .filter(one -> one.network().equals(network.name()))
              .filter(one -> one.state() == NetworkEndpoint.State.JOINED)
              .toList();
      if (!here.isEmpty()) {
        own.addAll(places(network, here, blocks));
      }
    }
    return new Announcement(List.copyOf(own), List.copyOf(learned));
  }

  /**
   * Why routers are not told of a network that asks for it, or nothing.
   *
   * @param told whether this node tells any routers
   */
  public static String doubt(Collection<Network> networks, boolean told) {
    for (Network network : networks) {
      if (isAsked(network) && !network.dataplane().equals("host-gw")) {
        return network.name()
            + " asks for bgp, which only host-gw does; create it with --dataplane host-gw";
      }
      if (isAsked(network) && !told) {
        return network.name()
            + " asks for bgp, and this agent knows no router; start it with --bgp-as and --bgp-peer";
      }
    }
    return "";
  }

  private static List<IpPrefix> places(
      Network network, List<NetworkEndpoint> here, Collection<Block> blocks) {
    List<IpPrefix> places = new ArrayList<>();
    for (Block block : blocks) {
      if (block.network().equals(network.name()) && block.networkId() == network.id()) {
        places.add(block.range());
      }
    }
    List<IpPrefix> ranges = List.copyOf(places);
    for (NetworkEndpoint endpoint : here) {
      for (IpAddress address : endpoint.addresses()) {
        if (ranges.stream().noneMatch(range -> range.contains(address))) {
          places.add(new IpPrefix(address, address.bitLength()));
        }
      }
    }
    return places;
  }
}
