package io.fairlead.dataplane;

import io.fairlead.model.net.Network;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.spi.dataplane.Way;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The dataplane that a network has, and why.
 *
 * @param type the dataplane's
 * @param why in words
 */
public record Choice(String type, String why) {
  private static final int NAMED = 5;

  // WireGuard, UDP and IPv6 around each packet.
  private static final int SECRET = 80;

  /** The network's own, or the one that {@code auto} means on this site. */
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
    if (network.options().multicast()) {
      return new Choice("vxlan", "it carries multicast");
    }
    return new Choice(Network.AUTO, ways(site));
  }

  /**
   * The octets that are kept free in each packet of a network that leaves its dataplane open: what
   * the narrowest one it may come to have takes. So its MTU stays as it is when nodes come and ways
   * change. 0 for other networks.
   */
  public static int reserve(Site site) {
    Network network = site.network();
    if (!network.dataplane().equals(Network.AUTO)) {
      return 0;
    }
    return network.options().encrypted() ? SECRET : Overlay.overhead(site.self().address().isV6());
  }

  /** Which way packets go to whom. */
  private static String ways(Site site) {
    Map<Way.Kind, List<String>> nodes = new EnumMap<>(Way.Kind.class);
    for (String node : site.present()) {
      nodes.computeIfAbsent(site.way(node).kind(), kind -> new ArrayList<>()).add(node);
    }
    List<String> parts = new ArrayList<>();
    nodes.forEach((kind, names) -> parts.add(kind.word() + " to " + names(names)));
    return parts.isEmpty() ? "no other node has endpoints on it" : String.join(", ", parts);
  }

  private static String names(List<String> names) {
    return names.size() <= NAMED ? String.join(" and ", names) : names.size() + " nodes";
  }
}
