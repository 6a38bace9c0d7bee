package io.fairlead.wire.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.fairlead.wire.dns.Query.Verdict;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Whatever arrives is judged without an exception, and judged as dnsjava would. */
class QueryFuzzTest {
  private static final int ROUNDS = 200_000;

  private final Query query = new Query();
  private final byte[] out = new byte[Replies.MAX_BARE];

  @Test
  void randomOctetsNeverThrow() {
    long seed = 20260101;
    RandomGenerator random = seeded(seed);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] message = new byte[random.nextInt(80)];
      random.nextBytes(message);
      judge(seed, round, message);
    }
  }

  @Test
  void mutatedQueriesNeverThrowAndAgreeWithAnotherCodec() throws IOException {
    long seed = 20260102;
    RandomGenerator random = seeded(seed);
    byte[][] valid = {
      QueryTest.ask("web.svc.internal.", Type.A),
      QueryTest.ask("_http._tcp.web.shop.svc.internal.", Type.SRV),
      QueryTest.ask(".", Type.NS),
      QueryTest.askWithEdns("blue._tag.web.svc.internal.", Type.AAAA, 4096, 0, 0x8000),
      QueryTest.askWithEdns("5.0.18.172.in-addr.arpa.", Type.PTR, 512, 0, 0),
    };
    int wellFormed = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] message = mutate(random, valid[random.nextInt(valid.length)]);
      Verdict verdict = judge(seed, round, message);
      if (verdict == Verdict.OK) {
        wellFormed++;
        agree(seed, round, message);
      }
    }
    assertTrue(wellFormed > ROUNDS / 20, "only " + wellFormed + " stayed well-formed");
  }

  private static RandomGenerator seeded(long seed) {
    return new java.util.Random(seed);
  }

  private static byte[] mutate(RandomGenerator random, byte[] valid) {
    byte[] message = valid.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(message.length);
      switch (random.nextInt(4)) {
        case 0 -> message[at] = (byte) random.nextInt(256);
        case 1 -> message[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> message = Arrays.copyOf(message, Math.max(1, message.length - random.nextInt(8)));
        default -> message = Arrays.copyOf(message, message.length + random.nextInt(8));
      }
    }
    return message;
  }

  /** The array ends where the message does, so reading past it would throw. */
  private Verdict judge(long seed, int round, byte[] message) {
    try {
      Verdict verdict = query.parse(message, message.length);
      if (verdict != Verdict.DROP) {
        int length = Replies.bare(query, ResponseCode.FORMERR, 0, out);
        assertEquals(ResponseCode.FORMERR, new Message(Arrays.copyOf(out, length)).getRcode());
      }
      return verdict;
    } catch (IOException | RuntimeException e) {
      return fail(where(seed, round, message), e);
    }
  }

  private void agree(long seed, int round, byte[] message) {
    Message parsed;
    try {
      parsed = new Message(message);
    } catch (IOException e) {
      // dnsjava also reads what is inside records, which is nobody's concern in a query.
      assertTrue(message.length > query.questionEnd(), where(seed, round, message));
      return;
    }
    Name name = parsed.getQuestion().getName();
    assertEquals(name.length(), query.nameLength(), where(seed, round, message));
    assertEquals(
        DnsName.fromWire(name.toWire(), 0, name.length()),
        query.name(),
        where(seed, round, message));
    assertEquals(parsed.getQuestion().getType(), query.type(), where(seed, round, message));
    assertEquals(parsed.getQuestion().getDClass(), query.queryClass(), where(seed, round, message));
    assertEquals(parsed.getOPT() != null, query.edns(), where(seed, round, message));
  }

  private static String where(long seed, int round, byte[] message) {
    return "seed " + seed + " round " + round + " " + HexFormat.of().formatHex(message);
  }
}
