package io.fairlead.agent.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.agent.network.NetworkLab.Container;
import io.fairlead.agent.network.NetworkLab.Member;
import io.fairlead.model.net.Network;
import io.fairlead.testkit.lab.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** IPv6 within networks and between hosts, on a real kernel. */
@SuppressWarnings("NullAway.Init") // opened before all tests
class Ipv6IT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int HEADERS = 48;

  private static NetworkLab lab;
  private static NetworkLab six;

  @BeforeAll
  static void open() {
    lab = new NetworkLab();
    six = new NetworkLab(true);
  }

  @AfterAll
  static void close() {
    lab.close();
    six.close();
  }

  @AfterEach
  void allLeave() {
    lab.allLeave();
    six.allLeave();
  }

  /** Whether a packet of the whole MTU arrives. */
  private static boolean reaches(Container from, Container to) {
    return from.pings(to.address(), from.mtu() - HEADERS);
  }

  @ParameterizedTest
  @CsvSource({"vxlan,fd00:91::", "host-gw,10.91.0."})
  void rulesByLabelHoldInBothFamilies(String dataplane, String prefix) {
    Member h1 = lab.member("h1");
    Member h2 = lab.member("h2");
    String length = prefix.contains(":") ? "/64" : "/24";
    Network network =
        lab.network("rules-" + dataplane, dataplane, prefix + "0" + length, Network.Options.USUAL);
    Container db =
        h1.join(
            network, "db", prefix + "9" + length, Map.of("fairlead.allow", "from:web port:5432"));
    Container web = h2.join(network, "web", prefix + "2" + length, Map.of());
    Container other = h1.join(network, "other", prefix + "3" + length, Map.of());
    try (Sockets sockets = Sockets.listening(db, 5432, 5433)) {
      Await.until("the allowed one", SOON, () -> Sockets.connects(web, db, 5432));
      assertFalse(Sockets.connects(web, db, 5433), "another port");
      assertFalse(Sockets.connects(other, db, 5432), "another container");
      assertFalse(web.pings(db.address(), 56), "no ping is allowed");
      h1.label(db, Map.of("fairlead.allow", "cidr:" + other.address() + " port:5432"));
      Await.until("an address", SOON, () -> Sockets.connects(other, db, 5432));
      assertFalse(Sockets.connects(web, db, 5432), "and no other");
      assertTrue(Sockets.connects(db, web, 1) || sockets.isRefused(db, web), "outwards");
    }
    List.of(db, web, other).forEach(lab::leave);
    nothingIsLeft(h1);
    nothingIsLeft(h2);
  }

  @Test
  void wireguardCarriesIpv6() {
    // What wireguard-go listens on is named by the node, for all labs of a machine together.
    Member h1 = lab.member("v1");
    Member h2 = lab.member("v2");
    Network network =
        lab.network(
            "vault",
            Network.AUTO,
            "fd00:92::/64",
            new Network.Options(0, true, false, true, false, Map.of()));
    Container a = h1.join(network, "a", "fd00:92::2/64");
    Container b = h2.join(network, "b", "fd00:92::3/64");
    Await.until("the other host is reached", SOON, () -> reaches(a, b));
    assertTrue(reaches(b, a), "and back");
    List.of(a, b).forEach(lab::leave);
    nothingIsLeft(h1);
    nothingIsLeft(h2);
  }

  @ParameterizedTest
  @CsvSource({
    "host-gw,fd00:93::/64,fd00:93::2/64,fd00:93::3/64,1500",
    "vxlan,fd00:94::/64,fd00:94::2/64,fd00:94::3/64,1430",
    "vxlan,10.94.0.0/24,10.94.0.2/24,10.94.0.3/24,1430"
  })
  void betweenHostsThatHaveIpv6AloneAllIsCarried(
      String dataplane, String subnet, String one, String other, int mtu) {
    Member h1 = six.member("h1");
    Member h2 = six.member("h2");
    Network network =
        six.network(
            dataplane + subnet.replaceAll("[:./]", ""), dataplane, subnet, Network.Options.USUAL);
    Container a = h1.join(network, "a", one);
    Container b = h2.join(network, "b", other);
    Await.until("the other host is reached", SOON, () -> reaches(a, b));
    assertTrue(reaches(b, a), "and back");
    assertEquals(mtu, a.mtu());
    Await.until(
        "it is seen to carry", SOON, () -> h1.networks.standings().getFirst().doubts().isEmpty());
    List.of(a, b).forEach(six::leave);
    nothingIsLeft(h1);
    nothingIsLeft(h2);
  }

  private static void nothingIsLeft(Member member) {
    Await.quiet("nothing is left", SOON, member::left);
  }
}
