package io.fairlead.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.testkit.fleet.AgentProcess;
import io.fairlead.testkit.fleet.Doc;
import io.fairlead.testkit.fleet.Fleet;
import io.fairlead.testkit.fleet.StoreKind;
import io.fairlead.testkit.fleet.Transcript;
import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.Images;
import io.fairlead.testkit.lab.LabContainer;
import io.fairlead.testkit.lab.LabHost;
import io.fairlead.testkit.lab.Together;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What three hosts on one store owe to those who ask, whatever dies. Subclasses name the store. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FleetSpec {
  private static final Duration DEADLINE = Duration.ofMinutes(1);
  private static final int TTL_SECONDS = 4;
  private static final String WEB = "web.container.internal";

  /** What the issue allows beyond the TTL until a dead node's entries are gone. */
  private static final long ALLOWED_MILLIS = (TTL_SECONDS + 1) * 1000L;

  private final StoreKind kind;
  private Fleet fleet;

  FleetSpec(StoreKind kind) {
    this.kind = kind;
  }

  /** The hosts, their agents and their store. */
  final Fleet fleet() {
    return fleet;
  }

  @BeforeAll
  void open() {
    fleet = Fleet.open(kind, 3, 3, "--lease-ttl", TTL_SECONDS + "s");
  }

  @AfterAll
  void close() {
    if (fleet != null) {
      fleet.close();
    }
  }

  /** Heals all, starts what is dead, ends all containers, and waits until every agent knows. */
  @AfterEach
  void clear() {
    fleet.heal();
    Together.each(fleet.hosts(), LabHost::clear);
    awaitContainers(List.of());
  }

  @Test
  void aContainerOfOneHostIsAnsweredAndReachedOnEveryOther() {
    LabContainer web = fleet.host(0).run(Images.WEB, "--name", "web", "--hostname", "greeter");
    String address = web.address();

    awaitContainers(List.of("web"));
    for (int i = 0; i < fleet.size(); i++) {
      assertEquals(List.of(address), fleet.agent(i).resolve("web.svc.internal", "A"));
      assertEquals(List.of(address), fleet.agent(i).resolve(WEB, "A"));
      assertTrue(fleet.agent(i).cli("instances").contains(address));
    }
    assertEquals("greeter", fleet.host(2).exec("busybox", "wget", "-qO-", "http://" + address));

    web.stop();
    awaitContainers(List.of());
    for (int i = 0; i < fleet.size(); i++) {
      assertEquals(List.of(), fleet.agent(i).resolve("web.svc.internal", "A"));
    }
  }

  @Test
  void theEntriesOfAnAgentThatDiesAreGoneInTime() {
    LabContainer web = fleet.host(0).run(Images.WEB, "--name", "web");
    String life = life(web);
    awaitContainers(List.of("web"));
    try (Transcript one = Transcript.begin(fleet.host(1), fleet.agent(1), WEB);
        Transcript two = Transcript.begin(fleet.host(2), fleet.agent(2), WEB)) {
      long died = System.currentTimeMillis();
      fleet.agent(0).kill();

      goneInTime(died, one, two);
    }
    assertEquals(life, life(web), "the container goes on as it was");
    fleet.agent(0).startAgain();
    awaitContainers(List.of("web"));
  }

  @Test
  void theEntriesOfAHostThatIsCutOffAreGoneInTimeAndComeBack() {
    LabContainer web = fleet.host(0).run(Images.WEB, "--name", "web");
    String address = web.address();
    String life = life(web);
    awaitContainers(List.of("web"));
    try (Transcript self = Transcript.begin(fleet.host(0), fleet.agent(0), WEB);
        Transcript one = Transcript.begin(fleet.host(1), fleet.agent(1), WEB);
        Transcript two = Transcript.begin(fleet.host(2), fleet.agent(2), WEB)) {
      long died = System.currentTimeMillis();
      fleet.host(0).cutLink();
      goneInTime(died, one, two);
      Await.until("it knows that it is cut off", DEADLINE, () -> age(fleet.agent(0)) >= 2);

      fleet.host(0).healLink();
      one.awaitAnswer(WEB, address);
      two.awaitAnswer(WEB, address);
      awaitContainers(List.of("web"));
      neverBlank(self);
    }
    assertEquals(life, life(web), "the container goes on as it was");
  }

  @Test
  void anAgentThatRestartsInTimeKeepsItsLeaseAndWritesNothing() {
    fleet.host(0).run(Images.WEB, "--name", "web");
    awaitContainers(List.of("web"));
    try (Transcript one = Transcript.begin(fleet.host(1), fleet.agent(1), WEB)) {
      fleet.agent(0).kill();
      fleet.agent(0).startAgain();

      awaitContainers(List.of("web"));
      Await.until(
          "the lease is renewed",
          DEADLINE,
          () -> fleet.agent(0).metric("fairlead_registry_renewals_total") >= 1);
      neverBlank(one);
    }
    assertEquals(0, fleet.agent(0).metric("fairlead_registry_ops_total"), "nothing was different");
  }

  @Test
  void anAgentThatIsSuspendedRegistersAgainWithoutADuplicate() {
    LabContainer web = fleet.host(0).run(Images.WEB, "--name", "web");
    String address = web.address();
    String life = life(web);
    awaitContainers(List.of("web"));
    try (Transcript one = Transcript.begin(fleet.host(1), fleet.agent(1), WEB)) {
      long died = System.currentTimeMillis();
      fleet.agent(0).freeze();
      goneInTime(died, one);

      fleet.agent(0).thaw();
      one.awaitAnswer(WEB, address);
    }
    awaitContainers(List.of("web"));
    assertEquals(List.of(address), fleet.agent(1).resolve("web.svc.internal", "A"));
    assertEquals(life, life(web), "the container goes on as it was");
  }

  @Test
  void aStoreThatIsAwayBlanksNothing() {
    LabContainer web = fleet.host(0).run(Images.WEB, "--name", "web");
    String address = web.address();
    String life = life(web);
    awaitContainers(List.of("web"));
    try (Transcript one = Transcript.begin(fleet.host(1), fleet.agent(1), WEB);
        Transcript two = Transcript.begin(fleet.host(2), fleet.agent(2), WEB)) {
      fleet.store().killAll();

      Await.until("the age grows", DEADLINE, () -> age(fleet.agent(1)) >= 3);
      assertTrue(fleet.agent(1).metric("fairlead_catalog_age_seconds") >= 3);
      assertEquals(List.of("web"), containers(fleet.agent(1)));
      assertTrue(fleet.agent(1).head("/instances").startsWith("HTTP/1.1 200"));
      String strict = fleet.agent(1).head("/instances?consistent=true");
      assertTrue(strict.startsWith("HTTP/1.1 503"), strict);

      fleet.agent(1).kill();
      fleet.agent(1).startAgain();
      assertEquals(List.of(address), fleet.agent(1).resolve("web.svc.internal", "A"));
      assertTrue(age(fleet.agent(1)) >= 3, "it says how old its last snapshot is");

      fleet.store().startAll();
      fleet.host(0).run(Images.WEB, "--name", "fresh");
      awaitContainers(List.of("fresh", "web"));
      Await.until("the age is small again", DEADLINE, () -> age(fleet.agent(1)) <= 1);
      neverBlank(one);
      neverBlank(two);
    }
    assertEquals(life, life(web), "the container goes on as it was");
  }

  @Test
  void aWipedStoreBlanksNothingAndIsFilledAgain() {
    LabContainer web = fleet.host(0).run(Images.WEB, "--name", "web");
    String life = life(web);
    awaitContainers(List.of("web"));
    try (Transcript one = Transcript.begin(fleet.host(1), fleet.agent(1), WEB);
        Transcript two = Transcript.begin(fleet.host(2), fleet.agent(2), WEB)) {
      fleet.store().wipe();

      Await.quiet(
          "all of it is in the store again",
          DEADLINE,
          () ->
              fleet.agent(1).head("/instances?consistent=true").startsWith("HTTP/1.1 200")
                  ? difference(
                      List.of("web"), containers(fleet.agent(1).get("/instances?consistent=true")))
                  : "the store is not read yet");
      fleet.host(2).run(Images.WEB, "--name", "fresh");
      awaitContainers(List.of("fresh", "web"));
      neverBlank(one);
      neverBlank(two);
    }
    assertEquals(life, life(web), "the container goes on as it was");
  }

  @Test
  void aDeadLeaderBlanksNothingAndLosesNothing() {
    fleet.host(0).run(Images.WEB, "--name", "web");
    awaitContainers(List.of("web"));
    List<String> names = new ArrayList<>(List.of("web"));
    try (Transcript one = Transcript.begin(fleet.host(1), fleet.agent(1), WEB);
        Transcript two = Transcript.begin(fleet.host(2), fleet.agent(2), WEB)) {
      for (int i = 0; i < 6; i++) {
        if (i == 2) {
          fleet.store().kill(fleet.store().leader());
        }
        String name = "c" + i;
        fleet.host(i % fleet.size()).run(Images.WEB, "--name", name);
        names.addFirst(name);
      }
      awaitContainers(names);
      fleet.store().startAll();
      awaitContainers(names);
      neverBlank(one);
      neverBlank(two);
    }
  }

  @Test
  void aPartedNetworkIsOneAgainWithoutLossOrGhost() {
    LabContainer web = fleet.host(0).run(Images.WEB, "--name", "web");
    fleet.host(1).run(Images.WEB, "--name", "other");
    awaitContainers(List.of("other", "web"));
    try (Transcript self = Transcript.begin(fleet.host(0), fleet.agent(0), WEB);
        Transcript two = Transcript.begin(fleet.host(2), fleet.agent(2), WEB)) {
      long parted = System.currentTimeMillis();
      fleet.lab().part(List.of(fleet.host(0), fleet.store().machine(fleet.store().leader())));
      fleet.host(0).run(Images.WEB, "--name", "inside");
      fleet.host(2).run(Images.WEB, "--name", "outside");
      two.awaitAnswer(WEB);
      Await.quiet(
          "the greater part goes on",
          DEADLINE,
          () -> difference(List.of("other", "outside"), containers(fleet.agent(1))));
      assertTrue(System.currentTimeMillis() > parted);

      fleet.lab().join();
      awaitContainers(List.of("inside", "other", "outside", "web"));
      two.awaitAnswer(WEB, web.address());
      neverBlank(self);
    }
  }

  @Test
  void ofTwoAgentsOfOneNodeNameTheLaterWaitsAndSaysSo() {
    fleet.host(0).run(Images.WEB, "--name", "web");
    awaitContainers(List.of("web"));
    AgentProcess later =
        AgentProcess.launchBeside(
            fleet.host(1), "h1", "--store", fleet.store().url(), "--lease-ttl", TTL_SECONDS + "s");
    try {
      Await.until(
          "it says that the name is taken",
          DEADLINE,
          () -> later.process().output().contains("the node name 'h1' is held by another agent"));
      awaitContainers(List.of("web"));
    } finally {
      later.kill();
    }
  }

  @Test
  void aThinLineIsSlowAndNothingMore() {
    fleet.host(0).slowLink(256);
    fleet.store().machine(fleet.store().leader()).slowLink(1024);
    fleet.host(0).run(Images.WEB, "--name", "web");
    fleet.host(1).run(Images.WEB, "--name", "other");

    awaitContainers(List.of("other", "web"));
  }

  /** Waits until no agent names the container, and checks when each last did. */
  private static void goneInTime(long died, Transcript... transcripts) {
    for (Transcript transcript : transcripts) {
      transcript.awaitAnswer(WEB);
    }
    for (Transcript transcript : transcripts) {
      long last =
          transcript.answers(WEB).stream()
              .filter(answer -> !answer.addresses().isEmpty())
              .mapToLong(Transcript.Answer::asked)
              .max()
              .orElse(0);
      assertTrue(
          last - died <= ALLOWED_MILLIS,
          () -> "named for " + (last - died) + " ms after its death");
    }
  }

  /**
   * No answer in it was without addresses; silence is allowed, as an agent that restarts is silent.
   */
  private static void neverBlank(Transcript transcript) {
    List<Transcript.Answer> blank =
        transcript.answers(WEB).stream().filter(Transcript.Answer::blank).toList();
    assertEquals(List.of(), blank, "a blank answer for what runs");
  }

  /** Waits until every agent lists these containers, sorted, and no others. */
  private void awaitContainers(List<String> names) {
    for (AgentProcess agent : fleet.agents()) {
      Await.quiet(
          "every agent lists " + names,
          DEADLINE,
          () -> {
            String difference = difference(names, containers(agent));
            return difference.isEmpty() ? "" : difference + "\n" + agent.process().tail();
          });
    }
  }

  private static String difference(List<String> expected, List<String> found) {
    List<String> sorted = List.copyOf(new TreeSet<>(expected));
    return sorted.equals(found) ? "" : "it lists " + found + ", not " + sorted;
  }

  private static List<String> containers(AgentProcess agent) {
    return containers(agent.get("/instances"));
  }

  private static List<String> containers(Doc answer) {
    return answer.at("instances").elements().stream()
        .map(instance -> instance.at("container").text())
        .sorted()
        .toList();
  }

  private static long age(AgentProcess agent) {
    return agent
        .head("/instances")
        .lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("fairlead-age: "))
        .mapToLong(line -> Long.parseLong(line.substring("fairlead-age: ".length()).strip()))
        .findFirst()
        .orElseThrow();
  }

  /** What changes where somebody disturbs a container. */
  private static String life(LabContainer container) {
    return container.inspect("{{.State.Pid}} {{.State.StartedAt}} {{.RestartCount}}");
  }
}
