package io.fairlead.probe.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.fairlead.model.CheckSpec;
import io.fairlead.probe.Peer;
import io.fairlead.probe.Targets;
import io.fairlead.probe.Tls;
import io.fairlead.spi.Probe;
import io.fairlead.testkit.time.MachineTime;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpProbeTest {
  private final Probe probe = new HttpProbe(new MachineTime(), Tls.system());

  @ParameterizedTest
  @CsvSource({
    "200, true,  HTTP 200 OK",
    "204, true,  HTTP 204 No Content",
    "299, true,  HTTP 299",
    "301, false, HTTP 301 Moved Permanently (redirects are not followed)",
    "404, false, HTTP 404 Not Found",
    "503, false, HTTP 503 Service Unavailable",
  })
  void theStatusDecides(int status, boolean passes, String output) throws Exception {
    try (Server server = new Server("127.0.0.1", exchange -> answer(exchange, status))) {
      Probe.Verdict verdict =
          probe.probe(Targets.local(get("/health"), server.port()), Targets.PATIENT);
      assertEquals(passes, verdict.passed());
      assertTrue(verdict.output().startsWith(output), verdict::output);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void theRequestIsWhatTheCheckSaysWithTheAddressAsHost(String address) throws Exception {
    AtomicReference<String> seen = new AtomicReference<>("");
    try (Server server =
        new Server(
            address,
            exchange -> {
              seen.set(
                  exchange.getRequestMethod()
                      + " "
                      + exchange.getRequestURI()
                      + " "
                      + exchange.getRequestHeaders().getFirst("Host")
                      + " "
                      + exchange.getRequestHeaders().getFirst("X-Check"));
              answer(exchange, 200);
            })) {
      CheckSpec spec =
          new CheckSpec.Http(false, false, "POST", "/a?b=c", 0, Map.of("X-Check", "one two"));
      assertTrue(probe.probe(Targets.at(address, spec, server.port()), Targets.PATIENT).passed());
      String host = address.contains(":") ? "[" + address + "]" : address;
      assertEquals("POST /a?b=c " + host + ":" + server.port() + " one two", seen.get());
    }
  }

  @Test
  void aHostHeaderOfTheCheckReplacesTheAddress() throws Exception {
    AtomicReference<String> seen = new AtomicReference<>("");
    try (Server server =
        new Server(
            "127.0.0.1",
            exchange -> {
              seen.set(String.valueOf(exchange.getRequestHeaders().get("Host")));
              answer(exchange, 200);
            })) {
      CheckSpec spec =
          new CheckSpec.Http(false, false, "GET", "/", 0, Map.of("host", "shop.example"));
      assertTrue(probe.probe(Targets.local(spec, server.port()), Targets.PATIENT).passed());
      assertEquals("[shop.example]", seen.get());
    }
  }

  @Test
  void interimAnswersArePassedOver() throws Exception {
    assertEquals(
        "HTTP 200 OK",
        said("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"));
  }

  @Test
  void anAnswerWithoutReasonOrCarriageReturnIsUnderstood() throws Exception {
    assertEquals("HTTP 204", said("HTTP/1.0 204\n\n"));
  }

  @Test
  void theStatusIsEnoughTheRestIsNotWaitedFor() throws Exception {
    try (Peer peer =
        new Peer(
            (in, out) -> {
              out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
              Thread.sleep(Duration.ofMinutes(10));
            })) {
      assertTrue(probe.probe(Targets.local(get("/"), peer.port()), Targets.PATIENT).passed());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2\r\n",
        "HTTP/1.1 2000 OK\r\n",
        "HTTP/1.1 099 No\r\n",
        "HTTP/2 200\r\n",
        "\r\n",
        "\0\1\2\n",
      })
  void garbageFailsAndIsShown(String garbage) throws Exception {
    String output = said(garbage);
    assertTrue(output.startsWith("no http answer but '"), output);
    assertTrue(output.chars().noneMatch(Character::isISOControl), output);
  }

  @Test
  void aConnectionThatIsClosedWithoutAnAnswerFails() throws Exception {
    try (Peer peer = new Peer((in, out) -> in.readNBytes(20))) {
      Probe.Verdict verdict = probe.probe(Targets.local(get("/"), peer.port()), Targets.PATIENT);
      assertEquals(false, verdict.passed());
    }
  }

  @Test
  void anEndlessLineFailsAtItsBound() throws Exception {
    try (Peer peer = new Peer((in, out) -> flood(out, "x".repeat(4096)))) {
      assertEquals(
          new Probe.Verdict(false, "no http status within 16384 bytes"),
          probe.probe(Targets.local(get("/"), peer.port()), Targets.PATIENT));
    }
  }

  @Test
  void endlessInterimHeadersFailAtTheirBound() throws Exception {
    try (Peer peer =
        new Peer(
            (in, out) -> {
              out.write("HTTP/1.1 100 Continue\r\n".getBytes(StandardCharsets.US_ASCII));
              flood(out, "X-Endless: yes\r\n");
            })) {
      assertEquals(
          new Probe.Verdict(false, "no http status within 16384 bytes"),
          probe.probe(Targets.local(get("/"), peer.port()), Targets.PATIENT));
    }
  }

  @Test
  void aServerThatNeverAnswersFailsWithTheTimeOut() throws Exception {
    try (Peer peer = new Peer((in, out) -> Thread.sleep(Duration.ofMinutes(10)))) {
      assertEquals(
          new Probe.Verdict(false, "no answer within 300ms"),
          probe.probe(Targets.local(get("/"), peer.port()), Targets.SHORT));
    }
  }

  @Test
  void aServerThatDripsBytesCannotStretchTheTimeOut() throws Exception {
    try (Peer peer =
        new Peer(
            (in, out) -> {
              while (true) {
                out.write('H');
                Thread.sleep(50);
              }
            })) {
      assertEquals(
          new Probe.Verdict(false, "no answer within 300ms"),
          probe.probe(Targets.local(get("/"), peer.port()), Targets.SHORT));
    }
  }

  @Test
  void anInterruptEndsALookThatWaits() throws Exception {
    try (Peer peer = new Peer((in, out) -> Thread.sleep(Duration.ofMinutes(10)))) {
      AtomicReference<String> ended = new AtomicReference<>("");
      Thread thread =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      probe.probe(Targets.local(get("/"), peer.port()), Duration.ofMinutes(10));
                    } catch (InterruptedException e) {
                      ended.set("interrupted");
                    }
                  });
      Thread.sleep(50); // whether it waits already or not: both end
      thread.interrupt();
      thread.join();
      assertEquals("interrupted", ended.get());
    }
  }

  /** What the probe says of a peer that answers so. */
  private String said(String answer) throws Exception {
    try (Peer peer =
        new Peer(
            (in, out) -> {
              out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
              in.readAllBytes();
            })) {
      return probe.probe(Targets.local(get("/"), peer.port()), Targets.PATIENT).output();
    }
  }

  private static void flood(OutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    while (true) {
      out.write(bytes);
    }
  }

  private static CheckSpec.Http get(String path) {
    return new CheckSpec.Http(false, false, "GET", path, 0, Map.of());
  }

  private static void answer(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  /** The JDK's server. */
  private static final class Server implements AutoCloseable {
    private final HttpServer server;

    Server(String address, HttpHandler handler) throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(address), 0), 0);
      server.createContext("/", handler);
      server.start();
    }

    int port() {
      return server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
