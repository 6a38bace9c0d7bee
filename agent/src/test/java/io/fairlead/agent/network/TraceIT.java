package io.fairlead.agent.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.agent.asking.Answers;
import io.fairlead.agent.asking.Questions;
import io.fairlead.agent.network.NetworkLab.Container;
import io.fairlead.agent.network.NetworkLab.Member;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.model.net.LinkNames;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.NetworkRefused;
import io.fairlead.spi.Trace;
import io.fairlead.testkit.catalog.NetworkSamples;
import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.store.MemoryStore;
import io.fairlead.testkit.time.MachineTime;
import java.net.DatagramSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
  private static Member h2;
  private static MemoryStore store;
  private static Questions questions;
  private static Thread answering;

  @BeforeAll
  static void open() {
    lab = new NetworkLab();
    h1 = lab.member("h1");
    h2 = lab.member("h2");
    network = lab.network("traced", "vxlan", "10.85.0.0/24", Network.Options.USUAL);
    web = h1.join(network, "web", "10.85.0.2/24", Map.of());
    db = h1.join(network, "db", "10.85.0.3/24", Map.of());
    far = h2.join(network, "far", "10.85.0.4/24", Map.of());
    server = Sockets.listening(db, PORT);
    store = new MemoryStore(new MachineTime());
    questions = new Questions("h1", store, new MachineTime(), new Random(1));
    answer();
  }

  /** The agent of h2 answers through the store. */
  private static void answer() {
    Answers answers =
        new Answers(
            "h2",
            store,
            new MachineTime(),
            question -> h2.networks.farView(around(h2)).answer(question));
    answering =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    answers.run();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
  }

  private static void answerNoMore() {
    answering.interrupt();
    try {
      answering.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterAll
  static void close() {
    answerNoMore();
    server.close();
    lab.close();
    store.close();
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
    return h1.networks.tracer(around(h1)).trace("web", to);
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
    withNobodyMending(h1, breaks, seen);
  }

  private static void withNobodyMending(Member member, Runnable breaks, Runnable seen) {
    member.hold();
    try {
      breaks.run();
      seen.run();
    } finally {
      member.goOn();
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
            "address on h2",
            "policy on h2",
            "dataplane on h2",
            "link on h2",
            "route on h2",
            "neighbour on h2"),
        other.steps().stream().map(Trace.Step::name).toList());
    assertEquals(List.of(), store.read("asks/", null).entries(), "nothing is left in the store");
    assertThrows(NetworkRefused.class, () -> h1.networks.tracer(around(h1)).trace("nobody", "db"));
    NetworkRefused elsewhere =
        assertThrows(
            NetworkRefused.class, () -> h1.networks.tracer(around(h1)).trace("far", "web"));
    assertEquals("far is on h2; run 'fairlead trace' there", elsewhere.getMessage());
  }

  private static Tracer.Around around(Member member) {
    return new Tracer.Around(
        () -> NetworkNamespace.open(Path.of("/run/netns", member.machine.network())),
        member::sandbox,
        false,
        questions::ask);
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

  @Test
  void aLinkOfTheOtherHostThatIsGone() {
    Container gone = h2.join(network, "gone", "10.85.0.9/24", Map.of());
    Await.quiet("a way to gone", SOON, () -> trouble("gone"));
    String end = LinkNames.hostEnd(gone.endpoint().id());
    withNobodyMending(
        h2,
        () -> Shell.ip("-n", h2.machine.network(), "link", "delete", end),
        () -> {
          Trace trace = trace("gone");
          isBroken(trace, "ping", "");
          isBroken(trace, "link on h2", end);
        });
    lab.leave(gone);
  }

  @Test
  void aForwardingEntryOfTheOtherHostThatLeadsElsewhere() {
    String mac = String.valueOf(web.endpoint().mac());
    withNobodyMending(
        h2,
        () ->
            h2.machine.exec(
                "bridge",
                "fdb",
                "replace",
                mac,
                "dev",
                LinkNames.vxlan(network),
                "dst",
                "10.77.0.98",
                "self",
                "permanent"),
        () -> isBroken(trace("far"), "neighbour on h2", "10.77.0.98"));
  }

  @Test
  void aRuleThatOnlyTheOtherHostKnowsOf() {
    NetworkEndpoint labelled =
        NetworkSamples.labelled(far.endpoint(), Map.of("fairlead.allow", "from:backup port:80"));
    h2.own.put(labelled.id(), labelled);
    h2.networks.changed();
    try {
      Await.until("it is enforced", SOON, () -> !web.reaches(far));
      Trace trace = trace("far:80");
      isBroken(trace, "policy on h2", "no rule of fairlead.allow allows it");
      assertTrue(trace.toString().contains("name=policy, state=OK"), trace.toString());
      assertTrue(trace.toString().contains("dropped lately: "), trace.toString());
    } finally {
      h2.own.put(labelled.id(), far.endpoint());
      h2.networks.changed();
    }
  }

  @Test
  void anAgentThatDoesNotAnswer() {
    answerNoMore();
    try {
      Trace trace = trace("far");
      assertTrue(trace.isWhole(), trace.toString());
      Trace.Step last = trace.steps().getLast();
      assertEquals("far side", last.name());
      assertTrue(last.found().contains("did not answer through the store"), last.toString());
      assertEquals("on h2: fairlead trace far web", last.mend());
    } finally {
      answer();
    }
  }

  @Test
  void portsOfUdp() {
    isBroken(trace("far:5353/udp"), "datagram", "refuses: nobody listens");
    try (DatagramSocket silent = Sockets.within(far, () -> new DatagramSocket(5354))) {
      assertTrue(silent.isBound());
      Trace trace = trace("far:5354/udp");
      assertTrue(trace.isWhole(), trace.toString());
      assertTrue(trace.toString().contains("is silent"), trace.toString());
    }
    try (DatagramSocket echo = Sockets.within(far, () -> new DatagramSocket(5355))) {
      Thread.ofVirtual().start(() -> Sockets.echo(echo));
      assertTrue(trace("far:5355/udp").toString().contains("port 5355/udp answers"));
    }
  }

  @Test
  void aRuleForAPortOfUdp() {
    h1.label(db, Map.of("fairlead.allow", "from:web port:5432/udp"));
    try {
      Await.until("it is enforced", SOON, () -> !Sockets.connects(web, db, PORT));
      assertTrue(trace("db:5432/udp").toString().contains("allowed by from:web port:5432/udp"));
      isBroken(trace("db:5432"), "policy", "no rule of fairlead.allow allows it");
    } finally {
      h1.label(db, Map.of());
    }
    Await.until("it is open again", SOON, () -> Sockets.connects(web, db, PORT));
  }
}
