package io.fairlead.transport.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlowClientTest {
  private static final Limits FEW =
      new Limits(
          3,
          1000,
          1500,
          256,
          1024,
          TestServer.LIMITS.head(),
          TestServer.LIMITS.bodyTime(),
          TestServer.LIMITS.idle(),
          TestServer.LIMITS.stall());

  private static final String POST_ECHO =
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

  private final TestServer server = new TestServer(FEW);

  SlowClientTest() throws IOException {}

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aHeadThatDripsIsCutOff() throws Exception {
    try (RawClient client = server.client()) {
      awaitConnections(1);
      drip(client, "GET", FEW.head());
      assertEquals("", client.untilClosed());
      assertEquals(1, server.server.stats().cutOff());
    }
  }

  @Test
  void aConnectionThatSaysNothingIsCutOff() throws Exception {
    try (RawClient client = server.client()) {
      awaitConnections(1);
      server.time.advance(FEW.head().plusSeconds(1));
      assertEquals("", client.untilClosed());
    }
  }

  @Test
  void aBodyThatDripsIs408() throws Exception {
    try (RawClient client = server.client()) {
      client.send(POST_ECHO + "Content-Length: 900\r\nExpect: 100-continue\r\n\r\n");
      assertEquals(100, client.reply().status());
      drip(client, "x", FEW.bodyTime());
      String answer = client.untilClosed();
      assertTrue(answer.startsWith("HTTP/1.1 408"), answer);
    }
  }

  @Test
  void bodiesThatAreComingHaveOneLimitTogether() throws Exception {
    try (RawClient first = server.client();
        RawClient second = server.client()) {
      first.send(POST_ECHO + "Content-Length: 1000\r\nExpect: 100-continue\r\n\r\n");
      assertEquals(100, first.reply().status());
      first.send("x".repeat(999));
      server.await(stats -> stats.bodies() == 999);
      second.send(POST_ECHO + "Content-Length: 1000\r\n\r\n" + "y".repeat(999));
      assertEquals(503, second.reply().status());
      assertEquals(1000, first.send("x").reply().body().length());
      try (RawClient third = server.client()) {
        third.send(POST_ECHO + "Content-Length: 1000\r\n\r\n" + "z".repeat(1000));
        assertEquals(1000, third.reply().body().length());
      }
    }
  }

  @Test
  void aKeptConnectionWithoutANextRequestIsClosed() throws Exception {
    try (RawClient client = server.client()) {
      client.send("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertEquals("hello", client.reply().body());
      server.advanceUntil(FEW.idle().plusSeconds(1), stats -> stats.connections() == 0);
      assertEquals("", client.untilClosed());
      assertEquals(0, server.server.stats().cutOff());
    }
  }

  @Test
  void aClientThatTakesNothingIsCutOff() throws Exception {
    try (RawClient client = server.client()) {
      client.send("GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n");
      server.await(stats -> stats.requests() == 1);
      // The socket's buffers fill; from then on nothing is taken.
      server.advanceUntil(Duration.ofSeconds(1), stats -> stats.cutOff() == 1);
      client.untilClosed();
      awaitConnections(0);
    }
  }

  @Test
  void aRequestThatIsBeingAnsweredHasAllTheTimeItNeeds() throws Exception {
    try (RawClient client = server.client();
        RawClient idle = server.client();
        RawClient idleToo = server.client()) {
      client.send("GET /never HTTP/1.1\r\nHost: localhost\r\n\r\n");
      server.await(stats -> stats.requests() == 1);
      server.time.advance(Duration.ofHours(1));
      idle.untilClosed();
      idleToo.untilClosed(); // of either thread: both have looked
      server.await(stats -> stats.connections() == 1);
    }
  }

  @Test
  void aClientThatGoesAwayWhileItWaitsIsForgotten() throws Exception {
    try (RawClient client = server.client()) {
      client.send("GET /never HTTP/1.1\r\nHost: localhost\r\n\r\n");
      server.await(stats -> stats.requests() == 1);
    }
    awaitConnections(0);
  }

  @Test
  void connectionsOverTheLimitAreTurnedAwayAndRoomIsGivenAgain() throws Exception {
    RawClient first = server.client();
    try (RawClient second = server.client();
        RawClient third = server.client()) {
      awaitConnections(3);
      try (RawClient fourth = server.client()) {
        RawClient.Reply reply = fourth.reply();
        assertEquals(503, reply.status());
        assertEquals("1", reply.headers().get("retry-after"));
      }
      first.close();
      awaitConnections(2);
      try (RawClient fifth = server.client()) {
        fifth.send("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertEquals(200, fifth.reply().status());
      }
      assertEquals(1, server.server.stats().turnedAway());
      second.shutdownOutput();
      third.shutdownOutput();
    }
  }

  /** Sends a little now and then, each time well before the limit, until it is over. */
  private void drip(RawClient client, String drop, Duration limit) throws Exception {
    for (int i = 0; i < 4; i++) {
      client.send(drop);
      awaitConnections(1);
      server.time.advance(limit.dividedBy(5));
    }
    client.send(drop);
    server.time.advance(limit.dividedBy(4));
  }

  private void awaitConnections(int number) throws InterruptedException {
    server.await(stats -> stats.connections() == number);
  }
}
