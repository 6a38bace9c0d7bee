package io.fairlead.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What networks must bear on every store: two hosts, two engines, one server. */
@SuppressWarnings("NullAway.Init") // opened before all tests
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class NetworkStoreSpec {
  static final Duration SOON = Duration.ofSeconds(60);

  private final StoreKind kind;
  private Fleet fleet;

  NetworkStoreSpec(StoreKind kind) {
    this.kind = kind;
  }

  @BeforeAll
  void open() {
    fleet = Fleet.open(kind, 1, 2, "--lease-ttl", "4s");
    fleet.agent(0).cli("network", "create", "backend", "--subnet", "10.88.0.0/24");
    for (LabHost host : fleet.hosts()) {
      Await.until("it is known", SOON, () -> host.docker("network", "ls").contains("backend"));
    }
  }

  @AfterAll
  void close() {
    fleet.close();
  }

  @AfterEach
  void nothingIsLeft() {
    for (LabHost host : fleet.hosts()) {
      host.docker("ps", "--all", "--quiet")
          .lines()
          .forEach(container -> host.docker("rm", "--force", container));
      Await.quiet(
          "nothing is left",
          SOON,
          () -> host.exec("sh", "-c", "ip -o link | grep -oE '^[0-9]+: fl[^:@]*' || true"));
    }
  }

  final Fleet fleet() {
    return fleet;
  }

  final LabContainer run(int host, String name, String... more) {
    String[] all = new String[more.length + 4];
    System.arraycopy(new String[] {"--name", name, "--network", "backend"}, 0, all, 0, 4);
    System.arraycopy(more, 0, all, 4, more.length);
    return fleet.host(host).run(Images.IDLE, all);
  }

  static boolean reaches(LabContainer from, String address) {
    try {
      from.exec("ping", "-c", "1", "-w", "2", address);
      return true;
    } catch (LabException e) {
      return false;
    }
  }

  static void awaitReached(LabContainer from, LabContainer to) {
    String address = to.address("backend");
    Await.until(from.name() + " reaches " + to.name(), SOON, () -> reaches(from, address));
  }

  private static boolean isOnDisk(LabHost host, String address) {
    String file = host.directory().resolve("agent-data").resolve("last-snapshot.jsonl").toString();
    return host.succeeds("grep", "--quiet", address, file);
  }

  final String fsck(int host) {
    try {
      return fleet.agent(host).cli("ipam", "fsck");
    } catch (LabException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void whileTheStoreIsAwayContainersComeAgentsRestartAndAfterAllFitsTogether() {
    LabContainer web = run(0, "web");
    LabContainer db = run(1, "db");
    awaitReached(web, db);
    awaitReached(db, web);
    fleet.store().kill(0);

    LabContainer late = run(0, "late");
    assertNotEquals(web.address("backend"), late.address("backend"));
    awaitReached(late, web);
    assertTrue(reaches(web, db.address("backend")), "the other host is reached");
    // An agent that dies within two seconds of a change may not have it on disk.
    Await.until("it is on disk", SOON, () -> isOnDisk(fleet.host(0), db.address("backend")));
    fleet.agent(0).kill();
    assertTrue(reaches(web, db.address("backend")), "without an agent too");
    fleet.agent(0).startAgain();
    assertTrue(reaches(web, db.address("backend")), "and with the next one, without a store");
    assertTrue(reaches(late, web.address("backend")), "what came meanwhile stays");

    fleet.store().start(0);
    fleet.store().awaitServing(1);
    awaitReached(db, late);
    LabContainer last = run(1, "last");
    awaitReached(last, late);
    assertEquals(
        4,
        List.of(web, db, late, last).stream()
            .map(one -> one.address("backend"))
            .distinct()
            .count());
    for (int i = 0; i < 2; i++) {
      int host = i;
      Await.until("fsck is content", SOON, () -> fsck(host).contains("fit together"));
    }
  }
}
