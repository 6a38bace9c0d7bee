package io.fairlead.agent.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.agent.network.NetworkLab.Container;
import io.fairlead.agent.network.NetworkLab.Member;
import io.fairlead.model.net.LinkNames;
import io.fairlead.model.net.Network;
import io.fairlead.spi.kernel.HostItem.Kind;
import io.fairlead.testkit.lab.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Containers on switches of Open vSwitch, on real hosts: by its own forwarding, whatever the kernel
 * at hand has.
 */
@SuppressWarnings("NullAway.Init") // opened before all tests
class OvsIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Network.Options USUAL = Network.Options.USUAL;
  private static final int MUCH = 12 << 20;

  private static NetworkLab lab;
  private static List<Member> hosts;
  private static List<LabSwitch> switches;

  @BeforeAll
  static void open() {
    lab = new NetworkLab();
    hosts = List.of(lab.member("h1"), lab.member("h2"), lab.member("h3"));
    switches = hosts.stream().map(host -> LabSwitch.on(host.machine)).toList();
  }

  @AfterAll
  static void close() {
    switches.forEach(LabSwitch::close);
    lab.close();
  }

  @AfterEach
  void allLeave() {
    lab.allLeave();
  }

  @Test
  void threeHostsReachEachOtherWithTheWholeMtuAndNetworksAreClosedToEachOther() {
    Network network = lab.network("ovs", "ovs", "10.91.0.0/24", USUAL);
    Network other = lab.network("ovsother", "ovs", "10.92.0.0/24", USUAL);
    Container a = hosts.get(0).join(network, "a", "10.91.0.2/24");
    Container b = hosts.get(0).join(network, "b", "10.91.0.3/24");
    Container c = hosts.get(1).join(network, "c", "10.91.0.4/24");
    Container d = hosts.get(2).join(network, "d", "10.91.0.5/24");
    Container near = hosts.get(0).join(other, "near", "10.92.0.2/24");
    Container far = hosts.get(1).join(other, "far", "10.92.0.3/24");
    assertEquals(1450, a.mtu());
    for (Container from : List.of(a, b, c, d)) {
      for (Container to : List.of(a, b, c, d)) {
        if (!from.equals(to)) {
          Await.until(from.address() + " to " + to.address(), SOON, () -> from.reaches(to));
        }
      }
    }
    Await.until("on the other network too", SOON, () -> near.reaches(far));
    for (Container from : List.of(a, c)) {
      for (Container to : List.of(near, far)) {
        assertFalse(from.pings(to.address(), 56), from.address() + " to " + to.address());
        assertFalse(to.pings(from.address(), 56), to.address() + " to " + from.address());
      }
    }
    Await.until("the outside is reached", SOON, () -> a.pings("10.77.0.254", 56));
    assertEquals(
        "ovs (asked for), 2 endpoints here, by the ordinary way: not by ovs",
        standing(hosts.getFirst(), "ovs"));
    List.of(a, b, c, d, near, far).forEach(lab::leave);
    for (int i = 0; i < hosts.size(); i++) {
      nothingIsLeft(i);
    }
  }

  @Test
  void muchOfTcpArrivesWholeOnTheSameHostAndOnAnother() throws IOException {
    Network network = lab.network("much", "ovs", "10.93.0.0/24", USUAL);
    Container a = hosts.get(0).join(network, "a", "10.93.0.2/24");
    Container b = hosts.get(0).join(network, "b", "10.93.0.3/24");
    Container c = hosts.get(1).join(network, "c", "10.93.0.4/24");
    Await.until("it is reached", SOON, () -> a.reaches(b) && a.reaches(c));
    arrives(a, b);
    arrives(a, c);
    arrives(c, a);
    for (Container one : List.of(a, b, c)) {
      String wrong = one.run("sh", "-c", "nstat -asz TcpInCsumErrors UdpInCsumErrors").output();
      assertTrue(wrong.contains("TcpInCsumErrors"), wrong);
      assertFalse(wrong.matches("(?s).*CsumErrors +[1-9].*"), wrong);
    }
    List.of(a, b, c).forEach(lab::leave);
    nothingIsLeft(0);
    nothingIsLeft(1);
  }

  @Test
  void whatOthersBreakIsMendedAndAnAgentsDeathLeavesTrafficAlone() {
    Member h1 = hosts.getFirst();
    LabSwitch one = switches.getFirst();
    Network network = lab.network("mended", "ovs", "10.94.0.0/24", USUAL);
    Container a = h1.join(network, "a", "10.94.0.2/24");
    Container b = h1.join(network, "b", "10.94.0.3/24");
    Container c = hosts.get(1).join(network, "c", "10.94.0.4/24");
    Await.until("it is reached", SOON, () -> a.reaches(b) && a.reaches(c));
    String bridge = LinkNames.bridge(network);
    Await.until("nothing is to be done", SOON, () -> h1.networks.status().inSync());
    long before = repairs(h1, Kind.FLOW);
    one.ofctl("del-flows", bridge, "dl_dst=" + b.endpoint().mac());
    Await.until(
        "a deleted flow is mended", SOON, () -> repairs(h1, Kind.FLOW) > before && a.reaches(b));
    one.ofctl("add-flow", bridge, "table=0,priority=500,ip,actions=drop");
    h1.networks.changed();
    Await.until("a strange flow is gone", SOON, () -> a.reaches(b));
    long ports = repairs(h1, Kind.PORT);
    one.vsctl("del-port", bridge, LinkNames.hostEnd(b.endpoint().id()));
    Await.until(
        "a deleted port is mended", SOON, () -> repairs(h1, Kind.PORT) > ports && a.reaches(b));
    Await.until("nothing is to be done", SOON, () -> h1.networks.status().inSync());

    h1.restart();
    for (int i = 0; i < 10; i++) {
      assertTrue(patiently(a, b) && patiently(a, c), "while an agent begins again");
    }
    Await.until("the new agent has looked", SOON, () -> h1.networks.status().inSync());
    assertEquals(
        Map.of(Kind.NFT, 2L),
        h1.networks.status().changes(),
        "and all it did was to replace the tables that it cannot compare");

    one.loseDatabase();
    h1.networks.changed();
    Await.until("the agent sees less", SOON, () -> !h1.networks.status().inSync());
    assertTrue(h1.machine.succeeds("ip", "link", "show", bridge), "and takes nothing away");
    one.findDatabase();
    Await.until("the agent sees again", SOON, () -> h1.networks.status().inSync());
    Await.until("and it carries", SOON, () -> a.reaches(b) && a.reaches(c));

    one.restart();
    Await.until("a new switch is filled", SOON, () -> a.reaches(b) && a.reaches(c));
    one.vsctl("del-br", bridge);
    Await.until("a deleted switch is made anew", SOON, () -> a.reaches(b) && c.reaches(a));
    List.of(a, b, c).forEach(lab::leave);
    nothingIsLeft(0);
    nothingIsLeft(1);
  }

  @Test
  void ipv6IsCarriedOnTheSameHostAndToAnother() {
    Network network = lab.network("six", "ovs", "fd91::/64", USUAL);
    Container a = hosts.get(0).join(network, "a", "fd91::2/64");
    Container b = hosts.get(0).join(network, "b", "fd91::3/64");
    Container c = hosts.get(1).join(network, "c", "fd91::4/64");
    Container d =
        hosts.get(0).join(network, "d", "fd91::5/64", Map.of("fairlead.allow", "from:b port:5432"));
    hosts.get(0).label(b, Map.of());
    int whole = a.mtu() - 48;
    Await.until("on the same host", SOON, () -> a.pings(b.address(), whole));
    Await.until(
        "on another", SOON, () -> a.pings(c.address(), whole) && c.pings(b.address(), whole));
    try (Sockets _ = Sockets.listening(d, 5432)) {
      Await.until("who is allowed comes", SOON, () -> Sockets.connects(b, d, 5432));
      assertFalse(Sockets.connects(a, d, 5432), "nobody else");
      assertFalse(Sockets.connects(c, d, 5432), "nor from another host");
      assertTrue(d.pings(a.address(), 56), "it reaches others");
    }
    List.of(a, b, c, d).forEach(lab::leave);
    nothingIsLeft(0);
    nothingIsLeft(1);
  }

  @Test
  void whoDoesNotTakeEverybodyIsGuardedOnTheSameHostToo() throws IOException {
    Member h1 = hosts.getFirst();
    Network network = lab.network("guarded", "ovs", "10.95.0.0/24", USUAL);
    Network apart =
        lab.network(
            "apart",
            "ovs",
            "10.96.0.0/24",
            new Network.Options(0, false, false, false, false, Map.of()));
    Container web = h1.join(network, "web", "10.95.0.2/24");
    Container other = h1.join(network, "other", "10.95.0.3/24");
    Container far = hosts.get(1).join(network, "far", "10.95.0.5/24");
    Container db =
        h1.join(network, "db", "10.95.0.4/24", Map.of("fairlead.allow", "from:web port:5432"));
    h1.label(web, Map.of());
    Await.until("the guard stands", SOON, () -> h1.networks.status().inSync());
    try (Sockets _ = Sockets.listening(db, 5432, 5433)) {
      Await.until("who is allowed comes", SOON, () -> Sockets.connects(web, db, 5432));
      assertFalse(Sockets.connects(web, db, 5433), "not to another port");
      assertFalse(Sockets.connects(other, db, 5432), "nobody else");
      assertFalse(Sockets.connects(far, db, 5432), "nor from another host");
      assertTrue(db.pings(other.address(), 56), "it reaches others");
    }
    Container one = h1.join(apart, "one", "10.96.0.2/24");
    Container two = h1.join(apart, "two", "10.96.0.3/24");
    Await.until("the outside is reached", SOON, () -> one.pings("10.77.0.254", 56));
    assertFalse(one.reaches(two), "without icc");
    List.of(web, other, far, db, one, two).forEach(lab::leave);
    nothingIsLeft(0);
  }

  /** Whether one packet reaches the other and is answered, however busy the switches are. */
  private static boolean patiently(Container from, Container to) {
    String size = Integer.toString(from.mtu() - 28);
    return from.run("busybox", "ping", "-c", "1", "-W", "10", "-s", size, to.address()).exit() == 0;
  }

  /** Sends much from one container to another and compares what came. */
  private static void arrives(Container from, Container to) throws IOException {
    long seed = new Random().nextLong();
    byte[] much = new byte[MUCH];
    new Random(seed).nextBytes(much);
    try (ServerSocket server = Sockets.within(to, () -> new ServerSocket(7070))) {
      CompletableFuture<byte[]> came =
          CompletableFuture.supplyAsync(
              () -> digestOfNext(server), task -> Thread.ofVirtual().start(task));
      try (Socket socket = Sockets.within(from, () -> new Socket(to.address(), 7070))) {
        socket.getOutputStream().write(much);
      }
      assertArrayEquals(digest().digest(much), came.join(), "seed " + seed);
    }
  }

  private static byte[] digestOfNext(ServerSocket server) {
    try (Socket socket = server.accept();
        InputStream in = new DigestInputStream(socket.getInputStream(), digest())) {
      in.transferTo(OutputStream.nullOutputStream());
      return ((DigestInputStream) in).getMessageDigest().digest();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String standing(Member member, String network) {
    return member.networks.standings().stream()
        .filter(one -> one.network().name().equals(network))
        .map(Standing::text)
        .findFirst()
        .orElse("");
  }

  private static long repairs(Member member, Kind kind) {
    return member.networks.status().repairs().getOrDefault(kind, 0L);
  }

  private static void nothingIsLeft(int host) {
    Await.quiet("nothing is left", SOON, hosts.get(host)::left);
    Await.quiet("no switch is left", SOON, () -> switches.get(host).vsctl("list-br"));
  }
}
