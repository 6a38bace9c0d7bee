package io.fairlead.agent.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.agent.network.NetworkLab.Container;
import io.fairlead.agent.network.NetworkLab.Member;
import io.fairlead.catalog.Change;
import io.fairlead.model.net.LinkNames;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.PublicKey;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.TunnelState;
import io.fairlead.testkit.lab.Await;
import io.fairlead.tunnel.UserTunnels;
import io.fairlead.wire.netlink.LinkKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Encrypted packets between containers on real hosts: by wireguard-go where the kernel has none.
 */
@SuppressWarnings("NullAway.Init") // opened before all tests
class WireguardIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Network.Options ENCRYPTED =
      new Network.Options(0, true, false, true, false, Map.of());

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
  void whatGoesBetweenThreeHostsIsEncryptedAndNothingElseGoes() {
    List<Member> hosts = List.of(lab.member("h1"), lab.member("h2"), lab.member("h3"));
    Network network = lab.network("vault", Network.AUTO, "10.61.0.0/24", ENCRYPTED);
    Member h1 = hosts.getFirst();
    Member h2 = hosts.get(1);
    // What leaves a host for another: by the tunnel's port, or in the open.
    for (Member host : hosts) {
      host.machine.exec(
          "nft",
          """
          table inet proof {
            chain out {
              type filter hook output priority 0; policy accept;
              oifname eth0 udp dport 51820 counter comment "sealed"
            }
            chain wire {
              type filter hook postrouting priority 300; policy accept;
              oifname eth0 ip saddr 10.61.0.0/24 counter comment "open"
              oifname eth0 ip daddr 10.61.0.0/24 counter comment "open"
            }
          }
          """);
    }
    Container a = h1.join(network, "a", "10.61.0.2/24");
    Container b = h2.join(network, "b", "10.61.0.3/24");
    Container c = hosts.get(2).join(network, "c", "10.61.0.4/24");
    assertEquals(1420, a.mtu());
    for (Container from : List.of(a, b, c)) {
      for (Container to : List.of(a, b, c)) {
        if (!from.equals(to)) {
          Await.until(from.address() + " to " + to.address(), SOON, () -> from.reaches(to));
        }
      }
    }
    for (Member host : hosts) {
      String counted = host.machine.exec("nft", "list", "table", "inet", "proof");
      assertTrue(
          counted.matches("(?s).*packets [1-9][0-9]* bytes [0-9]+ comment \"sealed\".*"), counted);
      assertFalse(
          counted.matches("(?s).*packets [1-9][0-9]* bytes [0-9]+ comment \"open\".*"), counted);
      host.machine.exec("nft", "delete", "table", "inet", "proof");
    }
    assertEquals(
        "wireguard (it must be encrypted), 1 endpoints here, by the ordinary way: not by wireguard",
        h1.networks.standings().getFirst().text());

    // Somebody sends h2's packets for a container of h1 another way: neither lets them pass.
    h2.machine.exec("ip", "rule", "add", "to", a.address(), "lookup", "77");
    h2.machine.exec("ip", "route", "add", a.address(), "via", h1.machine.address(), "table", "77");
    assertFalse(b.pings(a.address(), 56), "in the open");
    assertTrue(dropped(h2), "where it would leave");
    h2.machine.exec("ip", "address", "add", "10.61.0.77/32", "dev", "lo");
    h2.machine.succeeds("busybox", "ping", "-c", "1", "-W", "1", "-I", "10.61.0.77", a.address());
    h2.machine.exec("ip", "address", "delete", "10.61.0.77/32", "dev", "lo");
    assertTrue(dropped(h1), "and where it comes");
    h2.machine.exec("ip", "rule", "delete", "to", a.address(), "lookup", "77");
    h2.machine.exec("ip", "route", "flush", "table", "77");
    Await.until("the tunnel carries again", SOON, () -> b.reaches(a));
    List.of(a, b, c).forEach(lab::leave);
    hosts.forEach(WireguardIT::nothingIsLeft);
  }

  @Test
  void aTunnelThatDiesIsMadeAnewAndOutlivesItsAgent() {
    Member h1 = lab.member("h1");
    Member h2 = lab.member("h2");
    Network network = lab.network("mortal", "wireguard", "10.62.0.0/24", ENCRYPTED);
    Container a = h1.join(network, "a", "10.62.0.2/24");
    Container b = h2.join(network, "b", "10.62.0.3/24");
    Await.until("it is reached", SOON, () -> a.reaches(b));
    String tunnel = LinkNames.tunnel("h1");
    List<ProcessHandle> programs = programs(tunnel);
    h1.restart();
    Await.until("the new agent has looked", SOON, () -> h1.networks.status().inSync());
    assertEquals(programs, programs(tunnel), "it took over the tunnel that was there");
    assertTrue(a.reaches(b));

    programs.forEach(ProcessHandle::destroyForcibly); // kill -9
    Await.until("another tunnel carries", SOON, () -> a.reaches(b) && b.reaches(a));

    // h2 is installed anew: its old key is forgotten.
    assertEquals(Set.of(h2.key.shown()), peers(h1));
    h2.reinstall();
    Await.until("the new key alone", SOON, () -> peers(h1).equals(Set.of(h2.key.shown())));
    Await.until("with the new key", SOON, () -> a.reaches(b) && b.reaches(a));

    lab.leave(b);
    Await.until(
        "no way and no peer for who left",
        SOON,
        () -> !h1.left().contains("10.62.0.3") && h1.networks.status().inSync());
    lab.leave(a);
    nothingIsLeft(h1);
    nothingIsLeft(h2);
    lab.tell(new Change.RemoveNetwork(network.name()));
  }

  private static boolean dropped(Member member) {
    return member
        .machine
        .exec("nft", "list", "chain", "inet", "fairlead", "forward")
        .matches("(?s).*packets [1-9][0-9]* bytes [0-9]+ drop comment \"must be encrypted\".*");
  }

  private static List<ProcessHandle> programs(String tunnel) {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                process.info().commandLine().map(line -> line.endsWith(" " + tunnel)).orElse(false))
        .toList();
  }

  /** The keys that a host's tunnel knows. */
  private static Set<PublicKey> peers(Member member) {
    UserTunnels tunnels = new UserTunnels(ProcessBuilder::start, UserTunnels.SOCKETS, member.key);
    String tunnel = LinkNames.tunnel(member.machine.name());
    TunnelState seen = tunnels.look(LinkState.of(Sandbox.HOST, tunnel, new LinkKind.Other("tun")));
    return seen == null ? Set.of() : seen.peers().keySet();
  }

  private static void nothingIsLeft(Member member) {
    Await.quiet("nothing is left", SOON, member::left);
    String tunnel = LinkNames.tunnel(member.machine.name());
    Await.until("no program is left", SOON, () -> programs(tunnel).isEmpty());
    assertFalse(Files.exists(Path.of("/var/run/wireguard", tunnel + ".sock")));
  }
}
