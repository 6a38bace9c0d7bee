package io.fairlead.agent.network;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.agent.LabKeys;
import io.fairlead.agent.network.NetworkLab.Container;
import io.fairlead.agent.network.NetworkLab.Member;
import io.fairlead.catalog.Change;
import io.fairlead.model.net.LinkNames;
import io.fairlead.model.net.Network;
import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.LabProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Packets between containers on real hosts through openvpn. */
@SuppressWarnings("NullAway.Init") // opened before all tests
class OpenvpnIT {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final Network.Options ENCRYPTED =
      new Network.Options(0, true, false, true, false, Map.of());
  private static final int MUCH = 12_000_000;

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
  void threeHostsReachEachOtherWithWholePacketsAndNothingGoesInTheOpen() throws IOException {
    List<Member> hosts = List.of(lab.member("h1"), lab.member("h2"), lab.member("h3"));
    Network network = lab.network("vault", "openvpn", "10.63.0.0/24", ENCRYPTED);
    Member h1 = hosts.getFirst();
    Member h2 = hosts.get(1);
    Container a = h1.join(network, "a", "10.63.0.2/24");
    Container b = h2.join(network, "b", "10.63.0.3/24");
    Container c = hosts.get(2).join(network, "c", "10.63.0.4/24");
    assertEquals(1444, a.mtu());
    for (Container from : List.of(a, b, c)) {
      for (Container to : List.of(a, b, c)) {
        if (!from.equals(to)) {
          Await.until(from.address() + " to " + to.address(), SOON, () -> from.reaches(to));
        }
      }
    }
    assertEquals(MUCH, sent(a, b, MUCH, "/dev/zero"));
    assertEquals(MUCH, sent(b, a, MUCH, "/dev/zero"));

    // What can be read where: all of it within the link, none of it on the wire.
    Path marked = Files.writeString(h1.machine.directory().resolve("marked"), "SECRET".repeat(500));
    Path within = capture(h1, LinkNames.pair("h2"), () -> sent(a, b, 3000, marked.toString()));
    Path wire = capture(h1, "eth0", () -> sent(a, b, 3000, marked.toString()));
    assertTrue(Files.readString(within, ISO_8859_1).contains("SECRETSECRET"), "within");
    assertTrue(Files.size(wire) > 3000, "something went");
    assertFalse(Files.readString(wire, ISO_8859_1).contains("SECRET"), "on the wire");

    // A second network goes by the same links, in its own family.
    Network second = lab.network("six", "openvpn", "fd63::/64", ENCRYPTED);
    Container d = h1.join(second, "d", "fd63::2/64");
    Container e = h2.join(second, "e", "fd63::3/64");
    Await.until(
        "IPv6 within", SOON, () -> d.pings(e.address(), 1396) && e.pings(d.address(), 1396));
    assertEquals(2, programs(h1).size(), "a program for each other host");

    // h2 says that it is h3's container, and somebody whom nobody knows: h1 takes neither.
    assertEquals("0", refused(h1));
    for (String lie : List.of(c.address(), "10.63.0.99")) {
      String before = refused(h1);
      h2.machine.exec("ip", "address", "add", lie + "/32", "dev", "lo");
      h2.machine.succeeds("busybox", "ping", "-c", "1", "-W", "1", "-I", lie, a.address());
      h2.machine.exec("ip", "address", "delete", lie + "/32", "dev", "lo");
      assertNotEquals(before, refused(h1), lie);
    }
    assertTrue(b.reaches(a), "what is its own still passes");

    // Nor does anything leave another way.
    h2.machine.exec("ip", "rule", "add", "to", a.address(), "lookup", "77");
    h2.machine.exec("ip", "route", "add", a.address(), "via", h1.machine.address(), "table", "77");
    assertFalse(b.pings(a.address(), 56), "in the open");
    h2.machine.exec("ip", "rule", "delete", "to", a.address(), "lookup", "77");
    h2.machine.exec("ip", "route", "flush", "table", "77");
    List.of(a, b, c, d, e).forEach(lab::leave);
    hosts.forEach(OpenvpnIT::nothingIsLeft);
  }

