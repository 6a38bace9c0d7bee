package io.fairlead.transport.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GarbageTest {
  private static final String VALID =
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
          + "Content-Length: 5\r\nConnection: close\r\n\r\nhello";

  @Test
  void damagedRequestsAreAnsweredOrClosedAndTheServerGoesOn() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    try (TestServer server = new TestServer()) {
      for (int i = 0; i < 500; i++) {
        byte[] bytes = damaged(random);
        try (RawClient client = server.client()) {
          String answer = answerTo(client, bytes);
          assertTrue(
              answer.isEmpty() || answer.startsWith("HTTP/1.1 "),
              () -> "seed " + seed + ": " + new String(bytes, ISO_8859_1) + " -> " + answer);
        }
      }
      assertEquals(0, server.server.stats().failed(), "seed " + seed);
      try (RawClient client = server.client()) {
        client.send("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertEquals("hello", client.reply().body());
      }
    }
  }

  private static String answerTo(RawClient client, byte[] bytes) {
    try {
      client.send(bytes);
      client.shutdownOutput();
    } catch (IOException closedAlready) {
      return "";
    }
    return client.untilClosed();
  }

  private static byte[] damaged(Random random) {
    if (random.nextInt(4) == 0) {
      byte[] noise = new byte[random.nextInt(3000)];
      random.nextBytes(noise);
      return noise;
    }
    StringBuilder text = new StringBuilder(VALID);
    for (int n = 1 + random.nextInt(8); n > 0; n--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(4)) {
        case 0 -> text.setCharAt(at, (char) random.nextInt(256));
        case 1 -> text.deleteCharAt(at);
        case 2 -> text.insert(at, (char) random.nextInt(256));
        default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 40)));
      }
    }
    return text.toString().getBytes(ISO_8859_1);
  }
}
