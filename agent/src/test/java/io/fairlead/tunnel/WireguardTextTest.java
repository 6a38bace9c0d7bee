package io.fairlead.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.PublicKey;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.TunnelKey;
import io.fairlead.spi.kernel.TunnelState;
import io.fairlead.wire.netlink.LinkKind;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a program is told about its link, and what it answers. */
class WireguardTextTest {
  private static final byte[] SECRET = octets(1);
  private static final TunnelKey KEY = new TunnelKey(PublicKey.of(octets(9)), SECRET);
  private static final LinkState LINK =
      LinkState.of(Sandbox.HOST, "flw1", new LinkKind.Other("tun")).withMtu(1420);

  private static byte[] octets(int octet) {
    byte[] octets = new byte[32];
    Arrays.fill(octets, (byte) octet);
    return octets;
  }

  private static TunnelState state(SortedMap<PublicKey, TunnelState.Peer> peers) {
    return new TunnelState(Sandbox.HOST, "flw1", 1420, true, 51820, KEY.shown(), peers);
  }

  private static SortedMap<PublicKey, TunnelState.Peer> peers(int octet, String... behind) {
    SortedMap<PublicKey, TunnelState.Peer> peers = new TreeMap<>();
    peers.put(
        PublicKey.of(octets(octet)),
        TunnelState.Peer.of(
            IpAddress.parse("192.0.2.2"),
            51820,
            0,
            Arrays.stream(behind).map(IpPrefix::parse).toList()));
    return peers;
  }

  @Test
  void aFreshLinkIsToldAll() {
    assertEquals(
        "set=1\nprivate_key="
            + "01".repeat(32)
            + "\nlisten_port=51820\nreplace_peers=true\n"
            + "public_key="
            + "02".repeat(32)
            + "\nendpoint=192.0.2.2:51820\n"
            + "persistent_keepalive_interval=0\nreplace_allowed_ips=true\n"
            + "allowed_ip=10.7.0.9/32\n\n",
        WireguardText.write(null, state(peers(2, "10.7.0.9/32")), KEY));
  }

  @Test
  void afterThatOnlyWhatDiffers() {
    TunnelState before = state(peers(2, "10.7.0.9/32"));
    assertEquals("set=1\n\n", WireguardText.write(before, before, KEY));
    String text = WireguardText.write(before, state(peers(3, "10.7.0.9/32")), KEY);
    assertEquals(
        "set=1\npublic_key="
            + "02".repeat(32)
            + "\nremove=true\n"
            + "public_key="
            + "03".repeat(32)
            + "\nendpoint=192.0.2.2:51820\n"
            + "persistent_keepalive_interval=0\nreplace_allowed_ips=true\n"
            + "allowed_ip=10.7.0.9/32\n\n",
        text);
  }

  @Test
  void whatItAnswersIsReadBack() {
    String answer =
        "private_key="
            + "01".repeat(32)
            + "\nlisten_port=51820\nfwmark=0\n"
            + "public_key="
            + "02".repeat(32)
            + "\npreshared_key="
            + "00".repeat(32)
            + "\nprotocol_version=1\nendpoint=192.0.2.2:51820\nlast_handshake_time_sec=12\n"
            + "tx_bytes=5\nallowed_ip=10.7.0.9/32\nallowed_ip=fd00::9/128\nerrno=0\n\n";
    TunnelState read = WireguardText.read(answer, LINK, KEY);
    assertEquals(state(peers(2, "10.7.0.9/32", "fd00::9/128")), read);
    assertFalse(String.valueOf(read).contains("01".repeat(32)), "no secret is said");
    String others = answer.replace("01".repeat(32), "05".repeat(32));
    assertFalse(
        state(peers(2)).satisfiedBy(List.of(WireguardText.read(others, LINK, KEY)).getFirst()));
    assertNull(WireguardText.read("listen_port=many\n\n", LINK, KEY));
  }
}
