package io.fairlead.wire.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.PublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * WireGuard's requests byte by byte, as linux/wireguard.h has them. No kernel at hand had
 * wireguard: this is as far as they were tried.
 */
class WireguardBytesTest {
  private static final int FAMILY = 0x23;

  private static PublicKey key(int octet) {
    byte[] octets = new byte[32];
    Arrays.fill(octets, (byte) octet);
    return PublicKey.of(octets);
  }

  private static final WireguardMessage.Peer PEER =
      new WireguardMessage.Peer(
          key(2),
          IpAddress.parse("192.0.2.2"),
          51820,
          25,
          List.of(IpPrefix.parse("10.7.0.9/32"), IpPrefix.parse("fd00::9/128")));

  @Test
  void aFamilysNumberIsAskedFor() {
    assertEquals(
        "24000000"
            + "10000500" // GENL_ID_CTRL
            + "03010000" // CTRL_CMD_GETFAMILY
            + "0e000200776972656775617264000000", // CTRL_ATTR_FAMILY_NAME wireguard
        Bytes.hex(GenericMessage.ask("wireguard")));
  }

  @Test
  void aLinkGetsItsKeyAndPort() {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) 7);
    assertEquals(
        "4c000000"
            + "23000500"
            + "01010000" // WG_CMD_SET_DEVICE
            + "09000200666c773100000000" // WGDEVICE_A_IFNAME flw1
            + "24000300"
            + "07".repeat(32) // WGDEVICE_A_PRIVATE_KEY
            + "060006006cca0000", // WGDEVICE_A_LISTEN_PORT 51820
        Bytes.hex(WireguardMessage.own(FAMILY, "flw1", secret, 51820)));
  }

  @Test
  void aPeerWithWhatIsBehindIt() {
    String put = Bytes.hex(WireguardMessage.put(FAMILY, "flw1", PEER).getFirst());
    assertEquals(
        "b8000000"
            + "23000500"
            + "01010000"
            + "09000200666c773100000000"
            + "98000880" // WGDEVICE_A_PEERS
            + "94000080" // the first
            + "24000100"
            + "02".repeat(32) // WGPEER_A_PUBLIC_KEY
            + "0800030002000000" // WGPEER_A_FLAGS: replace what is behind it
            + "140004000200ca6cc00002020000000000000000" // WGPEER_A_ENDPOINT
            + "0600050019000000" // WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL 25
            + "48000980" // WGPEER_A_ALLOWEDIPS
            + "1c000080"
            + "0600010002000000" // WGALLOWEDIP_A_FAMILY
            + "080002000a070009" // WGALLOWEDIP_A_IPADDR
            + "0500030020000000" // WGALLOWEDIP_A_CIDR_MASK
            + "28000080"
            + "060001000a000000"
            + "14000200fd000000000000000000000000000009"
            + "0500030080000000",
        put);
    // The kernel lists peers in the same form.
    String shown = put.substring(0, 16) + "0".repeat(16) + put.substring(16);
    WireguardMessage read =
        Objects.requireNonNull(
            WireguardMessage.dump(FAMILY, "flw1").decoder().apply(Bytes.message(shown)));
    assertEquals(List.of(PEER), read.peers());
  }

  @Test
  void aPeerGoes() {
    assertEquals(
        "54000000"
            + "23000500"
            + "01010000"
            + "09000200666c773100000000"
            + "34000880"
            + "30000080"
            + "24000100"
            + "02".repeat(32)
            + "0800030001000000", // WGPEER_F_REMOVE_ME
        Bytes.hex(WireguardMessage.remove(FAMILY, "flw1", key(2))));
  }

  @Test
  void muchBehindAPeerIsToldInParts() {
    List<IpPrefix> many =
        IntStream.range(0, 1200)
            .mapToObj(i -> IpPrefix.parse("10.7." + i / 256 + "." + i % 256 + "/32"))
            .toList();
    WireguardMessage.Peer peer = new WireguardMessage.Peer(key(2), null, 0, 0, many);
    assertEquals(3, WireguardMessage.put(FAMILY, "flw1", peer).size());
  }
}
