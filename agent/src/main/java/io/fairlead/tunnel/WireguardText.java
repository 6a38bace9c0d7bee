package io.fairlead.tunnel;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.PublicKey;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.TunnelKey;
import io.fairlead.spi.kernel.TunnelState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is said on a program's socket: lines of {@code key=value}, keys in hexadecimal. */
final class WireguardText {
  private static final HexFormat HEX = HexFormat.of();

  private WireguardText() {}

  /** Tells what differs; keys that nothing is behind any more are removed. */
  static String write(@Nullable TunnelState before, TunnelState wanted, TunnelKey key) {
    StringBuilder out = new StringBuilder("set=1\n");
    if (before == null || before.port() != wanted.port() || !key.shown().equals(before.self())) {
      line(out, "private_key", HEX.formatHex(key.secret()));
      line(out, "listen_port", wanted.port());
    }
    if (before == null) {
      line(out, "replace_peers", "true");
    }
    for (PublicKey gone : wanted.gone(before)) {
      line(out, "public_key", HEX.formatHex(gone.octets()));
      line(out, "remove", "true");
    }
    for (Map.Entry<PublicKey, TunnelState.Peer> one : wanted.fresh(before).entrySet()) {
      TunnelState.Peer peer = one.getValue();
      line(out, "public_key", HEX.formatHex(one.getKey().octets()));
      IpAddress address = peer.address();
      if (address != null) {
        String text = address.isV6() ? "[" + address + "]" : address.toString();
        line(out, "endpoint", text + ":" + peer.port());
      }
      line(out, "persistent_keepalive_interval", peer.keepalive());
      line(out, "replace_allowed_ips", "true");
      peer.behind().forEach(prefix -> line(out, "allowed_ip", prefix));
    }
    return out.append('\n').toString();
  }

  private static void line(StringBuilder out, String key, Object value) {
    out.append(key).append('=').append(value).append('\n');
  }

  /** What a program answered about its link; what this version does not know is passed by. */
  static @Nullable TunnelState read(String answer, LinkState link, TunnelKey key) {
    Reading reading = new Reading(key);
    try {
      for (String line : answer.split("\n", -1)) {
        int at = line.indexOf('=');
        if (at > 0) {
          reading.line(line.substring(0, at), line.substring(at + 1));
        }
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return null; // not what such a program says
    }
    reading.endPeer();
    return new TunnelState(
        link.sandbox(),
        link.name(),
        link.mtu(),
        link.up(),
        reading.port,
        reading.self,
        reading.peers);
  }

  /** The lines of an answer, of which those of a peer follow its key. */
  private static final class Reading {
    private final TunnelKey key;
    private final SortedMap<PublicKey, TunnelState.Peer> peers = new TreeMap<>();
    private int port;
    private @Nullable PublicKey self;
    private @Nullable PublicKey peer;
    private @Nullable IpAddress address;
    private int peerPort;
    private int keepalive;
    private List<IpPrefix> behind = new ArrayList<>();

    Reading(TunnelKey key) {
      this.key = key;
    }

    void line(String name, String value) {
      switch (name) {
        case "private_key" ->
            self = Arrays.equals(HEX.parseHex(value), key.secret()) ? key.shown() : null;
        case "listen_port" -> port = Integer.parseInt(value);
        case "public_key" -> {
          endPeer();
          peer = PublicKey.of(HEX.parseHex(value));
        }
        case "endpoint" -> {
          int colon = value.lastIndexOf(':');
          address = IpAddress.parse(value.substring(0, colon).replaceAll("[\\[\\]]", ""));
          peerPort = Integer.parseInt(value.substring(colon + 1));
        }
        case "persistent_keepalive_interval" -> keepalive = Integer.parseInt(value);
        case "allowed_ip" -> behind.add(IpPrefix.parse(value));
        default -> {}
      }
    }

    void endPeer() {
      if (peer != null) {
        peers.put(peer, TunnelState.Peer.of(address, peerPort, keepalive, behind));
      }
      peer = null;
      address = null;
      peerPort = 0;
      keepalive = 0;
      behind = new ArrayList<>();
    }
  }
}
