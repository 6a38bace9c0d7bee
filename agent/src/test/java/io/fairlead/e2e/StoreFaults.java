package io.fairlead.e2e;

import io.fairlead.testkit.fleet.Fleet;
import io.fairlead.testkit.fleet.StoreServers;
import io.fairlead.testkit.lab.LabException;
import java.util.SplittableRandom;

/** Random faults of the store's servers, mostly one at a time, now and then two. One thread's. */
final class StoreFaults {
  private static final String STORE = "store";
  private static final int LONGEST_MILLIS = 3_000;

  private final StoreServers store;
  private final FaultLog log;
  private final SplittableRandom random;

  StoreFaults(Fleet fleet, FaultLog log, SplittableRandom random) {
    this.store = fleet.store();
    this.log = log;
    this.random = random;
  }

  /** Does so many faults. */
  void run(int faults) {
    for (int i = 0; i < faults; i++) {
      pause(1_000 + random.nextInt(2_000));
      int leader = store.leader();
      int victim = random.nextInt(store.count());
      boolean two = random.nextInt(8) == 0;
      // The store goes on without one that follows; without its leader it stands still for a while.
      if (victim == leader || two) {
        log.disturbed(STORE);
      }
      Runnable first = fault(victim);
      Runnable second = two ? fault((victim + 1) % store.count()) : () -> {};
      pause(random.nextInt(LONGEST_MILLIS));
      first.run();
      second.run();
      log.tell("the store: that is over");
      store.awaitServing(store.count());
      log.undisturbed(STORE);
    }
  }

  private Runnable fault(int victim) {
    String server = "s" + (victim + 1);
    return switch (random.nextInt(3)) {
      case 0 -> {
        log.fault("the store: kill " + server);
        store.kill(victim);
        yield () -> store.start(victim);
      }
      case 1 -> {
        log.fault("the store: freeze " + server);
        store.freeze(victim);
        yield () -> store.thaw(victim);
      }
      default -> {
        log.fault("the store: cut " + server + " off");
        store.machine(victim).cutLink();
        yield () -> store.machine(victim).healLink();
      }
    };
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
