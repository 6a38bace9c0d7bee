package io.fairlead.bird;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What BIRD answers, as version 2.0 says it. */
class BirdReplyTest {
  @Test
  void anAnswerEndsWithALineOfDigitsAndASpace() {
    String all = "0002-Reading configuration from bird.conf\n0020 Configuration OK\n";
    for (int length = 0; length < all.length(); length++) {
      assertNull(BirdReply.read(all.substring(0, length)));
    }
    BirdReply reply = BirdReply.read(all);
    assertNotNull(reply);
    assertEquals(20, reply.code());
    assertEquals("Reading configuration from bird.conf Configuration OK", reply.text());
  }

  @Test
  void aRefusalSaysWhere() {
    BirdReply reply = BirdReply.read("8002 ./inc.conf:24:1 syntax error\n");
    assertNotNull(reply);
    assertTrue(reply.refused());
    assertEquals("./inc.conf:24:1 syntax error", reply.text());
  }

  @Test
  void sessionsStandByTheirNames() {
    BirdReply reply =
        BirdReply.read(
            """
            2002-Name       Proto      Table      State  Since         Info
            1002-fairlead_own4 Static     fairlead4  up     14:12:51.051 \s
             fairlead_learned4 Pipe       ---        up     14:12:51.051  master4 <=> fairlead4
             fairlead_router1 BGP        ---        up     14:12:51.051  Established  \s
             fairlead_router2 BGP        ---        start  14:12:51.051  Active        Socket: Connection refused
             fairlead_router3 BGP        ---        down   14:12:51.051 \s
            0000\s
            """);
    assertNotNull(reply);
    assertEquals(
        Map.of(
            "fairlead_router1",
            "Established",
            "fairlead_router2",
            "Active        Socket: Connection refused",
            "fairlead_router3",
            "down"),
        reply.sessions());
  }

  @Test
  void whatIsNoAnswerIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> BirdReply.read("HTTP/1.1 400\n"));
  }

  @Test
  void anyTextIsReadOrRefused() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String alphabet = "0012- \nab";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(40); i >= 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        BirdReply reply = BirdReply.read(text.toString());
        if (reply != null) {
          Map<String, String> _ = reply.sessions();
        }
      } catch (IllegalArgumentException e) {
        // Refused.
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + text, e);
      }
    }
  }
}
