package io.fairlead.wire.openflow;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.fairlead.model.IpAddress;
import io.fairlead.wire.netlink.HardwareAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Readers survive any bytes: they answer, or say that the bytes are malformed. */
class FlowFuzzTest {
  private static final int ROUNDS = 40_000;

  private int answered;
  private int malformed;

  @Test
  void bytesOfAnyKindAndMessagesWithAFewBytesChanged() {
    long seed = 20261130;
    RandomGenerator random = new Random(seed);
    byte[] original =
        FlowBytesTest.reply(
                FlowBytesTest.stats(
                    400,
                    Match.ANY.arpFor(IpAddress.parse("10.7.0.2")).from(3),
                    List.of(
                        new Action.SetDestination(new HardwareAddress(0x0266_6c00_0007L)),
                        new Action.Output(Action.LOCAL))))
            .bytes();
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = original.clone();
      if (round % 2 == 0) {
        bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        if (bytes.length >= FlowMessage.HEADER) {
          ByteBuffer.wrap(bytes).put(1, (byte) 19).putShort(2, (short) bytes.length);
        }
      } else {
        for (int changes = random.nextInt(4); changes >= 0; changes--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      }
      read(seed, round, bytes);
    }
    assertTrue(malformed > ROUNDS / 10, "malformed " + malformed);
    assertTrue(answered > ROUNDS / 10, "answered " + answered);
  }

  private void read(long seed, int round, byte[] bytes) {
    try {
      FlowMessage message = FlowMessage.read(bytes);
      String _ = message.refusal();
      for (Flow flow : message.flows()) {
        Match _ = Match.read(HexFormat.of().parseHex(flow.match()));
      }
      answered++;
    } catch (MalformedFlow e) {
      malformed++;
    } catch (RuntimeException e) {
      fail("seed " + seed + " round " + round + " " + HexFormat.of().formatHex(bytes), e);
    }
  }
}
