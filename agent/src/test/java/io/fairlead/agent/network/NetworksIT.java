package io.fairlead.agent.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.agent.network.NetworkLab.Container;
import io.fairlead.agent.network.NetworkLab.Member;
import io.fairlead.catalog.Change;
import io.fairlead.model.net.Network;
import io.fairlead.spi.kernel.HostItem.Kind;
import io.fairlead.testkit.lab.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real packets between containers on real hosts. */
@SuppressWarnings("NullAway.Init") // opened before all tests
class NetworksIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Network.Options USUAL = Network.Options.USUAL;

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

  @Test
  void onOneHostContainersReachEachOtherAndTheOutside() {
    Member h1 = lab.member("h1");
    Network network = lab.network("one", "bridge", "10.71.0.0/24", USUAL);
    Container web = h1.join(network, "web", "10.71.0.2/24");
    Container db = h1.join(network, "db", "10.71.0.3/24");
    assertTrue(web.reaches(db), "by address");
    assertEquals(1500, web.mtu());
    // The lab's bridge has no way back to 10.71/24: only with the host's address it answers.
    Await.until("the outside is reached", SOON, () -> ping(web, "10.77.0.254"));
    assertTrue(
        h1.machine.succeeds("busybox", "ping", "-c", "1", "-W", "2", web.address()),
        "from its host");
    lab.leave(web);
    lab.leave(db);
    nothingIsLeft(h1);
  }

  @Test
  void withoutIccContainersReachTheOutsideOnly() {
    Member h1 = lab.member("h1");
    Network network =
        lab.network(
            "apart",
            "bridge",
            "10.72.0.0/24",
            new Network.Options(0, false, false, false, false, Map.of()));
    Container web = h1.join(network, "web", "10.72.0.2/24");
    Container db = h1.join(network, "db", "10.72.0.3/24");
    Await.until("the outside is reached", SOON, () -> ping(web, "10.77.0.254"));
    assertFalse(web.reaches(db));
    lab.leave(web);
    lab.leave(db);
    nothingIsLeft(h1);
  }

  @Test
  void networksAreClosedToEachOtherAndInternalOnesToTheOutside() {
    Member h1 = lab.member("h1");
    Network one = lab.network("left", "bridge", "10.73.1.0/24", USUAL);
    Network other =
        lab.network(
            "inner",
            "bridge",
            "10.73.2.0/24",
            new Network.Options(0, false, true, true, false, Map.of()));
    Container web = h1.join(one, "web", "10.73.1.2/24");
    Container db = h1.join(other, "db", "10.73.2.2/24");
    Shell.ip("-n", db.sandbox(), "route", "add", "default", "via", "10.73.2.1");
    assertFalse(web.reaches(db));
    assertFalse(db.reaches(web));
    assertFalse(ping(db, "10.77.0.254"));
    Await.until("the outside is reached", SOON, () -> ping(web, "10.77.0.254"));
    lab.leave(web);
    lab.leave(db);
    nothingIsLeft(h1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vxlan", "host-gw"})
  void containersOnTwoHostsReachEachOtherAndLeaveNothing(String dataplane) {
    Member h1 = lab.member("h1");
    Member h2 = lab.member("h2");
    Network network = lab.network("two" + dataplane, dataplane, "10.74.0.0/24", USUAL);
    Container web = h1.join(network, "web", "10.74.0.2/24");
    Container near = h1.join(network, "near", "10.74.0.3/24");
    Container far = h2.join(network, "far", "10.74.0.4/24");
    Await.until("the other host is reached", SOON, () -> web.reaches(far));
    assertTrue(far.reaches(near), "and back");
    assertTrue(web.reaches(near), "and on the same host");
    assertEquals(dataplane.equals("vxlan") ? 1450 : 1500, web.mtu());
    lab.leave(far);
    Await.quiet(
        "no entry for what left", SOON, () -> h1.left().contains("10.74.0.4") ? h1.left() : "");
    assertFalse(web.reaches(far));
    lab.leave(web);
    lab.leave(near);
    nothingIsLeft(h1);
    nothingIsLeft(h2);
    lab.tell(new Change.RemoveNetwork(network.name()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"vxlan", "host-gw"})
  void muchDataOverTcpArrivesWhole(String dataplane) throws Exception {
    Member h1 = lab.member("h1");
    Member h2 = lab.member("h2");
    Network network = lab.network("bulk" + dataplane, dataplane, "10.81.0.0/24", USUAL);
    Container from = h1.join(network, "from", "10.81.0.2/24");
    Container to = h2.join(network, "to", "10.81.0.4/24");
    Await.until("the other host is reached", SOON, () -> from.reaches(to));
    AtomicReference<String> arrived = new AtomicReference<>("");
    Thread listener =
        Thread.ofPlatform()
            .start(
                () ->
                    arrived.set(
                        to.run("sh", "-c", "timeout 60 busybox nc -l -p 7000 | wc -c").output()));
    Await.until(
        "somebody listens",
        SOON,
        () -> to.run("sh", "-c", "busybox netstat -ltn | grep 7000").exit() == 0);
    from.run("sh", "-c", "head -c 50000000 /dev/zero | timeout 60 busybox nc 10.81.0.4 7000");
    listener.join();
    assertEquals("50000000", arrived.get().strip());
    List.of(from, to).forEach(lab::leave);
    nothingIsLeft(h1);
    nothingIsLeft(h2);
  }

  @Test
  void ipv6IsCarriedByVxlanAndNeighboursAreAnsweredAtHome() {
    Member h1 = lab.member("h1");
    Member h2 = lab.member("h2");
    Network network = lab.network("six", "vxlan", "fd00:82::/64", USUAL);
    Container web = h1.join(network, "web", "fd00:82::2/64");
    Container far = h2.join(network, "far", "fd00:82::4/64");
    Await.until("the other host is reached", SOON, () -> web.pings("fd00:82::4", 1450 - 48));
    assertFalse(web.pings("fd00:82::5", 56), "nobody has it");
    List.of(web, far).forEach(lab::leave);
    nothingIsLeft(h1);
    nothingIsLeft(h2);
  }

  @Test
  void broadcastReachesOtherHostsWhereItIsAskedForAndOnlyThere() {
    Member h1 = lab.member("h1");
    Member h2 = lab.member("h2");
    for (boolean multicast : new boolean[] {true, false}) {
      Network network =
          lab.network(
              "cast" + multicast,
              "vxlan",
              multicast ? "10.83.0.0/24" : "10.84.0.0/24",
              new Network.Options(0, false, false, true, multicast, Map.of()));
      String prefix = multicast ? "10.83.0." : "10.84.0.";
      Container web = h1.join(network, "web", prefix + "2/24");
      Container far = h2.join(network, "far", prefix + "4/24");
      Await.until("the other host is reached", SOON, () -> web.reaches(far));
      // An address that the catalog does not know is found by asking all, or not at all.
      far.run("ip", "address", "add", prefix + "200/24", "dev", "eth0");
      assertEquals(multicast, web.pings(prefix + "200", 56), "multicast " + multicast);
      List.of(web, far).forEach(lab::leave);
      nothingIsLeft(h1);
      nothingIsLeft(h2);
    }
  }

  @Test
  void whereAnEngineDropsWhatItDoesNotKnowOursPassesAndNothingElse() {
    Member h1 = lab.member("h1");
    Member h2 = lab.member("h2");
    // What an engine leaves in iptables, and a host's own rule in the same chain.
    h1.machine.exec(
        "sh",
        "-c",
        "iptables -N DOCKER-USER; iptables -A DOCKER-USER -j RETURN;"
            + " iptables -A FORWARD -j DOCKER-USER; iptables -P FORWARD DROP;"
            + " iptables -A FORWARD -d 10.75.0.66 -j DROP");
    Network network = lab.network("passes", "host-gw", "10.75.0.0/24", USUAL);
    Container web = h1.join(network, "web", "10.75.0.2/24");
    Container near = h1.join(network, "near", "10.75.0.3/24");
    Container far = h2.join(network, "far", "10.75.0.4/24");
    Container barred = h2.join(network, "barred", "10.75.0.66/24");
    Await.until("the other host is reached", SOON, () -> web.reaches(far));
    Await.until("the outside is reached", SOON, () -> ping(web, "10.77.0.254"));
    assertTrue(far.reaches(web), "and back");
    assertTrue(web.reaches(near), "and on the same host");
    assertTrue(far.reaches(barred), "which is there");
    assertFalse(web.reaches(barred), "but the host's firewall forbids it");
    h1.machine.exec("iptables", "-F", "FORWARD");
    h1.machine.exec("iptables", "-A", "FORWARD", "-j", "DOCKER-USER");
    Await.until("a flushed chain is mended", SOON, () -> web.reaches(far));
    List.of(web, near, far, barred).forEach(lab::leave);
    nothingIsLeft(h1);
    Await.quiet(
        "no rule in the engine's chain",
        SOON,
        () -> h1.machine.exec("sh", "-c", "iptables -S FORWARD | grep fairlead; true"));
    h1.machine.exec("sh", "-c", "iptables -P FORWARD ACCEPT; iptables -F; iptables -X DOCKER-USER");
  }

  @Test
  void whatOthersBreakIsMendedAndCounted() {
    Member h1 = lab.member("h1");
    Member h2 = lab.member("h2");
    Network network = lab.network("broken", "vxlan", "10.76.0.0/24", USUAL);
    Container web = h1.join(network, "web", "10.76.0.2/24");
    Container far = h2.join(network, "far", "10.76.0.4/24");
    Await.until("the other host is reached", SOON, () -> web.reaches(far));
    Await.until("nothing is to be done", SOON, () -> h1.networks.status().inSync());
    Await.until("nor is anything left for later", SOON, () -> h1.shortLinks() == 2);
    String id = Integer.toHexString(network.id());
    for (String broken :
        List.of(
            "ip link delete flx" + id,
            "bridge fdb replace $MAC dev flx" + id + " dst 10.77.0.99 self permanent",
            "ip neigh flush dev flb" + id + " nud permanent",
            "ip link delete flb" + id,
            "nft delete table inet fairlead")) {
      long before = repairs(h1);
      h1.machine.exec("sh", "-c", broken.replace("$MAC", String.valueOf(far.endpoint().mac())));
      Await.until("mended: " + broken, SOON, () -> repairs(h1) > before && web.reaches(far));
    }
    List.of(web, far).forEach(lab::leave);
    nothingIsLeft(h1);
    nothingIsLeft(h2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vxlan", "host-gw"})
  void anAgentsDeathLeavesTrafficAloneAndAHostsDeathLeavesNothing(String dataplane) {
    Member h1 = lab.member("h1");
    Member h3 = lab.member("h3");
    Network network = lab.network("mortal" + dataplane, dataplane, "10.79.0.0/24", USUAL);
    Container web = h1.join(network, "web", "10.79.0.2/24");
    Container far = h3.join(network, "far", "10.79.0.4/24");
    Await.until("the other host is reached", SOON, () -> web.reaches(far));
    Await.until("nothing is left for later", SOON, () -> h3.shortLinks() == 2);
    try {
      lab.tell(new Change.RemoveNode("h3"));
      h3.restart();
      for (int i = 0; i < 20; i++) {
        assertTrue(web.reaches(far), "while an agent begins again");
      }
      Await.until("the new agent has looked", SOON, () -> h3.networks.status().inSync());
      assertEquals(
          Map.of(Kind.NFT, 2L),
          h3.networks.status().changes(),
          "and all it did was to replace the tables that it cannot compare");
      lab.tell(new Change.GiveUpNode("h3"));
      Await.quiet(
          "no entry for the dead host",
          SOON,
          () ->
              h1.machine.exec(
                  "sh",
                  "-c",
                  "bridge fdb show | grep 10.77.0.3; ip route show proto 102; ip neigh show nud"
                      + " permanent | grep 10.79; true"));
      assertFalse(web.reaches(far));
    } finally {
      lab.tell(new Change.PutNode(NetworkLab.node(h3))); // the tests after this one need it
    }
    Await.until("it is back", SOON, () -> web.reaches(far));
    List.of(web, far).forEach(lab::leave);
    nothingIsLeft(h1);
    nothingIsLeft(h3);
  }

  private static long repairs(Member member) {
    return member.networks.status().repairs().values().stream().mapToLong(Long::longValue).sum();
  }

  private static boolean ping(Container from, String address) {
    return from.pings(address, 56);
  }

  private static void nothingIsLeft(Member member) {
    Await.quiet("nothing is left", SOON, member::left);
  }
}
