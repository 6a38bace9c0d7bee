package io.fairlead.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.EngineSettings;
import io.fairlead.testkit.lab.Images;
import io.fairlead.testkit.lab.LabContainer;
import io.fairlead.testkit.lab.LabException;
import io.fairlead.testkit.lab.LabHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Networks of Fairlead on one host, through a real engine. */
class DockerNetworkIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  private static OneHost one;
  private static LabHost host;

  @BeforeAll
  static void open() {
    one = OneHost.open(EngineSettings.DEFAULT.liveRestore());
    host = one.host();
  }

  @AfterAll
  static void close() {
    one.close();
  }

  @BeforeEach
  void clear() {
    one.clear();
    Await.until("no network", SOON, () -> networks().isEmpty() && left().isEmpty());
  }

  private static List<String> networks() {
    return host.docker("network", "ls", "--filter", "driver=fairlead", "--format", "{{.Name}}")
        .lines()
        .toList();
  }

  /** Our links on the host. */
  private static String left() {
    return host.exec("sh", "-c", "ip -o link | grep -oE '^[0-9]+: fl[^:@]*' || true");
  }

  private static int endpoints(String network) {
    return one.agent().get("/networks/" + network).at("endpoints").elements().size();
  }

  private static String ipam(String network) {
    try {
      return host.docker("network", "inspect", "--format", "{{.IPAM.Driver}}", network).strip();
    } catch (LabException e) {
      return ""; // it is being replaced
    }
  }

  private static void create(String network, String... options) {
    String[] all = new String[options.length + 5];
    System.arraycopy(new String[] {"network", "create", "-d", "fairlead"}, 0, all, 0, 4);
    System.arraycopy(options, 0, all, 4, options.length);
    all[all.length - 1] = network;
    host.docker(all);
    Await.until("its own addresses", SOON, () -> ipam(network).equals("fairlead"));
  }

  private static LabContainer run(String name, String network, String... options) {
    List<String> all = new ArrayList<>(List.of("--name", name, "--network", network));
    all.addAll(List.of(options));
    return host.run(Images.IDLE, all.toArray(String[]::new));
  }

  private static void reaches(LabContainer from, LabContainer to, String network) {
    from.exec("ping", "-c", "1", "-w", "5", to.address(network));
  }

  @Test
  void containersOnANetworkReachEachOtherAndLeaveNothing() {
    create("backend");
    LabContainer web = run("web", "backend");
    LabContainer db = run("db", "backend");
    assertTrue(web.address("backend").startsWith("10."), web.address("backend"));
    reaches(web, db, "backend");
    reaches(db, web, "backend");
    Await.until("it is known whose they are", SOON, () -> named("web") && named("db"));
    assertEquals(2, endpoints("backend"));
    web.remove();
    db.remove();
    assertEquals(0, endpoints("backend"));
    host.docker("network", "rm", "backend");
    Await.until("nothing is left", SOON, () -> left().isEmpty() && networks().isEmpty());
    assertTrue(one.agent().get("/networks").at("networks").elements().isEmpty());
  }

  private static boolean named(String container) {
    return one.agent().get("/networks/backend").at("endpoints").elements().stream()
        .anyMatch(end -> end.toString().contains(container));
  }

  @Test
  void subnetsAddressesAndOptionsAreThoseAskedFor() {
    create("shop", "--ipam-driver", "fairlead", "--subnet", "10.66.0.0/24", "-o", "mtu=1300");
    LabContainer web = run("web", "shop", "--ip", "10.66.0.77");
    assertEquals("10.66.0.77", web.address("shop"));
    assertTrue(web.exec("ip", "link", "show", "eth0").contains("mtu 1300"));
    assertThrows(LabException.class, () -> run("other", "shop", "--ip", "10.66.0.77"));
    web.stop();
    host.docker("start", "web");
    assertEquals("10.66.0.77", web.address("shop"));
  }

  @Test
  void aNetworkMadeByCommandIsTheEngines() {
    one.agent().cli("network", "create", "vault", "--subnet", "10.67.0.0/24");
    Await.until("the engine has it", SOON, () -> networks().contains("vault"));
    LabContainer a = run("aa", "vault");
    LabContainer b = run("bb", "vault");
    reaches(a, b, "vault");
    a.remove();
    b.remove();
    one.agent().cli("network", "rm", "vault");
    Await.until("the engine has it no more", SOON, () -> networks().isEmpty());
  }

  @Test
  void trafficGoesOnWhileTheAgentIsDeadAndAfter() {
    create("backend");
    LabContainer web = run("web", "backend");
    LabContainer db = run("db", "backend");
    reaches(web, db, "backend");
    one.agent().kill();
    reaches(web, db, "backend");
    one.agent().startAgain();
    reaches(web, db, "backend");
    LabContainer late = run("late", "backend");
    reaches(late, db, "backend");
    reaches(web, late, "backend");
    assertEquals(3, endpoints("backend"));
  }

  @Test
  void aDrainedNodeTakesNothingNewAndCanBeEmptied() {
    create("backend");
    run("web", "backend");
    one.agent().cli("node", "drain");
    one.agent().kill();
    one.agent().startAgain();
    LabException refused = assertThrows(LabException.class, () -> run("late", "backend"));
    assertTrue(refused.toString().contains("is drained since"), refused.toString());
    host.docker("rm", "--force", "late");
    LabContainer beside = host.run(Images.IDLE, "--name", "beside");
    LabException attached =
        assertThrows(LabException.class, () -> one.agent().cli("attach", beside.name(), "backend"));
    assertTrue(attached.toString().contains("is drained since"), attached.toString());
    assertTrue(one.agent().cli("node", "drain", "--stop").contains("is drained and empty"));
    assertEquals(0, endpoints("backend"));
    Await.until("nothing is left", SOON, () -> left().isEmpty());
    one.agent().cli("node", "drain", "--undo");
    run("late", "backend");
  }

  @Test
  void trafficGoesOnWhileTheEngineIsAwayWithLiveRestore() {
    create("backend");
    LabContainer web = run("web", "backend");
    LabContainer db = run("db", "backend");
    String process = web.inspect("{{.State.Pid}}").strip();
    String address = db.address("backend");
    host.engine().kill();
    host.exec("nsenter", "-t", process, "-n", "busybox", "ping", "-c", "1", "-w", "5", address);
    host.engine().start();
    reaches(web, db, "backend");
    web.remove();
    db.remove();
    Await.until("nothing is left", SOON, () -> endpoints("backend") == 0);
  }

  @Test
  void afterACrashOfTheEngineNothingIsLeft() {
    create("backend");
    LabContainer web = run("web", "backend");
    run("db", "backend");
    host.engine().kill();
    host.engine().start(EngineSettings.DEFAULT);
    Await.until("the endpoints end", SOON, () -> endpoints("backend") == 0);
    host.docker("start", "web");
    host.docker("start", "db");
    reaches(web, new LabContainer(host, "db"), "backend");
    host.engine().stop();
    host.engine().start(EngineSettings.DEFAULT.liveRestore());
  }

  @Test
  void labelsSayWhoMayCome() {
    create("backend");
    LabContainer web = run("web", "backend");
    LabContainer other = run("other", "backend");
    LabContainer db = run("db", "backend", "--label", "fairlead.allow=from:web");
    Await.until(
        "it is guarded", SOON, () -> one.agent().get("/policy").toString().contains("from:web"));
    Await.until("the allowed one passes", SOON, () -> pings(web, db));
    String way = one.agent().cli("trace", "web", "db");
    assertTrue(way.contains("allowed by from:web"), way);
    assertTrue(way.contains("says the container's resolver"), way);
    Await.until("the other does not", SOON, () -> !pings(other, db));
    assertTrue(pings(db, other), "outwards all is open");
    assertTrue(one.agent().cli("policy", "ls").contains("from:web"));
    String health = one.agent().cli("doctor");
    assertTrue(health.contains("the engine knows the network driver fairlead"), health);
    assertTrue(health.contains("items as they should be"), health);
    db.remove();
    Await.until(
        "nothing is guarded", SOON, () -> !one.agent().get("/policy").toString().contains("db"));
  }

  private static boolean pings(LabContainer from, LabContainer to) {
    try {
      from.exec("ping", "-c", "1", "-W", "2", to.address("backend"));
      return true;
    } catch (LabException e) {
      return false;
    }
  }
}
