package io.fairlead.agent.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.agent.network.NetworkLab.Container;
import io.fairlead.agent.network.NetworkLab.Member;
import io.fairlead.bird.Announcement;
import io.fairlead.bird.BirdRouting;
import io.fairlead.bird.Routers;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.Network;
import io.fairlead.testkit.catalog.Samples;
import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.LabMachine;
import io.fairlead.testkit.lab.LabProcess;
import io.fairlead.testkit.time.MachineTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two hosts in subnets of their own with a router between them, and BIRD on all three. */
@SuppressWarnings("NullAway.Init") // opened before all tests
class RoutersIT {
  private static final Duration SOON = Duration.ofSeconds(40);

  private static NetworkLab lab;
  private static LabMachine router;
  private static Host h1;
  private static Host h2;

  /** A host with its BIRD and what tells that. */
  private record Host(Member member, int subnet, LabProcess bird, BirdRouting routing, Thread run) {
    Path config() {
      return member.machine.directory().resolve("bird.conf");
    }

    void close() {
      run.interrupt();
      bird.kill();
    }
  }

  @BeforeAll
  static void open() throws IOException {
    lab = new NetworkLab();
    router = lab.machine("r");
    router.exec("sysctl", "-w", "net.ipv4.ip_forward=1");
    Member first = lab.member("h1");
    Member second = lab.member("h2");
    wire(first.machine, 1);
    wire(second.machine, 2);
    wire(lab.machine("client"), 9);
    bird(
        router,
        """
        router id 10.88.1.254;
        protocol device { }
        protocol kernel { ipv4 { import none; export all; }; }
        template bgp hosts {
          local as 65000;
          connect delay time 1; connect retry time 1; error wait time 1, 2;
          ipv4 { import all; export all; };
        }
        protocol bgp h1 from hosts { neighbor 10.88.1.1 as 64512; }
        protocol bgp h2 from hosts { neighbor 10.88.2.1 as 64512; }
        """);
    h1 = host(first, 1);
    h2 = host(second, 2);
  }

  @AfterAll
  static void close() {
    h1.close();
    h2.close();
    lab.close();
  }

  /** A link between a host and the router, which is the host's only way from now on. */
  private static void wire(LabMachine host, int subnet) {
    host.cutLink();
    Shell.ip(
        "link",
        "add",
        "eth9",
        "netns",
        host.network(),
        "type",
        "veth",
        "peer",
        "name",
        "eth" + (10 + subnet),
        "netns",
        router.network());
    host.exec("ip", "address", "add", "10.88." + subnet + ".1/24", "dev", "eth9");
    host.exec("ip", "link", "set", "eth9", "up");
    router.exec(
        "ip", "address", "add", "10.88." + subnet + ".254/24", "dev", "eth" + (10 + subnet));
    router.exec("ip", "link", "set", "eth" + (10 + subnet), "up");
    host.exec("ip", "route", "replace", "default", "via", "10.88." + subnet + ".254");
  }

  private static LabProcess bird(LabMachine on, String config) throws IOException {
    Path folder = on.directory();
    Files.writeString(folder.resolve("bird.conf"), config);
    LabProcess bird =
        on.start(
            "bird",
            List.of(
                "bird",
                "-f",
                "-c",
                folder.resolve("bird.conf").toString(),
                "-s",
                folder.resolve("bird.ctl").toString(),
                "-P",
                folder.resolve("bird.pid").toString()),
            Map.of());
    Await.until("BIRD listens", SOON, () -> Files.exists(folder.resolve("bird.ctl")));
    return bird;
  }

  private static Host host(Member member, int subnet) throws IOException {
    member.stand("10.88." + subnet + ".1", "eth9");
    Path folder = member.machine.directory();
    LabProcess bird = bird(member.machine, config(member, subnet));
    BirdRouting routing =
        new BirdRouting(
            new Routers(
                64512,
                List.of(new Routers.Router(IpAddress.parse("10.88." + subnet + ".254"), 65000))),
            folder.resolve("fairlead.conf"),
            folder.resolve("bird.ctl"),
            () -> announcement(member, subnet),
            new MachineTime());
    Thread run =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    routing.run();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    return new Host(member, subnet, bird, routing, run);
  }

  /** What a person writes for BIRD on such a host. */
  private static String config(Member member, int subnet) {
    return """
    router id 10.88.%d.1;
    protocol device { }
    protocol kernel { ipv4 { import none; export all; }; }
    include "%s/fairlead*.conf";
    """
        .formatted(subnet, member.machine.directory());
  }

  /** Each host has the block of its number. */
  private static Announcement announcement(Member member, int subnet) {
    List<Network> networks = member.catalog.snapshot().networks().all();
    IpPrefix range = IpPrefix.parse("10.60.0." + (subnet - 1) * 64 + "/26");
    return Announcement.of(
        networks,
        List.copyOf(member.own.values()),
        networks.stream()
            .map(
                one -> new Block(one.name(), one.id(), range, member.machine.name(), Samples.CAUSE))
            .toList());
  }

  @Test
  void containersReachEachOtherThroughTheRouterAndNobodyElseReachesThem() throws IOException {
    Network network =
        lab.network(
            "routed",
            "host-gw",
            "10.60.0.0/24",
            new Network.Options(0, false, false, true, false, Map.of("bgp", "true")));
    Container a = h1.member().join(network, "a", "10.60.0.2/24");
    Container far = h1.member().join(network, "far", "10.60.0.200/24");
    Container b = h2.member().join(network, "b", "10.60.0.66/24");
    assertEquals(1500, a.mtu(), "nothing is put around packets");
    Await.until("through the router", SOON, () -> a.reaches(b) && b.reaches(a) && far.reaches(b));
    assertTrue(a.reaches(far));
    assertEquals(
        "10.60.0.0/26 via 10.88.1.1\n10.60.0.200 via 10.88.1.1\n10.60.0.64/26 via 10.88.2.1",
        learned(router));
    assertEquals("10.60.0.64/26 via 10.88.1.254", learned(h1.member().machine));
    Await.until(
        "the session shows",
        SOON,
        () -> h1.routing().status().equals("2 routes to 10.88.1.254 Established"));
    assertEquals(
        "host-gw (asked for), 2 endpoints here, by short ways",
        h1.member().networks.standings().getFirst().text());
    for (LabMachine outside : List.of(router, lab.machine("client"))) {
      assertFalse(
          outside.succeeds("busybox", "ping", "-c", "1", "-W", "1", a.address()),
          "from outside nothing reaches a container that is not published");
    }

    // BIRD refuses: what it had stays, and the next time is right.
    Path part = h1.member().machine.directory().resolve("fairlead.conf");
    String before = Files.readString(part);
    String well = Files.readString(h1.config());
    Files.writeString(h1.config(), well + "bad;\n");
    Container more = h1.member().join(network, "more", "10.60.0.201/24");
    Await.until("it is refused", SOON, () -> h1.routing().status().contains("syntax error"));
    assertEquals(before, Files.readString(part));
    assertTrue(a.reaches(b));
    Files.writeString(h1.config(), well);
    Await.until("it is taken", SOON, () -> more.reaches(b));

    List.of(a, far, more, b).forEach(lab::leave);
    Await.quiet("no route is left", SOON, () -> learned(router));
    Await.quiet("nor on a host", SOON, () -> learned(h1.member().machine));
    Await.quiet("nothing is left", SOON, h1.member()::left);
  }

  /** The routes that BIRD has set. */
  private static String learned(LabMachine machine) {
    return machine.exec(
        "sh", "-c", "ip route show proto bird | cut -d' ' -f1-3 | LC_ALL=C sort; true");
  }
}
