package io.fairlead.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.testkit.fleet.AgentProcess;
import io.fairlead.testkit.fleet.Fleet;
import io.fairlead.testkit.fleet.StoreKind;
import io.fairlead.testkit.fleet.Transcript;
import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.LabHost;
import io.fairlead.testkit.lab.Together;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Random faults of containers, engines, agents, links and store servers, many at the same time.
 * {@code -Dfairlead.seed=N} repeats a run as far as timing allows, {@code -Dfairlead.faults=N}
 * makes it longer. Subclasses name the store.
 */
abstract class FaultsSpec {
  private static final int HOSTS = 3;
  private static final int FAULTS = Integer.getInteger("fairlead.faults", 200);
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final Duration TTL = Duration.ofSeconds(4);

  /** What the issue allows beyond the TTL. */
  private static final Duration ALLOWED = Duration.ofSeconds(1);

  /** What the machine itself may be late: all hosts share its few cores. */
  private static final Duration LATE = Duration.ofSeconds(1);

  private final StoreKind kind;

  FaultsSpec(StoreKind kind) {
    this.kind = kind;
  }

  @Test
  void afterManyFaultsAllAgentsKnowWhatRunsAndNoneNamedTheDead() {
    long seed = Long.getLong("fairlead.seed", ThreadLocalRandom.current().nextLong(1_000_000));
    System.out.println("fairlead.seed=" + seed);
    FaultLog log = new FaultLog();
    try (Fleet fleet = Fleet.open(kind, 3, HOSTS, "--lease-ttl", TTL.toSeconds() + "s")) {
      List<Transcript> transcripts = new ArrayList<>();
      for (int i = 0; i < HOSTS; i++) {
        transcripts.add(Transcript.begin(fleet.host(i), fleet.agent(i), "none.container.internal"));
      }
      disturb(fleet, log, transcripts, new SplittableRandom(seed));
      log.disturbed("store");
      fleet.heal();
      settles(fleet);

      Judgement judgement = new Judgement(log, TTL.plus(ALLOWED).plus(LATE).toMillis());
      for (int i = 0; i < HOSTS; i++) {
        judgement.judge(i, transcripts.get(i).answers());
      }
      System.out.println(
          kind.name() + ": " + log.faults() + " faults, " + judgement.held() + " answers judged");
      assertEquals(List.of(), judgement.wrong().stream().limit(20).toList());
      assertTrue(judgement.held() > 100, "the faults left no answer to judge");
      assertTrue(log.faults() >= FAULTS, "there were fewer faults");
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(
          "With -Dfairlead.seed=%d, after:%n%s%n%s"
              .formatted(seed, String.join("\n", log.story()), e.getMessage()),
          e);
    }
  }

  /** One in ten faults is the store's. */
  private static void disturb(
      Fleet fleet, FaultLog log, List<Transcript> transcripts, SplittableRandom random) {
    int ofStore = FAULTS / 10;
    int ofHost = (FAULTS - ofStore + HOSTS - 1) / HOSTS;
    List<Runnable> workers = new ArrayList<>();
    for (int i = 0; i < HOSTS; i++) {
      HostFaults faults = new HostFaults(fleet, i, log, random.split());
      workers.add(() -> faults.run(ofHost));
    }
    StoreFaults faults = new StoreFaults(fleet, log, random.split());
    workers.add(() -> faults.run(ofStore));
    Thread asking =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!Thread.interrupted()) {
                    List<String> names =
                        log.containers().stream().map(n -> n + ".container.internal").toList();
                    transcripts.forEach(transcript -> transcript.ask(names));
                    try {
                      Thread.sleep(200);
                    } catch (InterruptedException e) {
                      return;
                    }
                  }
                });
    try {
      Together.each(workers, Runnable::run);
    } finally {
      asking.interrupt();
    }
  }

  /** Every agent lists what {@code docker ps} lists on all hosts, no more and no less. */
  private static void settles(Fleet fleet) {
    for (AgentProcess agent : fleet.agents()) {
      Await.quiet("all that runs is known", DEADLINE, () -> difference(fleet, agent));
    }
  }

  private static String difference(Fleet fleet, AgentProcess agent) {
    Set<Entry> expected = new TreeSet<>();
    for (LabHost host : fleet.hosts()) {
      expected.addAll(new EngineView(host).entries());
    }
    Set<Entry> found =
        agent.get("/instances").at("instances").elements().stream()
            .map(Entry::ofInstance)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<Entry> lost = new TreeSet<>(expected);
    lost.removeAll(found);
    found.removeAll(expected);
    return lost.isEmpty() && found.isEmpty()
        ? ""
        : "it lacks %s and has %s too many%n%s".formatted(lost, found, agent.process().tail());
  }
}
