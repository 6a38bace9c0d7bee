package io.fairlead.wire.netlink;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.PublicKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Readers survive any bytes: they answer, or say that the bytes are malformed. */
class FuzzTest {
  private static final int ROUNDS = 40_000;
  private static final List<Function<Message, @Nullable Object>> READERS =
      List.of(
          LinkMessage::read,
          AddressMessage::read,
          RouteMessage::read,
          RuleMessage::read,
          NeighbourMessage::read,
          ForwardingMessage::read,
          WireguardMessage::read,
          FlowMessage::read,
          SocketMessage::read,
          NftMessage::generation,
          NftMessage::table,
          Ack::of);

  private int answered;
  private int malformed;

  @Test
  void bytesOfAnyKind() {
    long seed = 20261101;
    RandomGenerator random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = new byte[random.nextInt(160)];
      random.nextBytes(bytes);
      if (bytes.length >= Netlink.HEADER && random.nextBoolean()) {
        ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.nativeOrder()).putInt(bytes.length);
      }
      read(seed, round, bytes);
    }
    assertTrue(malformed > ROUNDS / 10, "malformed " + malformed);
  }

  @Test
  void messagesWithAFewBytesChanged() {
    long seed = 20261102;
    RandomGenerator random = new Random(seed);
    List<byte[]> originals = originals();
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = originals.get(random.nextInt(originals.size())).clone();
      for (int changes = random.nextInt(4); changes >= 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      read(seed, round, bytes);
    }
    assertTrue(answered > ROUNDS / 10 && malformed > ROUNDS / 10, answered + " " + malformed);
  }

  private void read(long seed, int round, byte[] bytes) {
    for (Function<Message, @Nullable Object> reader : READERS) {
      try {
        Message.each(
            ByteBuffer.wrap(bytes), message -> answered += reader.apply(message) == null ? 0 : 1);
      } catch (MalformedMessage e) {
        malformed++;
      } catch (RuntimeException e) {
        fail("seed " + seed + " round " + round + " " + HexFormat.of().formatHex(bytes), e);
      }
    }
  }

  private static List<byte[]> originals() {
    HardwareAddress mac = HardwareAddress.parse("02:00:00:00:00:09");
    IpAddress ip = IpAddress.parse("fd00::9");
    LinkKind vxlan = new LinkKind.Vxlan(7, ip, 4789, false, true);
    List<byte[]> all = new ArrayList<>();
    for (Request request :
        List.of(
            LinkSpec.of("flx7", vxlan).withMac(mac).withMtu(1450).under(3).create(),
            AddressMessage.of(2, new IpPrefix(ip, 64), 0x200).put(),
            new RouteMessage(
                    IpPrefix.parse("10.0.0.0/8"),
                    RouteKind.UNICAST,
                    1000,
                    102,
                    7,
                    IpAddress.parse("10.0.0.1"),
                    2,
                    true,
                    1300,
                    IpAddress.parse("10.0.0.2"))
                .put(),
            new RuleMessage(true, 9, new IpPrefix(ip, 64), null, 1, 2, "a", "b", 1000, 102)
                .create(),
            NeighbourMessage.permanent(2, ip, mac).put(),
            ForwardingMessage.remote(2, mac, ip).put(),
            WireguardMessage.put(
                    0x23,
                    "flw1",
                    new WireguardMessage.Peer(
                        PublicKey.of(new byte[32]), ip, 51820, 25, List.of(new IpPrefix(ip, 128))))
                .getFirst(),
            new FlowMessage(
                    new FlowMessage.Tuple(17, ip, 53, ip, 54),
                    new FlowMessage.Tuple(17, ip, 54, ip, 53),
                    FlowMessage.LED,
                    7,
                    9)
                .delete(),
            SocketMessage.connectedTo(true, 6, ip, 80).request())) {
      all.add(
          HexFormat.of()
              .parseHex(
                  Bytes.hex(request).substring(0, 16)
                      + "00".repeat(8)
                      + Bytes.hex(request).substring(16)));
    }
    return all;
  }
}
