package io.fairlead.agent.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.agent.network.NetworkLab.Container;
import io.fairlead.agent.network.NetworkLab.Member;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.shortway.ShortWays;
import io.fairlead.model.net.Network;
import io.fairlead.spi.kernel.HostItem.Kind;
import io.fairlead.testkit.lab.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real packets between containers, past all that stands between them, where that may be. */
@SuppressWarnings("NullAway.Init") // opened before all tests
class ShortWaysIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Network.Options USUAL = Network.Options.USUAL;

  /** Counts what is forwarded or bridged between containers, and decides on nothing. */
  private static final String WITNESS =
      """
      table inet witness {
        chain seen { type filter hook forward priority 0; policy accept; ip saddr 10.64.0.0/12 counter; ip6 saddr fd64::/16 counter; }
      }
      table bridge witness {
        chain seen { type filter hook forward priority 0; policy accept; ip saddr 10.64.0.0/12 counter; ip6 saddr fd64::/16 icmpv6 type { echo-request, echo-reply } counter; }
      }
      """;

  private static final Pattern PACKETS = Pattern.compile("counter packets ([0-9]+)");

  private static NetworkLab lab;
  private static Member h1;
  private static Member h2;

  @BeforeAll
  static void open() {
    lab = new NetworkLab();
    h1 = lab.member("h1");
    h2 = lab.member("h2");
    for (Member host : List.of(h1, h2)) {
      host.machine.exec("nft", WITNESS);
    }
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @AfterEach
  void allLeave() {
    lab.allLeave();
  }

  @ParameterizedTest
  @ValueSource(strings = {"host-gw", "vxlan"})
  void betweenTwoHostsPacketsGoPastRoutesBridgesAndFilters(String dataplane) {
    Network network = lab.network("far" + dataplane, dataplane, "10.64.0.0/24", USUAL);
    Container web = h1.join(network, "web", "10.64.0.2/24");
    Container far = h2.join(network, "far", "10.64.0.3/24");
    untilShort(network, web, far);
    long seen = witnessed(h1) + witnessed(h2);
    long before = Math.min(shorter(h1, network), shorter(h2, network));
    assertTrue(pings(web, far, "-c", "30", "-i", "0.01", "-s", Integer.toString(web.mtu() - 28)));
    assertEquals(seen, witnessed(h1) + witnessed(h2), "no filter saw any of it");
    long after = Math.min(shorter(h1, network), shorter(h2, network));
    assertTrue(after >= before + 60, "both hosts took all of it the short way: " + after);
    assertTrue(standing(h1).endsWith("1 endpoints here, by short ways"), standing(h1));
  }

  @Test
  void onOneHostTheyGoPastTheBridge() {
    Network network = lab.network("near", "bridge", "10.65.0.0/24", USUAL);
    Container web = h1.join(network, "web", "10.65.0.2/24");
    Container db = h1.join(network, "db", "10.65.0.3/24");
    untilShort(network, web, db);
    long seen = witnessed(h1);
    assertTrue(pings(web, db, "-c", "20", "-i", "0.01"));
    assertEquals(seen, witnessed(h1), "no filter saw any of it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"host-gw", "vxlan"})
  void whatTheShortWayDoesNotTakeGoesTheOrdinaryOne(String dataplane) {
    Network network = lab.network("odd" + dataplane, dataplane, "10.66.0.0/24", USUAL);
    Container web = h1.join(network, "web", "10.66.0.2/24");
    Container far = h2.join(network, "far", "10.66.0.3/24");
    untilShort(network, web, far);
    long before = shorter(h1, network);
    assertTrue(pings(web, far, "-c", "1", "-M", "dont", "-s", "4000"), "fragments");
    assertTrue(pings(web, far, "-c", "1", "-R"), "options");
    assertFalse(pings(web, far, "-c", "1", "-M", "do", "-s", "4000"), "more than the MTU");
    assertEquals(before, shorter(h1, network));
    if (dataplane.equals("host-gw")) {
      assertFalse(pings(web, far, "-c", "1", "-t", "2"), "each host is a hop");
      assertTrue(pings(web, far, "-c", "1", "-t", "3"));
    }
    // A smaller link at the other host: the ordinary way says so, and TCP goes on in smaller parts.
    h2.machine.exec("ip", "link", "set", hostEnd(h2), "mtu", "1200");
    assertFalse(pings(web, far, "-c", "1", "-M", "do", "-s", "1300"));
    assertTrue(pings(web, far, "-c", "1", "-M", "do", "-s", "1100"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"host-gw", "vxlan"})
  void fiftyMegabytesOfTcpArrive(String dataplane) throws Exception {
    Network network = lab.network("bulk" + dataplane, dataplane, "10.67.0.0/24", USUAL);
    Container web = h1.join(network, "web", "10.67.0.2/24");
    Container far = h2.join(network, "far", "10.67.0.3/24");
    untilShort(network, web, far);
    long seen = witnessed(h1);
    assertEquals(50 << 20, carried(web, far, 50 << 20));
    assertTrue(
        witnessed(h1) - seen < 20, "the filters saw how it began: " + (witnessed(h1) - seen));
  }

  @Test
  void ipv6TakesThemToo() throws Exception {
    Network network = lab.network("six", "vxlan", "fd64::/64", USUAL);
    Container web = h1.join(network, "web", "fd64::2/64");
    Container near = h1.join(network, "near", "fd64::3/64");
    Container far = h2.join(network, "far", "fd64::4/64");
    untilShort(network, web, far);
    untilShort(network, web, near);
    long seen = witnessed(h1) + witnessed(h2);
    long before = shorter(h2, network);
    assertTrue(pings(web, far, "-c", "20", "-i", "0.01", "-s", Integer.toString(web.mtu() - 48)));
    assertTrue(pings(web, near, "-c", "20", "-i", "0.01"));
    assertEquals(seen, witnessed(h1) + witnessed(h2), "no filter saw any of it");
    assertTrue(shorter(h2, network) >= before + 40);
    assertEquals(10 << 20, carried(web, far, 10 << 20));
  }

  @Test
  void networksStayClosedToEachOther() {
    Network one = lab.network("one", "host-gw", "10.68.0.0/24", USUAL);
    Network two = lab.network("two", "host-gw", "10.69.0.0/24", USUAL);
    Container web = h1.join(one, "web", "10.68.0.2/24");
    Container near = h1.join(two, "near", "10.69.0.2/24");
    Container far = h2.join(two, "far", "10.69.0.3/24");
    Container peer = h2.join(one, "peer", "10.68.0.3/24");
    untilShort(one, web, peer);
    untilShort(two, near, far);
    for (Container other : List.of(near, far)) {
      assertFalse(pings(web, other, "-c", "1"), "from one network to another");
    }
    // Nor by an address that is another's.
    long before = shorter(h1, two) + shorter(h2, two);
    Shell.ip("-n", web.sandbox(), "address", "add", "10.69.0.9/32", "dev", "lo");
    assertFalse(pings(web, far, "-c", "1", "-I", "10.69.0.9"));
    Shell.ip("-n", web.sandbox(), "address", "add", "10.69.0.2/32", "dev", "lo");
    assertFalse(pings(web, far, "-c", "1", "-I", "10.69.0.2"));
    assertEquals(before, shorter(h1, two) + shorter(h2, two));
  }

  @Test
  void whoHasRulesIsReachedByTheOrdinaryWayOnly() {
    Network network = lab.network("rules", "vxlan", "10.70.0.0/24", USUAL);
    Container web = h1.join(network, "web", "10.70.0.2/24", Map.of());
    Container db = h1.join(network, "db", "10.70.0.3/24", Map.of());
    Container far = h2.join(network, "far", "10.70.0.4/24", Map.of());
    untilShort(network, web, db);
    untilShort(network, far, db);
    h1.label(db, Map.of("fairlead.allow", "from:web"));
    Await.until("its rules stand", SOON, () -> !pings(far, db, "-c", "1"));
    assertTrue(pings(web, db, "-c", "1"), "whom they allow");
    long seen = witnessed(h1);
    assertTrue(pings(web, db, "-c", "5", "-i", "0.01"));
    assertTrue(witnessed(h1) >= seen + 10, "and the filters see it");
    untilShort(network, web, far);
    assertTrue(standing(h1).endsWith("by short ways but for 1 with rules"), standing(h1));
    h1.label(db, Map.of());
    untilShort(network, far, db);
  }

  @Test
  void aRuleOfTheHostsOwnIsObeyedAndTheShortWayComesBack() {
    Network network = lab.network("ruled", "host-gw", "10.71.0.0/24", USUAL);
    Container web = h1.join(network, "web", "10.71.0.2/24");
    Container far = h2.join(network, "far", "10.71.0.3/24");
    untilShort(network, web, far);
    h1.machine.exec("iptables", "-A", "FORWARD", "-d", far.address(), "-j", "DROP");
    Await.until("it is obeyed", SOON, () -> !pings(web, far, "-c", "1"));
    assertTrue(
        standing(h1)
            .endsWith(
                "by the ordinary way: the host's own firewall looks at what is forwarded: a rule in"
                    + " chain FORWARD of nft table ip filter may decide on it"),
        standing(h1));
    h1.machine.exec("iptables", "-F", "FORWARD");
    untilShort(network, web, far);
  }

  @Test
  void theyGoOnWithoutAnAgentAndTheNextTakesThemOver() {
    Network network = lab.network("mortal", "vxlan", "10.72.0.0/24", USUAL);
    Container web = h1.join(network, "web", "10.72.0.2/24");
    Container far = h2.join(network, "far", "10.72.0.3/24");
    untilShort(network, web, far);
    Await.until("nothing is to be done", SOON, () -> h1.networks.status().inSync());
    h1.close();
    long before = shorter(h1, network);
    assertTrue(pings(web, far, "-c", "20", "-i", "0.01"));
    assertTrue(shorter(h1, network) >= before + 40, "without an agent");
    h1.restart();
    Await.until("the new agent has looked", SOON, () -> h1.networks.status().inSync());
    assertEquals(null, h1.networks.status().changes().get(Kind.SHORT), "it found all as it was");
    assertTrue(pings(web, far, "-c", "1"));
  }

  @Test
  void whatOthersBreakIsMendedAndCounted() throws IOException {
    Network network = lab.network("broken", "vxlan", "10.73.0.0/24", USUAL);
    Container web = h1.join(network, "web", "10.73.0.2/24");
    Container far = h2.join(network, "far", "10.73.0.3/24");
    untilShort(network, web, far);
    Await.until("nothing is to be done", SOON, () -> h1.networks.status().inSync());
    for (Path broken : pinned(h1)) {
      long before = repairs();
      Files.delete(broken);
      h1.networks.changed();
      Await.until("mended: " + broken, SOON, () -> repairs() > before);
      untilShort(network, web, far);
    }
  }

  @Test
  void anOptionKeepsANetworkToTheOrdinaryWay() {
    Network network =
        lab.network(
            "plain",
            "vxlan",
            "10.74.0.0/24",
            new Network.Options(0, false, false, true, false, Map.of("fast-path", "false")));
    Container web = h1.join(network, "web", "10.74.0.2/24");
    Container far = h2.join(network, "far", "10.74.0.3/24");
    Await.until("the other host is reached", SOON, () -> web.reaches(far));
    assertEquals(0, shorter(h1, network));
    assertTrue(standing(h1).endsWith("by the ordinary way: fast-path=false"), standing(h1));
  }

  @Test
  void whenTheLastNetworkGoesNothingIsLeft() {
    Network network = lab.network("last", "host-gw", "10.75.0.0/24", USUAL);
    Container web = h1.join(network, "web", "10.75.0.2/24");
    Container far = h2.join(network, "far", "10.75.0.3/24");
    untilShort(network, web, far);
    assertTrue(Files.isDirectory(folder(h1)));
    List.of(web, far).forEach(lab::leave);
    Await.until("nothing is pinned", SOON, () -> !Files.exists(folder(h1)));
    Await.until("nor on the other", SOON, () -> !Files.exists(folder(h2)));
  }

  /** Until packets from one to the other take the short way on the host of the first. */
  private static void untilShort(Network network, Container from, Container to) {
    Await.until(
        "a short way from " + from.address() + " to " + to.address(),
        SOON,
        () -> {
          long before = shorter(from.on(), network);
          long far = shorter(to.on(), network);
          return pings(from, to, "-c", "1")
              && shorter(from.on(), network) >= before + 2
              && shorter(to.on(), network) >= far + 2;
        });
  }

  private static boolean pings(Container from, Container to, String... options) {
    Stream<String> command =
        Stream.of(
                Stream.of("ping", "-n", "-q", "-W", "1"),
                Stream.of(options),
                Stream.of(to.address()))
            .flatMap(part -> part);
    return from.run(command.toArray(String[]::new)).exit() == 0;
  }

  /** Packets that took a short way on a host. */
  private static long shorter(Member member, Network network) {
    try (NetworkNamespace host = member.host();
        ShortWays ways = new ShortWays(host)) {
      return ways.packets().getOrDefault(network.id(), 0L);
    }
  }

  /** Packets that a filter has seen. */
  private static long witnessed(Member member) {
    String tables =
        member.machine.exec("nft", "list", "table", "inet", "witness")
            + member.machine.exec("nft", "list", "table", "bridge", "witness");
    return PACKETS.matcher(tables).results().mapToLong(one -> Long.parseLong(one.group(1))).sum();
  }

  private static String standing(Member member) {
    return member.networks.standings().getFirst().text();
  }

  private static long repairs() {
    return h1.networks.status().repairs().getOrDefault(Kind.SHORT, 0L);
  }

  private static String hostEnd(Member member) {
    return member
        .machine
        .exec("sh", "-c", "ip -o link | grep -oE 'fle[0-9a-f]+' | head -1")
        .strip();
  }

  private static Path folder(Member member) {
    try (NetworkNamespace host = member.host()) {
      return ShortWays.folder(host);
    }
  }

  private static List<Path> pinned(Member member) throws IOException {
    try (Stream<Path> files = Files.list(folder(member))) {
      return files.sorted().toList();
    }
  }

  /** Octets of TCP that come from one container to another. */
  private static long carried(Container from, Container to, int octets) throws Exception {
    try (ServerSocket server = Sockets.within(to, () -> new ServerSocket(7000))) {
      Thread sender =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (Socket socket =
                            Sockets.within(from, () -> new Socket(to.address(), 7000));
                        OutputStream out = socket.getOutputStream()) {
                      byte[] part = new byte[1 << 16];
                      for (int sent = 0; sent < octets; sent += part.length) {
                        out.write(part);
                      }
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  });
      server.setSoTimeout(30_000);
      long received = 0;
      try (Socket socket = server.accept();
          InputStream in = socket.getInputStream()) {
        socket.setSoTimeout(30_000);
        byte[] part = new byte[1 << 16];
        int more = in.read(part);
        while (more >= 0) {
          received += more;
          more = in.read(part);
        }
      }
      sender.join();
      return received;
    }
  }
}
