package io.fairlead.transport.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServerTest {
  private static final String JSON = "Content-Type: application/json\r\n";

  private final TestServer server = new TestServer();
  private final RawClient client = server.client();

  HttpServerTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
  }

  @Test
  void aConnectionServesOneRequestAfterTheOther() throws IOException {
    for (int i = 0; i < 3; i++) {
      assertEquals("hello", client.send(get("/hello")).reply().body());
    }
    assertEquals(1, server.server.stats().accepted());
    assertEquals(3, server.server.stats().requests());
  }

  @Test
  void pipelinedRequestsAreAnsweredInTheirOrder() throws IOException {
    client.send(get("/say/a") + get("/count") + get("/say/b") + get("/nowhere") + get("/say/c"));
    assertEquals("a", client.reply().body());
    assertEquals("xxx", client.reply().body());
    assertEquals("b", client.reply().body());
    assertEquals(404, client.reply().status());
    assertEquals("c", client.reply().body());
  }

  @Test
  void manyPipelinedRequestsNeedNoDeepStack() throws IOException {
    client.send(get("/hello").repeat(20_000));
    for (int i = 0; i < 20_000; i++) {
      assertEquals(200, client.reply().status());
    }
  }

  @Test
  void whoSaysCloseIsClosed() throws IOException {
    client.send("GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assertTrue(client.untilClosed().endsWith("hello"));
  }

  @Test
  void http10IsAnsweredAndClosed() throws IOException {
    String answer = client.send("GET /hello HTTP/1.0\r\n\r\n").untilClosed();
    assertTrue(answer.startsWith("HTTP/1.1 200") && answer.endsWith("hello"), answer);
  }

  @Test
  void http10GetsAStreamUpToTheConnectionsEnd() throws IOException {
    String answer = client.send("GET /count HTTP/1.0\r\n\r\n").untilClosed();
    assertTrue(answer.endsWith("\r\n\r\nxxx"), answer);
  }

  @Test
  void headIsGetWithoutItsBody() throws IOException {
    client.send("HEAD /hello HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/say/next"));
    assertEquals("5", client.headReply().headers().get("content-length"));
    assertEquals("next", client.reply().body());
  }

  @Test
  void headOfAStreamHasNoBodyEither() throws IOException {
    client.send("HEAD /count HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/say/next"));
    assertEquals(200, client.headReply().status());
    assertEquals("next", client.reply().body());
  }

  @Test
  void anEmptyHostIsTaken() throws IOException {
    assertEquals(200, client.send("GET /hello HTTP/1.1\r\nHost:\r\n\r\n").reply().status());
  }

  @Test
  void theFormOfTargetsThatProxiesSendIsTaken() throws IOException {
    client.send("GET http://localhost/hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertEquals("hello", client.reply().body());
  }

  @Test
  void partsOfThePathAreDecoded() throws IOException {
    assertEquals("a/b c%", client.send(get("/say/a%2Fb%20c%25")).reply().body());
  }

  @Test
  void aBodyIsReadByItsLengthOrInChunks() throws IOException {
    client.send(post("/echo", "Content-Length: 3\r\n") + "abc");
    assertEquals("abc", client.reply().body());
    client.send(post("/echo", "Transfer-Encoding: chunked\r\n") + "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n");
    assertEquals("abc", client.reply().body());
  }

  @Test
  void whoWaitsForItIsToldToSendTheBody() throws IOException {
    client.send(post("/echo", "Expect: 100-continue\r\nContent-Length: 3\r\n"));
    assertEquals(100, client.reply().status());
    assertEquals("abc", client.send("abc").reply().body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          400 | GET /say/%zz HTTP/1.1
          400 | GET /say/%ff HTTP/1.1
          400 | GET /say/a%2 HTTP/1.1
          400 | GET hello HTTP/1.1
          400 | GET /hello?a=1&a=2 HTTP/1.1
          404 | GET / HTTP/1.1
          404 | GET /say/ HTTP/1.1
          404 | GET /say/a/b HTTP/1.1
          405 | POST /hello HTTP/1.1
          405 | DELETE /hello HTTP/1.1
          405 | PATCH /hello HTTP/1.1
          """)
  void aBadLineIsAProblemAndTheConnectionGoesOn(int status, String line) throws IOException {
    RawClient.Reply reply = client.send(line + "\r\nHost: localhost\r\n\r\n").reply();
    assertEquals(status, reply.status());
    assertProblem(reply);
    assertEquals(200, client.send(get("/hello")).reply().status());
  }

  @Test
  void whatAPathTakesIsInAllow() throws IOException {
    client.send("DELETE /hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertEquals("GET, HEAD", client.reply().headers().get("allow"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "text/html, image/*", "text/plain;q=0", "nonsense"})
  void whatCannotBeAcceptedIs406(String accept) throws IOException {
    client.send("GET /hello HTTP/1.1\r\nHost: localhost\r\nAccept: " + accept + "\r\n\r\n");
    assertEquals(406, client.reply().status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"*/*", "text/*", "image/png, text/plain;q=0.1", ""})
  void whatCanBeAcceptedIsAnswered(String accept) throws IOException {
    client.send("GET /hello HTTP/1.1\r\nHost: localhost\r\nAccept: " + accept + "\r\n\r\n");
    assertEquals(200, client.reply().status());
  }

  @Test
  void aBodyOfUnknownLengthIs411() throws IOException {
    assertEquals(411, client.send(post("/echo", "")).reply().status());
  }

  @Test
  void aBodyThatIsNotJsonIs415() throws IOException {
    client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx");
    assertEquals(415, client.reply().status());
  }

  @Test
  void anAnnouncedBodyThatIsTooLargeIs413BeforeItComes() throws IOException {
    client.send(post("/echo", "Expect: 100-continue\r\nContent-Length: 1001\r\n"));
    RawClient.Reply reply = client.reply();
    assertEquals(413, reply.status());
    assertEquals("close", reply.headers().get("connection"));
  }

  @Test
  void aBodyThatGrowsTooLargeIs413() throws IOException {
    client.send(post("/echo", "Transfer-Encoding: chunked\r\n"));
    client.send("1f4\r\n" + "x".repeat(500) + "\r\n");
    client.send("1f5\r\n" + "x".repeat(501) + "\r\n");
    assertEquals(413, client.reply().status());
  }

  @Test
  void theAnswerToATooLargeBodyReachesAClientThatGoesOnSending() throws IOException {
    client.send(post("/echo", "Content-Length: 10000000\r\n"));
    client.send(new byte[1_000_000]);
    assertEquals(413, client.reply().status());
  }

  @Test
  void aLineThatIsTooLongIs414() throws IOException {
    assertEquals(414, client.send(get("/" + "x".repeat(300))).reply().status());
  }

  @Test
  void headersThatAreTooLongAre431() throws IOException {
    client.send("GET /hello HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(1100) + "\r\n\r\n");
    assertEquals(431, client.reply().status());
  }

  @Test
  void anExpectationThatNobodyKnowsIs417() throws IOException {
    client.send("GET /hello HTTP/1.1\r\nHost: localhost\r\nExpect: cake\r\n\r\n");
    assertEquals(417, client.reply().status());
  }

  @Test
  void http2IsToldToSpeakHttp11() throws IOException {
    int status = client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").reply().status();
    assertTrue(status == 505 || status == 400, "status " + status);
  }

  @Test
  void whatIsNotHttpIs400AndTheEnd() throws IOException {
    String answer =
        client.send("\u0016\u0003\u0001\u0002\u0000 not http at all\r\n\r\n").untilClosed();
    assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
  }

  @Test
  void anErrorOfOurOwnIs500AndTellsNothing() throws IOException {
    RawClient.Reply reply = client.send(get("/broken")).reply();
    assertEquals(500, reply.status());
    assertFalse(reply.body().contains("secret"));
    assertEquals(200, client.send(get("/hello")).reply().status());
  }

  @Test
  void workThatDiesLeavesNobodyWaiting() throws IOException {
    client.send(get("/doomed"));
    assertThrows(EOFException.class, () -> client.reply());
    try (RawClient next = server.client()) {
      assertEquals(200, next.send(get("/hello")).reply().status());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "evil.example:8080", "localhost.evil.example"})
  void aNameThatMayBeAWebPagesTrickIsRefusedOnLoopback(String host) throws IOException {
    client.send("GET /hello HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    assertEquals(403, client.reply().status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "null", "https://localhost.evil.example:1"})
  void aForeignPagesRequestIsRefused(String origin) throws IOException {
    client.send("GET /hello HTTP/1.1\r\nHost: localhost\r\nOrigin: " + origin + "\r\n\r\n");
    assertEquals(403, client.reply().status());
  }

  @Test
  void aPageOfTheServersOwnAddressMayAsk() throws IOException {
    client.send("GET /hello HTTP/1.1\r\nHost: 127.0.0.1:80\r\nOrigin: http://127.0.0.1:80\r\n\r\n");
    assertEquals(200, client.reply().status());
  }

  private static void assertProblem(RawClient.Reply reply) {
    assertEquals("application/problem+json", reply.headers().get("content-type"));
    assertTrue(reply.body().contains("\"status\":" + reply.status()), reply.body());
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }

  private static String post(String path, String headers) {
    return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + JSON + headers + "\r\n";
  }
}
