package io.fairlead.e2e;

import io.fairlead.testkit.fleet.AgentProcess;
import io.fairlead.testkit.fleet.Fleet;
import io.fairlead.testkit.lab.Images;
import io.fairlead.testkit.lab.LabException;
import io.fairlead.testkit.lab.LabHost;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** Random faults of one host: its containers, its engine, its agent, its link. One thread's. */
final class HostFaults {
  private static final int CONTAINERS_AT_MOST = 5;
  private static final int LONGEST_MILLIS = 6_000;

  private final int number;
  private final LabHost host;
  private final AgentProcess agent;
  private final FaultLog log;
  private final SplittableRandom random;
  private final TreeSet<String> running = new TreeSet<>();
  private final TreeSet<String> stopped = new TreeSet<>();
  private int named;
  private long over = Long.MAX_VALUE;
  private Runnable undo = () -> {};

  HostFaults(Fleet fleet, int number, FaultLog log, SplittableRandom random) {
    this.number = number;
    this.host = fleet.host(number);
    this.agent = fleet.agent(number);
    this.log = log;
    this.random = random;
  }

  /** Does so many faults, one after the other; those that last overlap with what follows them. */
  void run(int faults) {
    for (int i = 0; i < faults; i++) {
      pause(random.nextInt(200));
      if (System.currentTimeMillis() >= over) {
        end();
      }
      fault();
    }
    end();
  }

  private void fault() {
    int dice = random.nextInt(100);
    if (over == Long.MAX_VALUE && dice < 20) {
      disturb(dice);
    } else if (dice >= 96) {
      killEngine();
    } else if (running.isEmpty() || (running.size() < CONTAINERS_AT_MOST && dice < 58)) {
      start();
    } else {
      List<String> end = List.of("kill", "stop", "rm --force");
      finish(end.get(random.nextInt(end.size())), any(running));
    }
  }

  /** Something that goes on for a while. */
  private void disturb(int dice) {
    String self = "agent" + number;
    log.disturbed(self);
    if (dice < 8) {
      told("kill the agent");
      agent.kill();
      undo = agent::launchAgain;
    } else if (dice < 13) {
      told("freeze the agent");
      agent.freeze();
      undo = agent::thaw;
    } else {
      told("cut the host off");
      host.cutLink();
      undo = host::healLink;
    }
    over = System.currentTimeMillis() + random.nextInt(LONGEST_MILLIS);
  }

  private void end() {
    if (over != Long.MAX_VALUE) {
      undo.run();
      if (agent.process().alive()) {
        agent.awaitReady();
      }
      log.tell("h" + (number + 1) + ": that is over");
      log.undisturbed("agent" + number);
      over = Long.MAX_VALUE;
    }
  }

  private void killEngine() {
    told("kill the engine and start it");
    running.forEach(log::ends);
    host.engine().kill();
    pause(random.nextInt(1000));
    host.engine().start();
    running.forEach(log::dead);
    stopped.addAll(running);
    running.clear();
  }

  private void start() {
    if (!stopped.isEmpty() && random.nextBoolean()) {
      String again = any(stopped);
      told("start " + again);
      log.starts(again, number);
      host.docker("start", again);
      stopped.remove(again);
      log.runs(again);
      running.add(again);
    } else {
      String name = "c" + (number + 1) + "x" + named++;
      told("run " + name);
      log.starts(name, number);
      host.run(random.nextBoolean() ? Images.WEB : Images.IDLE, "--name", name);
      log.runs(name);
      running.add(name);
    }
  }

  private void finish(String how, String name) {
    told(how + " " + name);
    log.ends(name);
    host.docker((how + " " + name).split(" "));
    log.dead(name);
    running.remove(name);
    if (!how.startsWith("rm")) {
      stopped.add(name);
    }
  }

  private void told(String what) {
    log.fault("h" + (number + 1) + ": " + what);
  }

  private String any(Set<String> names) {
    return List.copyOf(names).get(random.nextInt(names.size()));
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted between faults");
    }
  }
}