  @Test
  void aLinkOutlivesItsAgentAndComesBackWhateverEndsIt() throws IOException {
    Member h1 = lab.member("h1");
    Member h2 = lab.member("h2");
    Network network = lab.network("mortal", "openvpn", "10.64.0.0/24", ENCRYPTED);
    Container a = h1.join(network, "a", "10.64.0.2/24");
    Container b = h2.join(network, "b", "10.64.0.3/24");
    Await.until("it is reached", SOON, () -> a.reaches(b));
    List<ProcessHandle> first = programs(h1);
    assertEquals("nobody", first.getFirst().info().user().orElse(""));
    Path told = h1.told().resolve(LinkNames.pair("h2") + ".conf");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(told)));

    h1.restart();
    Await.until("the new agent has looked", SOON, () -> h1.networks.status().inSync());
    assertEquals(first, programs(h1), "it took over the link that was there");
    assertTrue(a.reaches(b));

    first.forEach(ProcessHandle::destroyForcibly); // kill -9
    Await.until("another program carries", SOON, () -> a.reaches(b) && b.reaches(a));
    List<ProcessHandle> second = programs(h2);
    h2.machine.exec("ip", "link", "delete", LinkNames.pair("h1"));
    Await.until("another link carries", SOON, () -> a.reaches(b) && b.reaches(a));
    assertFalse(second.getFirst().isAlive(), "a program without a link has ended");

    // h2 is installed anew: what it shows is not what it has told.
    h2.certificate = LabKeys.certificate(h2.machine.directory().resolve("anew"), "h2");
    h2.restart();
    Await.until("it shows another", SOON, () -> h2.networks.status().inSync());
    for (int i = 0; i < 3; i++) {
      assertFalse(a.reaches(b), "whom nobody knows is not let in");
    }
    lab.tell(new Change.PutNode(NetworkLab.node(h2)));
    Await.until("the new certificate", SOON, () -> a.reaches(b) && b.reaches(a));

    lab.leave(b);
    Await.until("nothing runs for who left", SOON, () -> programs(h1).isEmpty());
    lab.leave(a);
    nothingIsLeft(h1);
    nothingIsLeft(h2);
    lab.tell(new Change.RemoveNetwork(network.name()));
  }

  /** How many octets of a file reach the other by TCP. */
  private static int sent(Container from, Container to, int octets, String file) {
    CompletableFuture<String> counted =
        CompletableFuture.supplyAsync(
            () -> to.run("sh", "-c", "timeout 60 busybox nc -l -p 7000 | wc -c").output());
    Await.until(
        "it listens", SOON, () -> to.run("busybox", "netstat", "-ltn").output().contains(":7000"));
    String send =
        "head -c " + octets + " " + file + " | timeout 60 busybox nc " + to.address() + " 7000";
    from.run("sh", "-c", send);
    return Integer.parseInt(counted.join().strip());
  }

  /** What is seen on a link of a host while something is done. */
  private static Path capture(Member host, String link, Runnable work) throws IOException {
    Path file = host.machine.directory().resolve("seen-" + link);
    LabProcess process =
        host.machine.start(
            "tcpdump-" + link,
            List.of("tcpdump", "-Z", "root", "-i", link, "-U", "-w", file.toString()),
            Map.of());
    Await.until("it listens", SOON, () -> Files.exists(file));
    work.run();
    Await.until("it has seen something", SOON, () -> size(file) > 3000);
    process.terminate();
    return file;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  /** How many packets a host did not take because they were not that node's. */
  private static String refused(Member member) {
    return member
        .machine
        .exec("nft", "list", "table", "inet", "fairlead-openvpn")
        .replaceAll("(?s).*counter packets ([0-9]+) .*", "$1");
  }

  /** The programs of a host's links, told by where their files are. */
  private static List<ProcessHandle> programs(Member member) {
    return ProcessHandle.allProcesses()
        .filter(
            one ->
                one.info().commandLine().orElse("").contains(member.told() + "/" + LinkNames.PAIR))
        .toList();
  }

  private static void nothingIsLeft(Member member) {
    Await.quiet("nothing is left", SOON, member::left);
    Await.until("no program is left", SOON, () -> programs(member).isEmpty());
    try (Stream<Path> files = Files.list(member.told())) {
      assertEquals(List.of(), files.toList());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
