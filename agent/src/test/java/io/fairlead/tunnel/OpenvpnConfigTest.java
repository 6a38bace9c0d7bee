package io.fairlead.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fairlead.model.IpAddress;
import io.fairlead.model.net.PublicKey;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.TunnelState;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What OpenVPN is told, and what is read from it again. */
class OpenvpnConfigTest {
  private static final Path IDENTITY = Path.of("/var/lib/a \"b\"/openvpn.pem");

  private static PublicKey print(int octet) {
    byte[] octets = new byte[32];
    Arrays.fill(octets, (byte) octet);
    return PublicKey.of(octets);
  }

  private static TunnelState link(int port, String address, int there) {
    SortedMap<PublicKey, TunnelState.Peer> peer = new TreeMap<>();
    peer.put(print(0xab), TunnelState.Peer.of(IpAddress.parse(address), there, 0, List.of()));
    return new TunnelState(Sandbox.HOST, "fls1", 1444, true, port, print(1), peer);
  }

  @Test
  void whoCallsKnowsWhereAndHasNoPortOfItsOwn() {
    assertEquals(
        """
        # fls1 mtu 1444 port 0 as AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE= to q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s= at 192.0.2.1 port 20001
        dev fls1
        dev-type tun
        disable-dco
        proto udp4
        tls-client
        nobind
        remote 192.0.2.1 20001
        tun-mtu 1444
        mssfix 0
        cert "/var/lib/a \\"b\\"/openvpn.pem"
        key "/var/lib/a \\"b\\"/openvpn.pem"
        peer-fingerprint AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB
        tls-version-min 1.3
        data-ciphers AES-256-GCM:CHACHA20-POLY1305
        allow-compression no
        script-security 1
        user nobody
        group nogroup
        persist-tun
        persist-key
        ping 2
        ping-restart 6
        hand-window 6
        tls-timeout 1
        connect-retry 1 2
        verb 1
        """,
        OpenvpnConfig.write(link(0, "192.0.2.1", 20_001), IDENTITY));
  }

  @Test
  void whoListensTakesTheCallFromWhereverItComes() {
    List<String> lines =
        OpenvpnConfig.write(link(20_001, "2001:db8::2", 0), IDENTITY).lines().toList();
    assertEquals(
        List.of("proto udp6", "tls-server", "dh none", "multihome", "lport 20001"),
        lines.subList(4, 9));
  }

  @Test
  void itIsReadAsItWasMeant() {
    for (TunnelState link : List.of(link(0, "192.0.2.1", 20_001), link(20_001, "2001:db8::2", 0))) {
      assertEquals(link, OpenvpnConfig.read(OpenvpnConfig.write(link, IDENTITY), IDENTITY));
    }
  }

  @Test
  void whatAnotherVersionOrSomebodyElseWroteIsNotTaken() {
    String text = OpenvpnConfig.write(link(0, "192.0.2.1", 20_001), IDENTITY);
    assertNull(OpenvpnConfig.read(text.replace("AES-256-GCM", "AES-128-GCM"), IDENTITY));
    assertNull(OpenvpnConfig.read(text + "up /tmp/x\n", IDENTITY));
    assertNull(OpenvpnConfig.read(text, Path.of("/another")));
    assertNull(OpenvpnConfig.read(text.replace("192.0.2.1", "nowhere"), IDENTITY));
    assertNull(OpenvpnConfig.read("", IDENTITY));
  }

  @Test
  void aLinkToNobodyIsNotWritten() {
    TunnelState none = link(0, "192.0.2.1", 20_001).with(new TreeMap<>());
    assertThrows(IllegalArgumentException.class, () -> OpenvpnConfig.write(none, IDENTITY));
  }
}
