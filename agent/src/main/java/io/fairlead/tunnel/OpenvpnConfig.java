package io.fairlead.tunnel;

import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.net.PublicKey;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.TunnelState;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What OpenVPN is told of one link, in its own language. The first line says it once more, so that
 * a later agent can tell what was meant. No secret is in it.
 */
final class OpenvpnConfig {
  /** Seconds after which a silent link is used, and after which a silent peer is called anew. */
  private static final String BREATH = "ping 2\nping-restart 6\n";

  private static final Pattern HEAD =
      Pattern.compile(
          "# (\\S{1,15}) mtu ([0-9]{1,5}) port ([0-9]{1,5}) as (\\S+)"
              + " to (\\S+) at (\\S+) port ([0-9]{1,5})\n(?s).*");
  private static final HexFormat FINGERPRINT = HexFormat.ofDelimiter(":").withUpperCase();

  private OpenvpnConfig() {}

  /**
   * For a link with exactly one peer, whose address is known.
   *
   * @param identity where this node's key and certificate are
   */
  static String write(TunnelState link, Path identity) {
    Map.@Nullable Entry<PublicKey, TunnelState.Peer> other = link.peers().firstEntry();
    PublicKey self = link.self();
    IpAddress address = other == null ? null : other.getValue().address();
    if (other == null || link.peers().size() > 1 || self == null || address == null) {
      throw new IllegalArgumentException("a link to one node that is known: " + link);
    }
    int there = other.getValue().port();
    String head =
        "# %s mtu %d port %d as %s to %s at %s port %d\n"
            .formatted(link.name(), link.mtu(), link.port(), self, other.getKey(), address, there);
    String role =
        there == 0
            ? "tls-server\ndh none\nmultihome\nlport " + link.port() + "\n"
            : "tls-client\nnobind\nremote " + address + " " + there + "\n";
    String file = identity.toString().replace("\\", "\\\\").replace("\"", "\\\"");
    return head
        + "dev "
        + link.name()
        + "\ndev-type tun\ndisable-dco\nproto "
        + (address.isV6() ? "udp6" : "udp4")
        + "\n"
        + role
        + "tun-mtu "
        + link.mtu()
        + "\nmssfix 0\ncert \""
        + file
        + "\"\nkey \""
        + file
        + "\"\npeer-fingerprint "
        + FINGERPRINT.formatHex(other.getKey().octets())
        + "\ntls-version-min 1.3\n"
        + "data-ciphers AES-256-GCM:CHACHA20-POLY1305\n"
        + "allow-compression no\n"
        + "script-security 1\n"
        + "user nobody\ngroup nogroup\npersist-tun\npersist-key\n"
        + BREATH
        + "hand-window 6\ntls-timeout 1\nconnect-retry 1 2\nverb 1\n";
  }

  /**
   * The link that this was written for, with what it should have; null where this version would not
   * have written it.
   */
  static @Nullable TunnelState read(String text, Path identity) {
    Matcher head = HEAD.matcher(text);
    if (!head.matches()) {
      return null;
    }
    try {
      SortedMap<PublicKey, TunnelState.Peer> peer = new TreeMap<>();
      peer.put(
          new PublicKey(head.group(5)),
          TunnelState.Peer.of(IpAddress.parse(head.group(6)), number(head, 7), 0, List.of()));
      TunnelState link =
          new TunnelState(
              Sandbox.HOST,
              head.group(1),
              number(head, 2),
              true,
              number(head, 3),
              new PublicKey(head.group(4)),
              peer);
      return write(link, identity).equals(text) ? link : null;
    } catch (InvalidField e) {
      return null; // changed by somebody
    }
  }

  private static int number(Matcher head, int group) {
    return Integer.parseInt(head.group(group));
  }
}
