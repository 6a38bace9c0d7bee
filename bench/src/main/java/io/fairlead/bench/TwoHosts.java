package io.fairlead.bench;

import io.fairlead.testkit.fleet.AgentProcess;
import io.fairlead.testkit.fleet.Fleet;
import io.fairlead.testkit.fleet.StoreKind;
import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.Images;
import io.fairlead.testkit.lab.LabHost;
import java.time.Duration;
import java.util.List;

/**
 * Two hosts with an engine and an agent each on one etcd, a swarm of the same engines, and ways
 * between the two that are made by hand. One thread at a time.
 */
final class TwoHosts implements AutoCloseable {
  /** Docker's own network over hosts. */
  static final String OVERLAY = "overlay";

  private static final Duration SOON = Duration.ofSeconds(90);

  private final Fleet fleet;

  private TwoHosts(Fleet fleet) {
    this.fleet = fleet;
  }

  /** One way from the second host to the first: a command's prefix there, and whom to call. */
  record Way(String name, List<String> at, List<String> to, String address) {}

  static TwoHosts open() {
    Launcher.forLab();
    TwoHosts hosts = new TwoHosts(Fleet.open(StoreKind.etcd(), 1, 2));
    hosts.fleet.awaitReady();
    return hosts;
  }

  LabHost first() {
    return fleet.host(0);
  }

  /** The agent of a host. */
  AgentProcess agent(int number) {
    return fleet.agent(number);
  }

  LabHost second() {
    return fleet.host(1);
  }

  /** A network of ours on both hosts. */
  void network(String name, String dataplane) {
    first()
        .docker(
            "network",
            "create",
            "-d",
            "fairlead",
            "--ipam-driver",
            "fairlead",
            "-o",
            "dataplane=" + dataplane,
            name);
    for (LabHost host : fleet.hosts()) {
      Await.until(
          "network " + name + " on " + host.name(),
          SOON,
          () ->
              host.docker("network", "ls", "--format", "{{.Name}}").lines().anyMatch(name::equals));
    }
  }

  /** How a network of ours stands, in the words of the second host's agent. */
  String standing(String network) {
    return fleet
        .agent(1)
        .cli("status")
        .lines()
        .filter(line -> line.strip().startsWith(network))
        .findFirst()
        .orElse(network + " is not there")
        .strip();
  }

  /** A swarm of both engines with an overlay that containers may join. */
  void swarm() {
    first().docker("swarm", "init", "--advertise-addr", first().address());
    String token = first().docker("swarm", "join-token", "-q", "worker").strip();
    second()
        .docker(
            "swarm",
            "join",
            "--advertise-addr",
            second().address(),
            "--token",
            token,
            first().address() + ":2377");
    first().docker("network", "create", "-d", "overlay", "--attachable", OVERLAY);
  }

  /** Between containers of this network on both hosts, which are started. */
  Way between(String network) {
    String to = pid(first(), network);
    String from = pid(second(), network);
    String address =
        first()
            .docker(
                "inspect",
                "-f",
                "{{(index .NetworkSettings.Networks \"" + network + "\").IPAddress}}",
                network)
            .strip();
    return new Way(network, inside(from), inside(to), address);
  }

  /** Between the hosts themselves. */
  Way bare() {
    return new Way("bare hosts", List.of(), List.of(), first().address());
  }

  /** Between containers without a network, over plain routes and over a plain vxlan. */
  List<Way> handMade() {
    String to = pid(first(), "none");
    String from = pid(second(), "none");
    make(first(), "10.90.0", to, "10.91.0", second().address(), "1");
    make(second(), "10.91.0", from, "10.90.0", first().address(), "2");
    return List.of(
        new Way("routes by hand", inside(from), inside(to), "10.90.0.1"),
        new Way("vxlan by hand", inside(from), inside(to), "10.92.0.1"));
  }

  private static void make(
      LabHost host, String own, String pid, String other, String peer, String number) {
    String script =
        """
      set -e
      ip link add hb type bridge; ip link set hb up; ip address add %1$s.254/24 dev hb
      ip link add hv type veth peer name hp; ip link set hv master hb up
      ip link set hp netns %2$s; n="nsenter -t %2$s -n ip"
      $n link set hp name eth9; $n address add %1$s.1/24 dev eth9; $n link set eth9 up
      $n route add default via %1$s.254
      ip route add %3$s.0/24 via %4$s
      iptables -P FORWARD ACCEPT
      ip link add wb mtu 1450 type bridge; ip link set wb up
      ip link add wx type vxlan id 77 dstport 4790 local %5$s remote %4$s; ip link set wx mtu 1450 master wb up
      ip link add wv mtu 1450 type veth peer name wp mtu 1450; ip link set wv master wb up
      ip link set wp netns %2$s; $n link set wp name eth8; $n address add 10.92.0.%6$s/24 dev eth8; $n link set eth8 up
      """
            .formatted(own, pid, other, peer, host.address(), number);
    host.exec("sh", "-c", script);
  }

  private static String pid(LabHost host, String network) {
    host.run(Images.IDLE, "--name", network, "--network", network);
    return host.docker("inspect", "-f", "{{.State.Pid}}", network).strip();
  }

  private static List<String> inside(String pid) {
    return List.of("nsenter", "-t", pid, "-n");
  }

  @Override
  public void close() {
    fleet.close();
  }
}
