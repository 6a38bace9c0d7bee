package io.fairlead.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.testkit.fleet.Fleet;
import io.fairlead.testkit.fleet.StoreKind;
import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.Images;
import io.fairlead.testkit.lab.LabContainer;
import io.fairlead.testkit.lab.LabException;
import io.fairlead.testkit.lab.LabHost;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A network made by one engine carries packets between containers of two. */
@SuppressWarnings("NullAway.Init") // opened before all tests
class DockerNetworksOverHostsIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  private static Fleet fleet;

  @BeforeAll
  static void open() {
    fleet = Fleet.open(StoreKind.etcd(), 1, 2);
    fleet.awaitReady();
  }

  @AfterAll
  static void close() {
    fleet.close();
  }

  @ParameterizedTest
  @CsvSource({
    "auto,dataplane=auto,1472",
    "vxlan,dataplane=vxlan,1422",
    "vault,encrypted=true,1392"
  })
  void containersOfTwoEnginesReachEachOther(String network, String option, int octets) {
    LabHost h1 = fleet.host(0);
    LabHost h2 = fleet.host(1);
    h1.docker(
        "network", "create", "-d", "fairlead", "--ipam-driver", "fairlead", "-o", option, network);
    for (LabHost host : fleet.hosts()) {
      Await.until("a network on " + host.name(), SOON, () -> knows(host, network));
    }
    LabContainer web = host(h1, "web", network);
    LabContainer near = host(h1, "near", network);
    LabContainer far = host(h2, "far", network);
    for (LabContainer from : List.of(web, near, far)) {
      for (LabContainer to : List.of(web, near, far)) {
        Await.until(
            from.name() + " reaches " + to.name(),
            SOON,
            () -> reaches(from, to.address(network), octets));
      }
    }
    assertTrue(reaches(web, "10.77.0.254", 56), "the outside is reached");
    List.of(web, near, far).forEach(LabContainer::remove);
    h1.docker("network", "rm", network);
    for (LabHost host : fleet.hosts()) {
      Await.until("no network on " + host.name(), SOON, () -> !knows(host, network));
      Await.quiet("nothing is left on " + host.name(), SOON, () -> left(host));
    }
    assertEquals("", left(h1));
  }

  @Test
  void containersOfTwoEnginesStandInTheNetworkOfTheirHosts() {
    LabHost h1 = fleet.host(0);
    LabHost h2 = fleet.host(1);
    String create =
        "network create -d fairlead --ipam-driver fairlead --subnet 10.77.0.0/24"
            + " --gateway 10.77.0.254 --ip-range 10.77.0.128/25"
            + " -o dataplane=macvlan -o parent=eth0 lan";
    h1.docker(create.split(" ", -1));
    for (LabHost host : fleet.hosts()) {
      Await.until("a network on " + host.name(), SOON, () -> knows(host, "lan"));
    }
    LabContainer web = host(h1, "web", "lan");
    LabContainer far = host(h2, "far", "lan");
    Await.until("by address", SOON, () -> reaches(web, far.address("lan"), 1472));
    Await.until("by name", SOON, () -> reaches(far, "web", 56));
    assertTrue(reaches(web, "10.77.0.254", 56), "the network's own router");
    web.exec("sh", "-c", "ip route | grep -q 'default via 10.77.0.254'");
    List.of(web, far).forEach(LabContainer::remove);
    h1.docker("network", "rm", "lan");
    for (LabHost host : fleet.hosts()) {
      Await.until("no network on " + host.name(), SOON, () -> !knows(host, "lan"));
      Await.quiet("nothing is left on " + host.name(), SOON, () -> left(host));
    }
  }

  private static LabContainer host(LabHost host, String name, String network) {
    return host.run(Images.IDLE, "--name", name, "--network", network);
  }

  private static boolean knows(LabHost host, String network) {
    return host.docker("network", "ls", "--filter", "driver=fairlead", "--format", "{{.Name}}")
        .lines()
        .anyMatch(network::equals);
  }

  private static boolean reaches(LabContainer from, String address, int octets) {
    try {
      from.exec("ping", "-c", "1", "-W", "1", "-s", Integer.toString(octets), address);
      return true;
    } catch (LabException e) {
      return false;
    }
  }

  private static String left(LabHost host) {
    return host.exec(
        "sh",
        "-c",
        "ip -o link | grep -oE '^[0-9]+: fl[^:@]*'; ip route show proto 102;"
            + " nft list tables | grep fairlead; iptables -S FORWARD | grep fairlead; true");
  }
}
