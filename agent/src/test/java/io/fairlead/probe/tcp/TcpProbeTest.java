package io.fairlead.probe.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.model.CheckSpec;
import io.fairlead.probe.Peer;
import io.fairlead.probe.Targets;
import io.fairlead.spi.Probe;
import io.fairlead.testkit.time.MachineTime;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class TcpProbeTest {
  private static final CheckSpec OWN_PORT = new CheckSpec.Tcp(0);
  private final Probe probe = new TcpProbe(new MachineTime());

  @Test
  void anAcceptedConnectionPasses() throws Exception {
    try (Peer peer = new Peer((in, out) -> {})) {
      assertEquals(
          new Probe.Verdict(true, "connection accepted"),
          probe.probe(Targets.local(OWN_PORT, peer.port()), Targets.PATIENT));
    }
  }

  @Test
  void theChecksOwnPortGoesFirst() throws Exception {
    try (Peer peer = new Peer((in, out) -> {})) {
      Probe.Target target = Targets.local(new CheckSpec.Tcp(peer.port()), Targets.closedPort());
      assertEquals(true, probe.probe(target, Targets.PATIENT).passed());
    }
  }

  @Test
  void ipv6IsReached() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
      Probe.Target target = Targets.at("::1", OWN_PORT, listener.getLocalPort());
      assertEquals(true, probe.probe(target, Targets.PATIENT).passed());
    }
  }

  @Test
  void aClosedPortFailsInWords() throws Exception {
    assertEquals(
        new Probe.Verdict(false, "connection refused"),
        probe.probe(Targets.local(OWN_PORT, Targets.closedPort()), Targets.PATIENT));
  }

  @Test
  void aFullBacklogFailsWithTheTimeOut() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      Probe.Target target = Targets.local(OWN_PORT, listener.getLocalPort());
      Probe.Verdict verdict = probe.probe(target, Targets.SHORT);
      for (int i = 0; i < 10 && verdict.passed(); i++) {
        verdict = probe.probe(target, Targets.SHORT);
      }
      assertEquals(new Probe.Verdict(false, "no answer within 300ms"), verdict);
    }
  }

  @Test
  void anInstanceWithoutPortAsksForOne() throws Exception {
    assertEquals(
        new Probe.Verdict(false, "no port to look at; name one in the check"),
        probe.probe(Targets.local(OWN_PORT, 0), Targets.PATIENT));
  }
}
