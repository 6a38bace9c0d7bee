package io.fairlead.spi.kernel;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.PublicKey;
import io.fairlead.wire.netlink.LinkName;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A link whose packets travel encrypted to other nodes: to all of them with what is behind each
 * (WireGuard), or to one that routes lead to (OpenVPN). The private key is no part of it: who
 * brings it about has that.
 *
 * @param up whether it is switched on
 * @param port the UDP port that it listens on, or 0 where it only calls
 * @param self this node's key, or null where the link has another
 * @param peers the other nodes by their keys
 */
public record TunnelState(
    Sandbox sandbox,
    String name,
    int mtu,
    boolean up,
    int port,
    @Nullable PublicKey self,
    SortedMap<PublicKey, Peer> peers)
    implements HostItem {
  private static final Comparator<IpPrefix> ORDER =
      Comparator.comparing(IpPrefix::address).thenComparingInt(IpPrefix::length);

  public TunnelState {
    LinkName.check(name);
    peers = Collections.unmodifiableSortedMap(new TreeMap<>(peers));
  }

  /**
   * Another node.
   *
   * @param address where its packets go, or null where that is not known
   * @param port the UDP port there, or 0 where it calls
   * @param keepalive seconds after which a silent tunnel is used, or 0 for never
   * @param behind what is reached by it, and may come from it
   */
  public record Peer(
      @Nullable IpAddress address, int port, int keepalive, SortedSet<IpPrefix> behind) {
    public Peer {
      behind = sorted(behind);
    }

    /** With these behind it. */
    public static Peer of(
        @Nullable IpAddress address, int port, int keepalive, Collection<IpPrefix> behind) {
      return new Peer(address, port, keepalive, sorted(behind));
    }

    /** With what is behind the other, too. */
    public Peer and(Peer other) {
      SortedSet<IpPrefix> all = new TreeSet<>(behind);
      all.addAll(other.behind);
      return new Peer(address, port, Math.max(keepalive, other.keepalive), all);
    }

    private static SortedSet<IpPrefix> sorted(Collection<IpPrefix> prefixes) {
      SortedSet<IpPrefix> all = new TreeSet<>(ORDER);
      all.addAll(prefixes);
      return Collections.unmodifiableSortedSet(all);
    }
  }

  /** With these peers. */
  public TunnelState with(SortedMap<PublicKey, Peer> others) {
    return new TunnelState(sandbox, name, mtu, up, port, self, others);
  }

  /** Those peers of {@code before} that this does not want. */
  public List<PublicKey> gone(@Nullable TunnelState before) {
    return before == null
        ? List.of()
        : before.peers.keySet().stream().filter(key -> !peers.containsKey(key)).toList();
  }

  /** Those peers that {@code before} has not, or has otherwise. */
  public SortedMap<PublicKey, Peer> fresh(@Nullable TunnelState before) {
    SortedMap<PublicKey, Peer> fresh = new TreeMap<>(peers);
    if (before != null) {
      fresh.entrySet().removeIf(one -> one.getValue().equals(before.peers.get(one.getKey())));
    }
    return fresh;
  }

  @Override
  public Key key() {
    return LinkState.key(sandbox, name);
  }

  @Override
  public @Nullable String link() {
    return null;
  }

  @Override
  public boolean satisfiedBy(HostItem seen) {
    return equals(seen);
  }

  /** What several networks want of one tunnel is wanted all together. */
  @Override
  public @Nullable HostItem and(HostItem other) {
    if (!(other instanceof TunnelState that) || !with(that.peers).equals(that)) {
      return null;
    }
    SortedMap<PublicKey, Peer> all = new TreeMap<>(peers);
    that.peers.forEach((key, peer) -> all.merge(key, peer, Peer::and));
    return with(all);
  }

  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder("tunnel " + name + " mtu " + mtu + (up ? " up" : " down"));
    text.append(" port ").append(port);
    peers.forEach(
        (key, peer) ->
            text.append(", ")
                .append(key.text(), 0, 8)
                .append(" at ")
                .append(peer.address)
                .append(':')
                .append(peer.port)
                .append(peer.keepalive == 0 ? "" : " every " + peer.keepalive + " s")
                .append(' ')
                .append(peer.behind));
    return text.toString();
  }
}
