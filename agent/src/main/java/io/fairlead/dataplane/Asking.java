package io.fairlead.dataplane;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.LinkNames;
import io.fairlead.spi.dataplane.Peer;
import io.fairlead.spi.kernel.AddressState;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.RouteState;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.SysctlState;
import io.fairlead.ways.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How nodes ask each other which way carries, without their agents. Each has two addresses more,
 * which follow from its own: one that the others have a plain route to, as they have to containers,
 * and one that they reach in UDP alone. Their kernels answer.
 *
 * @param self this node
 * @param link the link that leads to the others
 * @param strict whether that link takes packets only from where it would send the answers
 * @param peers those that are asked
 * @param mtu what the links between the nodes carry
 * @param routeOctets the size of a packet that must pass by a plain route
 * @param six whether IPv6 goes to them, too
 */
public record Asking(
    Peer self,
    String link,
    boolean strict,
    List<Peer> peers,
    int mtu,
    int routeOctets,
    boolean six) {
  // 198.18.0.0/15 is for trying networks (RFC 2544), 240.0.0.0/4 is nobody's (RFC 1112).
  private static final int PLAIN = 0xc612_0000;
  private static final int PLAIN_HOST = 0x0001_ffff;
  private static final int WRAPPED = 0xf000_0000;
  private static final long PLAIN_V6 = 0xfd66_6c00_0000_0001L;
  private static final long WRAPPED_V6 = 0xfd66_6c00_0000_0002L;

  public Asking {
    peers = List.copyOf(peers);
  }

  /** What the host should have for it, and for what goes in UDP; nothing where nobody is asked. */
  public HostState plan() {
    List<Peer> reached = reached();
    if (reached.isEmpty()) {
      return HostState.EMPTY;
    }
    List<HostItem> items =
        new ArrayList<>(Overlay.of(self, reached, mtu, six || self.address().isV6()));
    String overlay = LinkNames.overlay(self.node());
    for (IpAddress own : List.of(plain(self.address()), wrapped(self.address()))) {
      items.add(new AddressState(Sandbox.HOST, overlay, one(own), own.isV6()));
    }
    if (strict) {
      items.add(new SysctlState(Sandbox.HOST, "net/ipv4/conf/" + link + "/rp_filter", "2"));
    }
    for (Target target : targets()) {
      if (target.byRoute() != null) {
        items.add(
            RouteState.to(Sandbox.HOST, one(target.byRoute()), target.address(), link)
                .withSource(plain(self.address())));
      }
    }
    for (Peer peer : reached) {
      IpAddress to = alone(wrappedOnes(), peer) ? wrapped(peer.address()) : null;
      if (to != null) {
        items.add(Overlay.route(self, to, peer).withSource(wrapped(self.address())));
      }
    }
    return HostState.of(items);
  }

  /** Whom to ask. */
  public List<Target> targets() {
    List<Target> targets = new ArrayList<>();
    Map<IpAddress, Integer> plains = plainOnes();
    Map<IpAddress, Integer> wrapped = wrappedOnes();
    for (Peer peer : reached()) {
      IpAddress plain = plain(peer.address());
      IpAddress inUdp = wrapped(peer.address());
      String whyNot = "";
      if (!peer.isBeside(self)) {
        whyNot = self.node() + " and " + peer.node() + " are not known to share a subnet";
      } else if (plains.getOrDefault(plain, 0) > 1) {
        whyNot = "its address for being asked, " + plain + ", is another node's too";
      }
      targets.add(
          new Target(
              peer.node(),
              peer.address(),
              whyNot.isEmpty() ? plain : null,
              whyNot,
              routeOctets,
              wrapped.getOrDefault(inUdp, 0) > 1 ? null : inUdp,
              mtu - Overlay.overhead(self.address().isV6())));
    }
    return targets;
  }

  /** The addresses from which processes of those nodes come to containers. */
  public List<IpAddress> hosts() {
    return reached().stream()
        .flatMap(one -> Stream.of(plain(one.address()), wrapped(one.address())))
        .distinct()
        .toList();
  }

  private boolean alone(Map<IpAddress, Integer> counts, Peer peer) {
    return counts.getOrDefault(wrapped(peer.address()), 0) == 1;
  }

  private List<Peer> reached() {
    return peers.stream().filter(one -> one.address().isV6() == self.address().isV6()).toList();
  }

  private Map<IpAddress, Integer> plainOnes() {
    Map<IpAddress, Integer> counts = new HashMap<>(Map.of(plain(self.address()), 1));
    reached().stream()
        .filter(one -> one.isBeside(self))
        .forEach(one -> counts.merge(plain(one.address()), 1, Integer::sum));
    return counts;
  }

  private Map<IpAddress, Integer> wrappedOnes() {
    Map<IpAddress, Integer> counts = new HashMap<>(Map.of(wrapped(self.address()), 1));
    reached().forEach(one -> counts.merge(wrapped(one.address()), 1, Integer::sum));
    return counts;
  }

  /** A node's address that is reached by a plain route. */
  public static IpAddress plain(IpAddress node) {
    return node.isV6()
        ? IpAddress.v6(PLAIN_V6, node.low())
        : IpAddress.v4(PLAIN | ((int) node.low() & PLAIN_HOST));
  }

  /** A node's address that is reached in UDP. */
  public static IpAddress wrapped(IpAddress node) {
    return node.isV6()
        ? IpAddress.v6(WRAPPED_V6, Overlay.mixed(node))
        : IpAddress.v4(WRAPPED | (int) node.low());
  }

  private static IpPrefix one(IpAddress address) {
    return new IpPrefix(address, address.bitLength());
  }
}
