package io.fairlead.agent.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.agent.asking.Answer;
import io.fairlead.agent.network.NetworkLab.Container;
import io.fairlead.agent.network.NetworkLab.Member;
import io.fairlead.agent.network.Sockets.Talk;
import io.fairlead.dataplane.Asking;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.model.IpAddress;
import io.fairlead.model.net.Network;
import io.fairlead.spi.Trace;
import io.fairlead.testkit.lab.Await;
import io.fairlead.ways.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code auto} finds the way to each host on real kernels, and another when it breaks. */
@SuppressWarnings("NullAway.Init") // opened before all tests
class AutoIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Network.Options USUAL = Network.Options.USUAL;
  private static final String FOREIGN = "ip saddr != 10.77.0.0/24 ip daddr != 10.77.0.0/24";

  private static final int PORT = 7000;

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
    for (String host : List.of("h1", "h2", "h3")) {
      unbar(lab.member(host));
    }
    lab.allLeave();
    for (String host : List.of("h1", "h2", "h3")) {
      Await.quiet("nothing is left on " + host, SOON, lab.member(host)::left);
    }
  }

  @Test
  void itGoesByPlainRoutesOnceTheyCarryAndKeepsItsMtu() {
    Member h1 = lab.member("h1");
    Member h2 = lab.member("h2");
    Network network = lab.network("begins", Network.AUTO, "10.91.0.0/24", USUAL);
    Container web = h1.join(network, "web", "10.91.0.2/24");
    Container far = h2.join(network, "far", "10.91.0.3/24");
    Await.until("the other host is reached", SOON, () -> web.reaches(far));
    Await.until("by a plain route", SOON, () -> goes(h1, "10.91.0.3").contains("dev eth0"));
    Await.until("and back", SOON, () -> goes(h2, "10.91.0.2").contains("dev eth0"));
    assertTrue(web.reaches(far));
    assertEquals(1450, web.mtu());
    assertEquals("auto (host-gw to h2), 1 endpoints here, by short ways", said(h1));
    assertTrue(
        way(h1, "h2").text().startsWith("host-gw to h2: 1450 bytes pass"), way(h1, "h2").text());
    Trace trace = trace(h1, "web", "far");
    assertTrue(trace.isWhole(), trace.toString());
    assertTrue(
        trace.steps().stream()
            .anyMatch(one -> one.name().equals("way") && one.found().startsWith("host-gw to h2")),
        trace.toString());
  }

  private static Trace trace(Member host, String from, String to) {
    return host.networks
        .tracer(
            new Tracer.Around(
                () -> NetworkNamespace.open(Path.of("/run/netns", host.machine.network())),
                host::sandbox,
                false,
                question -> Answer.refusing("nobody is asked")))
        .trace(from, to);
  }

  @Test
  void whereForeignAddressesAreDroppedItFallsBackComesBackAndAConnectionGoesOn() {
    Member h1 = lab.member("h1");
    Member h2 = lab.member("h2");
    Network network = lab.network("falls", Network.AUTO, "10.92.0.0/24", USUAL);
    Container web = h1.join(network, "web", "10.92.0.2/24");
    Container far = h2.join(network, "far", "10.92.0.3/24");
    Await.until("by a plain route", SOON, () -> said(h1).contains("host-gw to h2"));
    AtomicBoolean enough = new AtomicBoolean();
    try (Sockets server = Sockets.listening(far, PORT);
        Talk talk = server.talk(web, far, PORT)) {
      CompletableFuture<Integer> exchanged =
          CompletableFuture.supplyAsync(
              () -> {
                int octets = 0;
                for (; !enough.get(); octets++) {
                  talk.exchange();
                }
                return octets;
              });
      fallsAndComesBack(h1, h2, web, far);
      enough.set(true);
      assertTrue(exchanged.join() > 0, "one connection all the time");
    }
  }

  private static void fallsAndComesBack(Member h1, Member h2, Container web, Container far) {
    bar(h2, "iifname eth0 " + FOREIGN);
    Await.until("in UDP", SOON, () -> said(h1).contains("vxlan to h2"));
    Await.until("and back", SOON, () -> said(h2).contains("vxlan to h1"));
    Await.until("they reach each other", SOON, () -> web.reaches(far) && far.reaches(web));
    assertEquals(
        "h2 does not answer to addresses that are not the hosts' own", way(h1, "h2").way().why());
    unbar(h2);
    Await.until("by a plain route again", SOON, () -> said(h1).contains("host-gw to h2"));
    Await.until("they reach each other", SOON, () -> web.reaches(far) && far.reaches(web));
  }

  @Test
  void eachPairOfHostsHasItsOwnWay() {
    Member h1 = lab.member("h1");
    Member h2 = lab.member("h2");
    Member h3 = lab.member("h3");
    h3.onSubnet(25);
    Network network = lab.network("mixed", Network.AUTO, "10.93.0.0/24", USUAL);
    Container web = h1.join(network, "web", "10.93.0.2/24");
    Container near = h2.join(network, "near", "10.93.0.3/24");
    Container away = h3.join(network, "away", "10.93.0.4/24");
    Await.until("both ways", SOON, () -> said(h1).startsWith("auto (host-gw to h2, vxlan to h3)"));
    List<Container> all = List.of(web, near, away);
    for (Container one : all) {
      for (Container other : all) {
        if (!one.equals(other)) {
          Await.until(one.address() + " to " + other.address(), SOON, () -> one.reaches(other));
        }
      }
    }
    for (Container other : List.of(near, away)) {
      assertTrue(
          h1.machine.succeeds("busybox", "ping", "-c", "1", "-W", "2", other.address()),
          "a process of the host to " + other.address());
    }
    assertTrue(goes(h1, "10.93.0.3").contains("dev eth0"));
    assertTrue(goes(h1, "10.93.0.4").contains("dev flo"));
    assertEquals("h1 and h3 are not known to share a subnet", way(h1, "h3").way().why());
    h3.onSubnet(24);
  }

  @Test
  void whatDoesNotPassIsSaidAndWhatPassesIsUsed() {
    Member h1 = lab.member("h1");
    Member h2 = lab.member("h2");
    Network network = lab.network("barred", Network.AUTO, "10.94.0.0/24", USUAL);
    Container web = h1.join(network, "web", "10.94.0.2/24");
    Container far = h2.join(network, "far", "10.94.0.3/24");
    bar(h2, "iifname eth0 udp dport 4789");
    Await.until(
        "it knows",
        SOON,
        () -> h1.networks.ways().containsKey("h2") && way(h1, "h2").overlay().fails());
    Await.until("by a plain route", SOON, () -> said(h1).contains("host-gw to h2"));
    Await.until("they reach each other", SOON, () -> web.reaches(far));
    assertEquals("auto (host-gw to h2), 1 endpoints here, by short ways", said(h1));
    bar(h2, "iifname eth0 " + FOREIGN);
    Await.until("nothing passes", SOON, () -> said(h1).contains("h2 is not reached"));
    assertTrue(
        said(h1).contains("let the firewalls between the hosts pass UDP port 4789"), said(h1));
    assertFalse(web.reaches(far));
    assertTrue(
        trace(h1, "web", "far").steps().stream()
            .anyMatch(one -> one.name().equals("way") && one.state() == Trace.State.BROKEN));
  }

  @Test
  void aNetworkThatAsksForADataplaneKeepsItAndSaysWhatFails() {
    Member h1 = lab.member("h1");
    Member h2 = lab.member("h2");
    Network routed = lab.network("asks", "host-gw", "10.95.0.0/24", USUAL);
    Network wrapped = lab.network("asksudp", "vxlan", "10.96.0.0/24", USUAL);
    for (Network network : List.of(routed, wrapped)) {
      String prefix = network.equals(routed) ? "10.95.0." : "10.96.0.";
      h1.join(network, "web" + network.name(), prefix + "2/24");
      h2.join(network, "far" + network.name(), prefix + "3/24");
    }
    bar(h2, "iifname eth0 " + FOREIGN);
    bar(h2, "iifname eth0 udp dport 4789");
    Await.until(
        "both say so",
        SOON,
        () -> {
          List<String> all = h1.networks.standings().stream().map(Standing::text).toList();
          return all.get(0).contains("host-gw to h2 does not carry: h2 does not answer")
              && all.get(1).contains("vxlan to h2 does not carry: h2 does not answer by vxlan");
        });
  }

  @Test
  void strictReversePathsLoseNothingWhenAWayChanges() {
    Member h1 = lab.member("h1");
    Member h2 = lab.member("h2");
    for (Member host : List.of(h1, h2)) {
      host.machine.exec(
          "sh",
          "-c",
          "for i in all default eth0; do echo 1 > /proc/sys/net/ipv4/conf/$i/rp_filter; done");
    }
    Network network = lab.network("strict", Network.AUTO, "10.97.0.0/24", USUAL);
    Container web = h1.join(network, "web", "10.97.0.2/24");
    Container far = h2.join(network, "far", "10.97.0.3/24");
    Await.until("by a plain route", SOON, () -> said(h1).contains("host-gw to h2"));
    Await.until("and back", SOON, () -> said(h2).contains("host-gw to h1"));
    Await.until("they reach each other", SOON, () -> web.reaches(far));
    CompletableFuture<Shell.Said> pings =
        CompletableFuture.supplyAsync(
            () -> web.run("ping", "-q", "-c", "150", "-i", "0.02", "-W", "1", "10.97.0.3"));
    h2.restart(); // begins in UDP while the other goes by plain routes
    Await.until("in UDP first", SOON, () -> said(h2).contains("to h1"));
    Shell.Said said = pings.join();
    assertTrue(said.output().contains(" 0% packet loss"), said.output());
    assertTrue(h2.networks.wayChanges() > 0 || said(h2).contains("vxlan"), said(h2));
    for (Member host : List.of(h1, h2)) {
      host.machine.exec(
          "sh",
          "-c",
          "for i in all default eth0; do echo 0 > /proc/sys/net/ipv4/conf/$i/rp_filter; done");
    }
  }

  /**
   * A network card that fills in no checksum within UDP is played by a rule that drops what holds
   * none but the kernel's preparation for it: the sum over addresses, protocol and length.
   */
  @Test
  void whereChecksumsWithinUdpAreNotFilledInThisHostFillsThemIn() {
    Member h1 = lab.member("h1");
    Member h2 = lab.member("h2");
    Network network = lab.network("sums", "vxlan", "10.99.0.0/24", USUAL);
    IpAddress one = Asking.wrapped(IpAddress.parse(h1.machine.address()));
    IpAddress other = Asking.wrapped(IpAddress.parse(h2.machine.address()));
    int sum = 6 + 40;
    for (long address : new long[] {one.low(), other.low()}) {
      sum += (int) (address >> 16 & 0xffff) + (int) (address & 0xffff);
    }
    sum = (sum & 0xffff) + (sum >> 16);
    bar(h2, "iifname eth0 udp dport 4789 @th,528,16 " + ((sum & 0xffff) + (sum >> 16)));
    h1.join(network, "web", "10.99.0.2/24");
    h2.join(network, "far", "10.99.0.3/24");
    Await.until("it fills them in", SOON, () -> h1.networks.checksums().startsWith("h2 got TCP"));
    assertEquals("", h2.networks.checksums(), "and the other's card is well");
    h1.restart();
    Await.until(
        "a new agent finds out too", SOON, () -> h1.networks.checksums().startsWith("h2 got TCP"));
  }

  @Test
  void bothFamiliesAreCarriedEachByAWayThatCan() {
    Member h1 = lab.member("h1");
    Member h2 = lab.member("h2");
    Network network = lab.network("six", Network.AUTO, "fd00:98::/64", USUAL);
    Container web = h1.join(network, "web", "fd00:98::2/64");
    h2.join(network, "far", "fd00:98::4/64");
    Await.until("the other host is reached", SOON, () -> web.pings("fd00:98::4", 1450 - 48));
    Await.until("plain routes carry IPv4", SOON, () -> said(h1).contains("host-gw to h2"));
    assertTrue(web.pings("fd00:98::4", 1450 - 48), "and IPv6 goes on in UDP");
  }

  private static Report way(Member from, String to) {
    return Objects.requireNonNull(from.networks.ways().get(to), to);
  }

  private static String goes(Member from, String to) {
    return from.machine.exec("ip", "route", "get", to);
  }

  private static String said(Member host) {
    return host.networks.standings().getFirst().text();
  }

  /** Drops what matches as it comes in. */
  private static void bar(Member host, String match) {
    host.machine.exec(
        "nft",
        "add table ip barring; add chain ip barring in { type filter hook prerouting priority -400;"
            + " }; add rule ip barring in "
            + match
            + " drop");
  }

  private static void unbar(Member host) {
    host.machine.exec("sh", "-c", "nft delete table ip barring 2>/dev/null; true");
  }
}
