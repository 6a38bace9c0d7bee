package io.fairlead.testkit.ipam;

import io.fairlead.ipam.Refused;
import io.fairlead.spi.StoreException;
import io.fairlead.testkit.servers.Gate.Way;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** What befalls hosts and their store in a contest, and the person who removes dead hosts. */
final class Trouble {
  private static final List<Way> CUTS = List.of(Way.SHUT, Way.SILENT, Way.MUTE);

  private final PartitionContest contest;
  private final List<ContestedHost> hosts;
  private final Random random;
  private final Map<ContestedHost, Long> cut = new HashMap<>();
  private long restarted = System.nanoTime();

  Trouble(PartitionContest contest, List<ContestedHost> hosts, Random random) {
    this.contest = contest;
    this.hosts = hosts;
    this.random = random;
  }

  /** Makes trouble until the contest ends; then all ways are open. */
  void make() throws InterruptedException {
    while (contest.goesOn()) {
      Thread.sleep(50 + random.nextInt(200));
      heal();
      ContestedHost host = hosts.get(random.nextInt(hosts.size()));
      int what = random.nextInt(100);
      if (what < 35) {
        cut(host);
      } else if (what < 38) {
        host.fail();
      } else if (what < 43) {
        restart();
      } else {
        removeTheDead();
      }
    }
    hosts.forEach(host -> contest.store().become(host.name(), Way.OPEN));
  }

  private void heal() {
    long now = System.nanoTime();
    cut.entrySet()
        .removeIf(
            one -> {
              boolean over = now - one.getValue() > 0;
              if (over) {
                contest.store().become(one.getKey().name(), Way.OPEN);
              }
              return over;
            });
  }

  private void cut(ContestedHost host) {
    if (cut.containsKey(host) || cut.size() > hosts.size() / 2) {
      return;
    }
    long millis =
        switch (random.nextInt(6)) {
          case 0 -> contest.ttl().toMillis() * 2 + random.nextInt(3000);
          case 1, 2 -> 500 + random.nextInt(2000);
          default -> 20 + random.nextInt(300);
        };
    Way way = CUTS.get(random.nextInt(CUTS.size()));
    contest.count(millis > contest.ttl().toMillis() ? "long partitions" : "partitions");
    contest.store().become(host.name(), way);
    cut.put(host, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private void restart() {
    if (System.nanoTime() - restarted > TimeUnit.SECONDS.toNanos(5)) {
      contest.count("restarts of the store");
      contest.store().restart();
      restarted = System.nanoTime();
    }
  }

  /** Somebody who sees that a host is dead says so at another one. */
  private void removeTheDead() {
    for (ContestedHost dead : hosts) {
      ContestedHost other = hosts.get(random.nextInt(hosts.size()));
      if (dead.isOff() && !other.isOff() && !cut.containsKey(other)) {
        try {
          int taken = other.agent().ipam().reclaim(dead.name());
          contest.count(taken > 0 ? "removed" : "removed in vain");
        } catch (Refused | StoreException | MortalStore.Killed e) {
          contest.count("not removed");
        }
      }
    }
  }
}
