package io.fairlead.agent.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.agent.network.NetworkLab.Container;
import io.fairlead.agent.network.NetworkLab.Member;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.model.net.Network;
import io.fairlead.spi.PolicyReport;
import io.fairlead.testkit.lab.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What labels allow, on real hosts. */
@SuppressWarnings("NullAway.Init") // opened before all tests
class PolicyIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Network.Options USUAL = Network.Options.USUAL;
  private static final Map<String, String> NONE = Map.of();

  private static NetworkLab lab;

  @BeforeAll
  static void open() {
    lab = new NetworkLab();
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @AfterEach
  void allLeave() {
    lab.allLeave();
  }

  private static PolicyReport report(Member member) {
    try (NetworkNamespace host =
        NetworkNamespace.open(Path.of("/run/netns", member.machine.network()))) {
      return PolicyReports.of(
          member.machine.name(),
          member.networks.guards(),
          host,
          (network, address) -> member.networks.containerAt(network, address));
    }
  }

  private static PolicyReport.Guarded of(Member member, String container) {
    return report(member).guarded().stream()
        .filter(one -> one.container().equals(container))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"vxlan", "host-gw"})
  void onlyWhatLabelsAllowPassesOnOneHostAndBetweenTwo(String dataplane) {
    Member h1 = lab.member("h1");
    Member h2 = lab.member("h2");
    Network network = lab.network("guarded-" + dataplane, dataplane, subnet(dataplane), USUAL);
    String net = subnet(dataplane).replace("0/24", "");
    Container db =
        h1.join(
            network,
            "db",
            net + "9/24",
            Map.of("fairlead.allow", "from:web port:5432; from:pinger"));
    Container web = h1.join(network, "web", net + "2/24", NONE);
    Container other = h1.join(network, "other", net + "3/24", NONE);
    Container web2 = h2.join(network, "far", net + "4/24", NONE);
    Container pinger = h2.join(network, "pinger", net + "5/24", NONE);
    try (Sockets sockets = Sockets.listening(db, 5432, 5433)) {
      Await.until("the allowed one answers", SOON, () -> Sockets.connects(web, db, 5432));
      assertFalse(Sockets.connects(web, db, 5433), "another port");
      assertFalse(Sockets.connects(other, db, 5432), "another container");
      assertFalse(Sockets.connects(web2, db, 5432), "another container of another host");
      assertTrue(
          Sockets.connects(db, web, 1) || sockets.isRefused(db, web), "outwards all is open");
      Await.until("a ping that is allowed", SOON, () -> pinger.reaches(db));
      assertFalse(web2.reaches(db), "a ping that is not");
      assertTrue(
          h1.machine.succeeds("busybox", "ping", "-c", "1", "-W", "2", db.address()), "the host");

      PolicyReport.Guarded guarded = of(h1, "db");
      assertEquals("from:web port:5432", guarded.rules().getFirst().text());
      assertTrue(guarded.rules().getFirst().allowed() >= 1, guarded.toString());
      assertTrue(guarded.dropped() >= 3, guarded.toString());
      assertTrue(
          guarded.refused().stream()
              .anyMatch(one -> one.name().equals("far") && one.port().equals("5432/tcp")),
          guarded.toString());
      assertEquals(List.of(), report(h2).guarded());

      Map<String, String> dry =
          Map.of("fairlead.allow", "from:web port:5432", "fairlead.policy-dry-run", "true");
      h1.label(db, dry);
      Await.until("a dry run drops nothing", SOON, () -> Sockets.connects(web2, db, 5432));
      assertTrue(of(h1, "db").dry() >= 1, of(h1, "db").toString());

      h1.label(db, Map.of("fairlead.allow", "form:web"));
      Await.until("a wrong label closes it", SOON, () -> !Sockets.connects(web, db, 5432));
      assertTrue(of(h1, "db").closed().contains("'form:web'"), of(h1, "db").toString());
      h1.label(db, NONE);
      Await.until("without a label it is open", SOON, () -> Sockets.connects(web, db, 5433));
    }
  }

  private static String subnet(String dataplane) {
    return dataplane.equals("vxlan") ? "10.81.0.0/24" : "10.82.0.0/24";
  }

  @Test
  void whatIsEstablishedGoesOnAndAnswersComeBack() {
    Member h1 = lab.member("h1");
    Network network = lab.network("flows", "bridge", "10.83.0.0/24", USUAL);
    Container db = h1.join(network, "db", "10.83.0.9/24", NONE);
    Container web = h1.join(network, "web", "10.83.0.2/24", NONE);
    try (Sockets sockets = Sockets.listening(db, 5432);
        Sockets.Talk talk = sockets.talk(web, db, 5432)) {
      talk.exchange();
      h1.label(db, Map.of("fairlead.allow", ""));
      Await.until("it is closed", SOON, () -> !Sockets.connects(web, db, 5432));
      talk.exchange();
      assertTrue(Sockets.asksByUdp(db, web), "what it asks is answered");
      assertFalse(Sockets.asksByUdp(web, db), "and nobody asks it");
    }
  }

  @Test
  void onAStrictNetworkAContainerIsClosedUntilItIsKnown() {
    Member h1 = lab.member("h1");
    Network network =
        lab.network(
            "strict",
            "bridge",
            "10.84.0.0/24",
            new Network.Options(0, false, false, true, false, Map.of("policy", "strict")));
    Container web = h1.join(network, "web", "10.84.0.2/24", NONE);
    Container db = h1.join(network, "db", "10.84.0.9/24");
    try (Sockets _ = Sockets.listening(db, 5432)) {
      assertFalse(Sockets.connects(web, db, 5432), "before its labels are known");
      h1.label(db, Map.of("fairlead.allow", "from:web"));
      Await.until("its labels are known", SOON, () -> Sockets.connects(web, db, 5432));
    }
    lab.leave(db);
    lab.leave(web);
    Await.until("nothing is left", SOON, () -> h1.left().isBlank());
  }
}
