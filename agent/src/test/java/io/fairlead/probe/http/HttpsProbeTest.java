package io.fairlead.probe.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fairlead.model.CheckSpec;
import io.fairlead.probe.Certificate;
import io.fairlead.probe.Peer;
import io.fairlead.probe.Targets;
import io.fairlead.probe.Tls;
import io.fairlead.spi.Probe;
import io.fairlead.testkit.time.MachineTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpsProbeTest {
  private final HttpsServer byAddress;
  private final HttpsServer byName;
  private final Tls trusting;
  private final Tls named;

  HttpsProbeTest(@TempDir Path first, @TempDir Path second) throws Exception {
    Certificate address = Certificate.goodFor("ip:127.0.0.1", first);
    trusting = Tls.trusting(address.context());
    byAddress = server(address);
    Certificate name = Certificate.goodFor("dns:shop.example", second);
    named = Tls.trusting(name.context());
    byName = server(name);
  }

  @AfterAll
  void stop() {
    byAddress.stop(0);
    byName.stop(0);
  }

  @Test
  void aCertificateThatIsGoodForTheAddressPasses() throws Exception {
    assertEquals("HTTP 200 OK", look(trusting, byAddress, false, Map.of()).output());
  }

  @Test
  void aCertificateThatTheSystemDoesNotTrustFails() throws Exception {
    Probe.Verdict verdict = look(Tls.system(), byAddress, false, Map.of());
    assertFalse(verdict.passed());
    assertTrue(verdict.output().startsWith("TLS: "), verdict::output);
  }

  @Test
  void aCheckThatSaysInsecureAsksForNoCertificate() throws Exception {
    assertTrue(look(Tls.system(), byAddress, true, Map.of()).passed());
    assertTrue(look(Tls.system(), byName, true, Map.of()).passed());
  }

  @Test
  void aCertificateForANameIsNotGoodForTheAddress() throws Exception {
    assertFalse(look(named, byName, false, Map.of()).passed());
  }

  @Test
  void theHostHeaderIsTheNameThatTheCertificateMustBeGoodFor() throws Exception {
    assertTrue(look(named, byName, false, Map.of("Host", "shop.example")).passed());
    assertTrue(look(named, byName, false, Map.of("Host", "shop.example:8443")).passed());
    assertFalse(look(named, byName, false, Map.of("Host", "other.example")).passed());
  }

  @Test
  void aServerThatSpeaksNoTlsFails() throws Exception {
    try (Peer peer =
        new Peer(
            (in, out) -> {
              out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
              in.readAllBytes();
            })) {
      Probe.Verdict verdict =
          new HttpProbe(new MachineTime(), trusting)
              .probe(Targets.local(spec(false, Map.of()), peer.port()), Targets.PATIENT);
      assertFalse(verdict.passed());
      assertTrue(verdict.output().startsWith("TLS: "), verdict::output);
    }
  }

  @Test
  void aServerThatNeverShakesHandsFailsWithTheTimeOut() throws Exception {
    try (Peer peer = new Peer((in, out) -> Thread.sleep(Duration.ofMinutes(10)))) {
      assertEquals(
          new Probe.Verdict(false, "no answer within 300ms"),
          new HttpProbe(new MachineTime(), trusting)
              .probe(Targets.local(spec(false, Map.of()), peer.port()), Targets.SHORT));
    }
  }

  private static Probe.Verdict look(
      Tls tls, HttpsServer server, boolean insecure, Map<String, String> headers)
      throws InterruptedException {
    return new HttpProbe(new MachineTime(), tls)
        .probe(
            Targets.local(spec(insecure, headers), server.getAddress().getPort()), Targets.PATIENT);
  }

  private static CheckSpec spec(boolean insecure, Map<String, String> headers) {
    return new CheckSpec.Http(true, insecure, "GET", "/", 0, headers);
  }

  private static HttpsServer server(Certificate certificate) throws Exception {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return server;
  }
}
