package io.fairlead.dataplane;

import io.fairlead.model.net.Network;
import io.fairlead.spi.dataplane.Peer;
import io.fairlead.spi.dataplane.Site;
import java.util.ArrayList;
import java.util.List;

/**
 * The dataplane that a network has, and why. All nodes choose the same as soon as they know of the
 * same nodes, because they choose from what all know.
 *
 * @param type the dataplane's
 * @param why in words
 */
public record Choice(String type, String why) {
  /** The network's own, or the one that {@code auto} means for these nodes. */
  public static Choice of(Site site) {
    Network network = site.network();
    if (!network.dataplane().equals(Network.AUTO)) {
      return new Choice(network.dataplane(), "asked for");
    }
    if (site.peers().isEmpty()) {
      return new Choice("bridge", "there is one node");
    }
    if (network.options().encrypted()) {
      return new Choice("wireguard", "it must be encrypted");
    }
    List<Peer> all = new ArrayList<>(site.peers().values());
    all.add(site.self());
    Peer first = all.getFirst();
    for (Peer other : all) {
      if (!first.isBeside(other)) {
        return new Choice(
            "vxlan", first.node() + " and " + other.node() + " are not known to share a subnet");
      }
    }
    boolean v6 = first.address().isV6();
    if (!network.pools(!v6).isEmpty()) {
      return new Choice(
          "vxlan",
          "the nodes reach each other over "
              + (v6 ? "IPv6" : "IPv4")
              + " alone, and the network has both or the other");
    }
    return new Choice("host-gw", "all " + all.size() + " nodes are on " + first.subnet());
  }
}
