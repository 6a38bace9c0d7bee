package io.fairlead.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.testkit.fleet.Fleet;
import io.fairlead.testkit.fleet.StoreKind;
import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.Images;
import io.fairlead.testkit.lab.LabContainer;
import io.fairlead.testkit.lab.LabHost;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Networks of Fairlead on two hosts, each with an engine of its own. */
class ClusterNetworkIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  private static Fleet fleet;

  @BeforeAll
  static void open() {
    fleet = Fleet.open(StoreKind.etcd(), 1, 2);
  }

  @AfterAll
  static void close() {
    fleet.close();
  }

  @BeforeEach
  void clear() {
    for (LabHost host : List.of(fleet.host(0), fleet.host(1))) {
      host.docker("ps", "--all", "--quiet")
          .lines()
          .forEach(container -> host.docker("rm", "--force", container));
    }
    Await.until(
        "no endpoint",
        SOON,
        () ->
            fleet.agent(0).get("/networks").at("networks").elements().stream()
                .allMatch(one -> one.at("endpoints").number() == 0));
    networks(fleet.host(0)).forEach(one -> fleet.host(0).docker("network", "rm", one));
    for (int i = 0; i < 2; i++) {
      LabHost host = fleet.host(i);
      Await.until("no network", SOON, () -> networks(host).isEmpty());
    }
  }

  private static List<String> networks(LabHost host) {
    return host.docker("network", "ls", "--filter", "driver=fairlead", "--format", "{{.Name}}")
        .lines()
        .toList();
  }

  private static void awaitNetwork(String network) {
    for (int i = 0; i < 2; i++) {
      LabHost host = fleet.host(i);
      Await.until(
          "network " + network + " is on " + host.name(),
          SOON,
          () ->
              networks(host).contains(network)
                  && host.said(
                          "docker",
                          "--host",
                          host.engine().address(),
                          "network",
                          "inspect",
                          "--format",
                          "{{.IPAM.Driver}}",
                          network)
                      .contains("fairlead"));
    }
  }

  @Test
  void aNetworkMadeOnOneHostJoinsContainersOfBoth() {
    fleet.host(0).docker("network", "create", "-d", "fairlead", "backend");
    awaitNetwork("backend");
    LabContainer web = fleet.host(0).run(Images.IDLE, "--name", "web", "--network", "backend");
    LabContainer db = fleet.host(1).run(Images.IDLE, "--name", "db", "--network", "backend");
    assertNotEquals(web.address("backend"), db.address("backend"));
    Await.until("they reach each other", SOON, () -> reaches(web, db) && reaches(db, web));
    for (int i = 0; i < 2; i++) {
      assertEquals(2, fleet.agent(i).get("/networks/backend").at("endpoints").elements().size());
    }
    String way = fleet.agent(0).cli("trace", web.address("backend"), db.address("backend"));
    String far = fleet.host(1).name();
    assertTrue(way.contains("link on " + far) && way.contains("neighbour on " + far), way);
  }

  private static boolean reaches(LabContainer from, LabContainer to) {
    LabHost host = from.host();
    return host.succeeds(
        "docker",
        "--host",
        host.engine().address(),
        "exec",
        from.name(),
        "ping",
        "-c",
        "1",
        "-w",
        "2",
        to.address("backend"));
  }

  @Test
  void aNetworkRemovedOnOneHostGoesFromBothUnlessItIsInUse() {
    fleet.host(0).docker("network", "create", "-d", "fairlead", "backend");
    awaitNetwork("backend");
    LabContainer db = fleet.host(1).run(Images.IDLE, "--name", "db", "--network", "backend");
    fleet.host(0).docker("network", "rm", "backend");
    awaitNetwork("backend");
    db.remove();
    fleet.host(1).docker("network", "rm", "backend");
    Await.until("it is gone", SOON, () -> networks(fleet.host(0)).isEmpty());
  }

  @Test
  void twoHostsThatMakeOneNameAtOnceHaveOneNetwork() throws Exception {
    Thread other =
        Thread.ofPlatform()
            .start(
                () ->
                    fleet
                        .host(1)
                        .docker(
                            "network",
                            "create",
                            "-d",
                            "fairlead",
                            "--ipam-driver",
                            "fairlead",
                            "backend"));
    fleet
        .host(0)
        .docker("network", "create", "-d", "fairlead", "--ipam-driver", "fairlead", "backend");
    other.join();
    Await.until(
        "both have the same subnet",
        SOON,
        () -> subnet(0).equals(subnet(1)) && !subnet(0).isEmpty());
    awaitNetwork("backend");
    LabContainer web = fleet.host(0).run(Images.IDLE, "--name", "web", "--network", "backend");
    LabContainer db = fleet.host(1).run(Images.IDLE, "--name", "db", "--network", "backend");
    Await.until("they reach each other", SOON, () -> reaches(web, db));
  }

  private static String subnet(int host) {
    LabHost at = fleet.host(host);
    return at.succeeds("docker", "--host", at.engine().address(), "network", "inspect", "backend")
        ? at.docker(
                "network",
                "inspect",
                "--format",
                "{{range .IPAM.Config}}{{.Subnet}}{{end}}",
                "backend")
            .strip()
        : "";
  }
}
