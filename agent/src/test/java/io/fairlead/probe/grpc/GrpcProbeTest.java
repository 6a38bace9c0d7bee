package io.fairlead.probe.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.CheckSpec;
import io.fairlead.probe.Certificate;
import io.fairlead.probe.Peer;
import io.fairlead.probe.Targets;
import io.fairlead.probe.Tls;
import io.fairlead.spi.Probe;
import io.fairlead.testkit.time.MachineTime;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GrpcProbeTest {
  private final Probe probe = new GrpcProbe(new MachineTime(), Tls.system());

  @ParameterizedTest
  @EnumSource(
      value = ServingStatus.class,
      names = {"SERVING", "NOT_SERVING", "UNKNOWN"})
  void theServersWordDecides(ServingStatus status) throws Exception {
    HealthStatusManager health = new HealthStatusManager();
    health.setStatus("", status);
    Server server = builder().addService(health.getHealthService()).build().start();
    try {
      assertEquals(
          new Probe.Verdict(status == ServingStatus.SERVING, status.name()),
          look(server, plain("")));
    } finally {
      server.shutdownNow();
    }
  }

  @Test
  void eachServiceHasItsOwnStatus() throws Exception {
    HealthStatusManager health = new HealthStatusManager();
    String longName = "shop.v1." + "Cart".repeat(100);
    health.setStatus("shop.v1.Cart", ServingStatus.NOT_SERVING);
    health.setStatus(longName, ServingStatus.SERVING);
    Server server = builder().addService(health.getHealthService()).build().start();
    try {
      assertTrue(look(server, plain("")).passed());
      assertFalse(look(server, plain("shop.v1.Cart")).passed());
      assertTrue(look(server, plain(longName)).passed());
      Probe.Verdict unknown = look(server, plain("shop.v1.Nobody"));
      assertFalse(unknown.passed());
      assertTrue(unknown.output().contains("refused"), unknown::output);
    } finally {
      server.shutdownNow();
    }
  }

  @Test
  void aServerWithoutTheHealthServiceFails() throws Exception {
    Server server = builder().build().start();
    try {
      Probe.Verdict verdict = look(server, plain(""));
      assertFalse(verdict.passed());
      assertTrue(verdict.output().contains("no grpc.health.v1.health"), verdict::output);
    } finally {
      server.shutdownNow();
    }
  }

  @Test
  void tlsIsVerifiedUnlessTheCheckSaysOtherwise(@TempDir Path directory) throws Exception {
    Certificate certificate = Certificate.goodFor("ip:127.0.0.1", directory);
    Server server =
        builder()
            .useTransportSecurity(
                stream(certificate.certificatePem()), stream(certificate.keyPem()))
            .addService(new HealthStatusManager().getHealthService())
            .build()
            .start();
    try {
      Probe trusting = new GrpcProbe(new MachineTime(), Tls.trusting(certificate.context()));
      Probe.Target verified =
          Targets.local(new CheckSpec.Grpc(true, false, "", 0), server.getPort());
      Probe.Target insecure =
          Targets.local(new CheckSpec.Grpc(true, true, "", 0), server.getPort());
      assertEquals(new Probe.Verdict(true, "SERVING"), trusting.probe(verified, Targets.PATIENT));
      assertTrue(probe.probe(insecure, Targets.PATIENT).passed());
      assertFalse(probe.probe(verified, Targets.PATIENT).passed());
    } finally {
      server.shutdownNow();
    }
  }

  @Test
  void settingsAndPingsAreAnsweredBeforeTheStatusComes() throws Exception {
    byte[] opaque = "12345678".getBytes(StandardCharsets.US_ASCII);
    try (Peer peer =
        new Peer(
            (in, out) -> {
              out.write(Frame.of(Frame.SETTINGS, 0, 0, new byte[0]));
              out.write(Frame.of(Frame.PING, 0, 0, opaque));
              in.readNBytes(24);
              int acknowledged = 0;
              while (acknowledged < 2) {
                acknowledged += Frame.read(in).has(Frame.ACK) ? 1 : 0;
                // DATA ends its stream with the same bit that ACK has
              }
              data(out, new byte[] {0, 0, 0}, new byte[] {0, 2, 8, 1});
              in.readAllBytes();
            })) {
      assertEquals(new Probe.Verdict(true, "SERVING"), look(peer));
    }
  }

  @Test
  void aServerThatGoesAwayFailsWithItsCode() throws Exception {
    assertEquals(
        "the server goes away, code 11",
        saidTo(Frame.of(Frame.GOAWAY, 0, 0, new byte[] {0, 0, 0, 0, 0, 0, 0, 11})));
  }

  @Test
  void aServerThatGoesAwayAfterOurCallStillAnswersIt() throws Exception {
    try (Peer peer =
        new Peer(
            (in, out) -> {
              out.write(Frame.of(Frame.GOAWAY, 0, 0, new byte[] {0, 0, 0, 1, 0, 0, 0, 0}));
              data(out, new byte[] {0, 0, 0, 0, 2, 8, 1});
              in.readAllBytes();
            })) {
      assertTrue(look(peer).passed());
    }
  }

  @Test
  void aResetCallFailsWithItsCode() throws Exception {
    assertEquals(
        "the call was reset, code 7",
        saidTo(Frame.of(Frame.RST_STREAM, 0, 1, new byte[] {0, 0, 0, 7})));
  }

  @Test
  void paddingIsTakenOff() throws Exception {
    byte[] padded = {2, 0, 0, 0, 0, 2, 8, 1, 0, 0};
    assertEquals(
        "SERVING", saidTo(Frame.of(Frame.DATA, Frame.PADDED | Frame.END_STREAM, 1, padded)));
  }

  @Test
  void anHttp1ServerIsToldApart() throws Exception {
    assertEquals(
        "no http/2 is spoken there",
        saidTo("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void anEndlessRowOfFramesFailsAtItsBound() throws Exception {
    try (Peer peer =
        new Peer(
            (in, out) -> {
              while (true) {
                out.write(Frame.of(8, 0, 0, new byte[4]));
              }
            })) {
      assertEquals("no health status within 200 http/2 frames", look(peer).output());
    }
  }

  @Test
  void anAnswerThatIsTooLongFails() throws Exception {
    assertFalse(probeSays(Frame.of(Frame.DATA, 0, 1, new byte[] {0, 0x7f, 0, 0, 0})).passed());
  }

  @Test
  void aServerThatNeverAnswersFailsWithTheTimeOut() throws Exception {
    try (Peer peer = new Peer((in, out) -> Thread.sleep(Duration.ofMinutes(10)))) {
      assertEquals(
          new Probe.Verdict(false, "no answer within 300ms"),
          probe.probe(Targets.local(plain(""), peer.port()), Targets.SHORT));
    }
  }

  private Probe.Verdict look(Peer peer) throws InterruptedException {
    return probe.probe(Targets.local(plain(""), peer.port()), Targets.PATIENT);
  }

  private Probe.Verdict look(Server server, CheckSpec spec) throws InterruptedException {
    return probe.probe(Targets.local(spec, server.getPort()), Targets.PATIENT);
  }

  private String saidTo(byte[] answer) throws Exception {
    return probeSays(answer).output();
  }

  private Probe.Verdict probeSays(byte[] answer) throws Exception {
    try (Peer peer =
        new Peer(
            (in, out) -> {
              out.write(answer);
              in.readAllBytes();
            })) {
      return look(peer);
    }
  }

  /** A message in pieces, each a frame of its own. */
  private static void data(OutputStream out, byte[]... pieces) throws IOException {
    for (byte[] piece : pieces) {
      out.write(Frame.of(Frame.DATA, 0, 1, piece));
    }
  }

  private static CheckSpec.Grpc plain(String service) {
    return new CheckSpec.Grpc(false, false, service, 0);
  }

  private static NettyServerBuilder builder() {
    return NettyServerBuilder.forAddress(
        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
  }

  private static ByteArrayInputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }
}
