package io.fairlead.spi;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Mac;
import io.fairlead.model.net.NetworkEndpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An interface that somebody wants in a sandbox that no engine attaches.
 *
 * @param id what tells it from every other of this node; begins with its owner's word and a colon
 * @param group what its owner calls the network, where that is another name; or empty
 * @param target a network's name, {@code macvlan:PARENT} or {@code bridge:NAME}
 * @param subject what is attached, for people: {@code container web}, {@code netns /run/netns/a}
 * @param sandbox the path of its network namespace
 * @param ifname what the interface is to be called, or empty for the next free one
 * @param mac that it must have, or null for any
 * @param addresses that it must have, at most one of each family on a network of the cluster; only
 *     their lengths on a plain target count
 * @param gateways the ways out on a plain target
 * @param who it is for
 */
public record Connection(
    String id,
    String group,
    String target,
    String subject,
    String sandbox,
    String ifname,
    @Nullable Mac mac,
    List<IpPrefix> addresses,
    List<IpAddress> gateways,
    NetworkEndpoint.Attached who) {
  private static final String MACVLAN = "macvlan:";
  private static final String BRIDGE = "bridge:";

  public Connection {
    addresses = List.copyOf(addresses);
    gateways = List.copyOf(gateways);
  }

  /** Whether it is not on a network of the cluster. */
  public boolean isPlain() {
    return target.indexOf(':') >= 0;
  }

  /** The interface that a macvlan link is to stand on, or null. */
  public @Nullable String parent() {
    return target.startsWith(MACVLAN) ? target.substring(MACVLAN.length()) : null;
  }

  /** The bridge that is there already, or null. */
  public @Nullable String bridge() {
    return target.startsWith(BRIDGE) ? target.substring(BRIDGE.length()) : null;
  }

  /** Whether another asks for the same in all that can be told from outside. */
  public boolean agreesWith(Connection other) {
    return target.equals(other.target)
        && sandbox.equals(other.sandbox)
        && (other.ifname.isEmpty() || ifname.isEmpty() || ifname.equals(other.ifname))
        && (other.mac == null || mac == null || mac.equals(other.mac));
  }
}
