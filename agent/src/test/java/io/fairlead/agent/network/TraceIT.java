package io.fairlead.agent.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.agent.network.NetworkLab.Container;
import io.fairlead.agent.network.NetworkLab.Member;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.model.net.LinkNames;
import io.fairlead.model.net.Network;
import io.fairlead.spi.NetworkRefused;
import io.fairlead.spi.Trace;
import io.fairlead.testkit.lab.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A trace names what is broken on real hosts, one thing at a time. */
@SuppressWarnings("NullAway.Init") // opened before all tests
class TraceIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int PORT = 5432;

  private static NetworkLab lab;
  private static Member h1;
  private static Network network;
  private static Container web;
  private static Container db;
  private static Container far;
  private static Sockets server;

  @BeforeAll
  static void open() {
    lab = new NetworkLab();
    h1 = lab.member("h1");
    Member h2 = lab.member("h2");
    network = lab.network("traced", "vxlan", "10.85.0.0/24", Network.Options.USUAL);
    web = h1.join(network, "web", "10.85.0.2/24", Map.of());
    db = h1.join(network, "db", "10.85.0.3/24", Map.of());
    far = h2.join(network, "far", "10.85.0.4/24", Map.of());
    server = Sockets.listening(db, PORT);
  }

  @AfterAll
  static void close() {
    server.close();
    lab.close();
  }

  @BeforeEach
  void allIsWell() {
    Await.quiet("a way to db", SOON, () -> trouble("db:" + PORT));
    Await.quiet("a way to far", SOON, () -> trouble("far"));
  }

  private static String trouble(String to) {
    Trace trace = trace(to);
    return trace.isWhole() ? "" : trace.toString();
  }

  private static Trace trace(String to) {
    return h1.networks
        .tracer(
            new Tracer.Around(
                () -> NetworkNamespace.open(Path.of("/run/netns", h1.machine.network())),
                h1::sandbox,
                false))
        .trace("web", to);
  }

  private static void isBroken(Trace trace, String step, String found) {
    assertTrue(
        trace.steps().stream()
            .anyMatch(
                one ->
                    one.name().equals(step)
                        && one.state() == Trace.State.BROKEN
                        && one.found().contains(found)
                        && !one.mend().isEmpty()),
        step + " with " + found + " in " + trace);
  }

  private static void withNobodyMending(Runnable breaks, Runnable seen) {
    h1.hold();
    try {
      breaks.run();
      seen.run();
    } finally {
      h1.goOn();
    }
  }

  @Test
  void aWholeWayIsSaidToBeWhole() {
    Trace near = trace("db:" + PORT);
    assertEquals(
        List.of(
            "name",
            "policy",
            "address",
            "link",
            "other link",
            "route",
            "neighbour",
            "ping",
            "connect"),
        near.steps().stream().map(Trace.Step::name).toList());
    Trace other = trace("far");
    assertEquals(
        List.of(
            "name",
            "policy",
            "address",
            "link",
            "route",
            "neighbour",
            "peer",
            "mtu",
            "ping",
            "far side"),
        other.steps().stream().map(Trace.Step::name).toList());
    assertTrue(other.toString().contains("on h2: fairlead trace far web"), other.toString());
    assertThrows(NetworkRefused.class, () -> h1.networks.tracer(around()).trace("nobody", "db"));
    NetworkRefused elsewhere =
        assertThrows(NetworkRefused.class, () -> h1.networks.tracer(around()).trace("far", "web"));
    assertEquals("far is on h2; run 'fairlead trace' there", elsewhere.getMessage());
  }

  private static Tracer.Around around() {
    return new Tracer.Around(NetworkNamespace::own, h1::sandbox, false);
  }

  @Test
  void aLinkThatIsDown() {
    String end = LinkNames.hostEnd(db.endpoint().id());
    withNobodyMending(
        () -> Shell.ip("-n", h1.machine.network(), "link", "set", end, "down"),
        () -> {
          Trace trace = trace("db");
          isBroken(trace, "other link", end);
          isBroken(trace, "ping", "");
        });
  }

  @Test
  void aForwardingEntryThatLeadsElsewhere() {
    String mac = String.valueOf(far.endpoint().mac());
    withNobodyMending(
        () ->
            h1.machine.exec(
                "bridge",
                "fdb",
                "replace",
                mac,
                "dev",
                LinkNames.vxlan(network),
                "dst",
                "10.77.0.99",
                "self",
                "permanent"),
        () -> isBroken(trace("far"), "neighbour", "10.77.0.99"));
  }

  @Test
  void aRuleThatDoesNotAllowIt() {
    h1.label(db, Map.of("fairlead.allow", "from:backup port:5432"));
    Await.until("it is enforced", SOON, () -> !Sockets.connects(web, db, PORT));
    Trace trace = trace("db:" + PORT);
    isBroken(trace, "policy", "no rule of fairlead.allow allows it");
    isBroken(trace, "connect", "");
    h1.label(db, Map.of());
    Await.until("it is open again", SOON, () -> Sockets.connects(web, db, PORT));
  }

  @Test
  void aWayThatCarriesLess() {
    String host = h1.machine.network();
    Shell.ip("-n", host, "link", "set", "eth0", "mtu", "1300");
    try {
      isBroken(trace("far"), "mtu", "does not carry 1500 octets");
    } finally {
      Shell.ip("-n", host, "link", "set", "eth0", "mtu", "1500");
    }
  }

  @Test
  void aPortWhereNobodyListens() {
    isBroken(trace("db:5433"), "connect", "refuses");
  }
}
