package io.fairlead.linux;

import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.rtnetlink.Buffers;
import io.fairlead.linux.rtnetlink.NetlinkException;
import io.fairlead.linux.rtnetlink.Rtnetlink;
import io.fairlead.linux.sys.SysException;
import io.fairlead.model.net.PublicKey;
import io.fairlead.spi.kernel.KernelException;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.TunnelKey;
import io.fairlead.spi.kernel.TunnelState;
import io.fairlead.spi.kernel.Tunnels;
import io.fairlead.wire.netlink.GenericMessage;
import io.fairlead.wire.netlink.MalformedMessage;
import io.fairlead.wire.netlink.Request;
import io.fairlead.wire.netlink.WireguardMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** WireGuard links that the kernel itself makes. */
public final class KernelTunnels implements Tunnels {
  private final Buffers buffers = new Buffers();
  private final NetworkNamespace host;
  private final TunnelKey key;

  /**
   * Those of a host.
   *
   * @param host stays open as long as this is used
   */
  public KernelTunnels(NetworkNamespace host, TunnelKey key) {
    this.host = host;
    this.key = key;
  }

  @Override
  public @Nullable TunnelState look(LinkState link) {
    return talk(
        (kernel, family) -> {
          int port = 0;
          PublicKey self = null;
          SortedMap<PublicKey, TunnelState.Peer> peers = new TreeMap<>();
          for (WireguardMessage part : kernel.list(WireguardMessage.dump(family, link.name()))) {
            port = Math.max(port, part.port());
            self = part.key() == null ? self : part.key();
            for (WireguardMessage.Peer peer : part.peers()) {
              peers.merge(peer.key(), peer(peer), TunnelState.Peer::and);
            }
          }
          return new TunnelState(
              link.sandbox(), link.name(), link.mtu(), link.up(), port, self, peers);
        });
  }

  private static TunnelState.Peer peer(WireguardMessage.Peer peer) {
    return TunnelState.Peer.of(peer.address(), peer.port(), peer.keepalive(), peer.behind());
  }

  @Override
  public void tell(@Nullable TunnelState before, TunnelState wanted) {
    boolean _ =
        talk(
            (kernel, family) -> {
              kernel.run(requests(family, before, wanted).toArray(Request[]::new));
              return true;
            });
  }

  private List<Request> requests(int family, @Nullable TunnelState before, TunnelState wanted) {
    String link = wanted.name();
    List<Request> requests = new ArrayList<>();
    if (before == null || before.port() != wanted.port() || !key.shown().equals(before.self())) {
      requests.add(WireguardMessage.own(family, link, key.secret(), wanted.port()));
    }
    wanted.gone(before).forEach(gone -> requests.add(WireguardMessage.remove(family, link, gone)));
    wanted
        .fresh(before)
        .forEach(
            (one, peer) ->
                requests.addAll(
                    WireguardMessage.put(
                        family,
                        link,
                        new WireguardMessage.Peer(
                            one,
                            peer.address(),
                            peer.port(),
                            peer.keepalive(),
                            List.copyOf(peer.behind())))));
    return requests;
  }

  private <T> T talk(BiFunction<Rtnetlink, Integer, T> talk) {
    try (Rtnetlink kernel = Rtnetlink.generic(host, buffers)) {
      Integer family =
          kernel.ask(GenericMessage.ask(WireguardMessage.FAMILY), GenericMessage::family);
      if (family == null) {
        throw KernelException.unseen(
            "this kernel has no wireguard", new IllegalStateException("no such family"));
      }
      return talk.apply(kernel, family);
    } catch (NetlinkException | SysException | MalformedMessage e) {
      throw KernelException.unseen("the kernel's tunnels: " + e.getMessage(), e);
    }
  }
}
