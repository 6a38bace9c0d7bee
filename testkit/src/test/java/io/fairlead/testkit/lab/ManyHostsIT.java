package io.fairlead.testkit.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Hosts that come together from one call, with a machine that has no engine beside them. */
class ManyHostsIT {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static Lab lab;
  private static List<LabHost> hosts;
  private static LabMachine machine;

  @BeforeAll
  static void open() {
    lab = Lab.open();
    machine = lab.machine("s1");
    hosts = lab.hosts(3);
  }

  @AfterEach
  void heal() {
    lab.join();
    hosts.forEach(LabMachine::healLink);
    hosts.forEach(LabMachine::quickenLink);
    hosts.forEach(LabHost::clear);
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @Test
  void containersReachThoseOfOtherHostsByTheirOwnAddresses() {
    LabContainer web = hosts.get(0).run(Images.WEB, "--name", "web", "--hostname", "greeter");
    LabContainer client = hosts.get(2).run(Images.IDLE, "--name", "client");
    String url = "http://" + web.address() + "/";

    Await.until(
        "web listens",
        DEADLINE,
        () -> hosts.get(1).succeeds("timeout", "3", "busybox", "wget", "-qO-", url));
    assertEquals("greeter", client.exec("wget", "-qO-", url));
  }

  @Test
  void aPartedNetworkHasTwoPartsThatAreWholeInThemselves() {
    lab.part(List.of(hosts.get(0), machine));

    assertTrue(reaches(hosts.get(0), machine));
    assertTrue(reaches(hosts.get(1), hosts.get(2)));
    assertFalse(reaches(hosts.get(0), hosts.get(1)));
    assertFalse(reaches(machine, hosts.get(2)));

    lab.join();
    Await.until("one network again", DEADLINE, () -> reaches(hosts.get(0), hosts.get(1)));
  }

  @Test
  void aMachineThatIsCutOffReachesNobodyUntilItIsHealed() {
    machine.cutLink();
    assertFalse(reaches(machine, hosts.get(0)));
    assertFalse(reaches(hosts.get(0), machine));

    machine.healLink();
    Await.until("it is reached again", DEADLINE, () -> reaches(hosts.get(0), machine));
  }

  @Test
  void aThinLineTakesItsTime() {
    hosts
        .get(0)
        .exec("sh", "-c", "mkdir -p /run/docker/www; yes | head -c 200000 > /run/docker/www/big");
    LabProcess server =
        hosts
            .get(0)
            .start("httpd", List.of("busybox", "httpd", "-f", "-h", "/run/docker/www"), Map.of());
    String url = "http://" + hosts.get(0).address() + "/big";
    Await.until(
        "it serves", DEADLINE, () -> hosts.get(1).succeeds("busybox", "wget", "-qO/dev/null", url));

    hosts.get(0).slowLink(800);
    long begin = System.nanoTime();
    hosts.get(1).exec("busybox", "wget", "-qO/dev/null", url);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);

    assertTrue(took.toMillis() > 1000, () -> "200 kB at 100 kB/s took " + took);
    server.kill();
  }

  @Test
  void aFrozenProcessGoesOnAndCanBeKilled() {
    LabProcess sleeper = machine.start("sleeper", List.of("sleep", "1000"), Map.of());
    sleeper.signal("STOP");
    assertTrue(sleeper.alive());
    sleeper.signal("CONT");
    sleeper.signal("STOP");

    sleeper.kill();

    assertFalse(sleeper.alive());
  }

  private static boolean reaches(LabMachine from, LabMachine to) {
    return from.succeeds("busybox", "ping", "-c1", "-W1", to.address());
  }
}
