package io.fairlead.testkit.ipam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * On this store no address is ever held by two, whatever befalls hosts and their ways to it. The
 * system properties {@code contest.seed} and {@code contest.seconds} choose another contest.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
public abstract class PartitionContract {
  private static final int HOSTS = 6;
  private static final int SECONDS = 12;

  @TempDir Path folder;

  /** A store that runs and is empty. */
  protected abstract Contested open();

  /** The time to live of hosts' leases: short, yet longer than a usual call takes. */
  protected Duration ttl() {
    return Duration.ofSeconds(2);
  }

  @Test
  void hostsThatAreCutOffAndKilledNeverHaveOneAddressTwice() throws Exception {
    long seed = Long.getLong("contest.seed", System.nanoTime());
    Duration duration = Duration.ofSeconds(Integer.getInteger("contest.seconds", SECONDS));
    System.out.println("seed " + seed);
    try (Contested store = open()) {
      PartitionContest.Outcome outcome =
          new PartitionContest(store, folder, seed, ttl()).run(HOSTS, duration);
      System.out.println(outcome);
      assertEquals(List.of(), outcome.offences(), "seed " + seed);
      assertTrue(outcome.given() > 20, outcome + ", seed " + seed);
      assertTrue(outcome.count("partitions") > 0, outcome + ", seed " + seed);
    }
  }
}
