package io.fairlead.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** A run of random deeds; {@code -Dfairlead.seed=N} repeats one. */
class ChaosIT {
  private static final int ROUNDS = 8;
  private static final int DEEDS_PER_ROUND = 10;

  @Test
  void whateverHappensAllAnswersComeToAgreeWithTheEngine() {
    long seed = Long.getLong("fairlead.seed", ThreadLocalRandom.current().nextLong(1_000_000));
    System.out.println("fairlead.seed=" + seed);
    try (OneHost one = OneHost.open()) {
      Mischief mischief = new Mischief(one.host(), one.agent(), seed);
      try {
        for (int round = 0; round < ROUNDS; round++) {
          for (int deed = 0; deed < DEEDS_PER_ROUND; deed++) {
            mischief.disturb();
          }
          // Before the kill: a fresh look at everything would mend what an event was lost for.
          one.answersSettle("before the kill of round " + round);
          if (round % 2 == 0) {
            mischief.disturbWithoutAgent();
          } else {
            mischief.killEngine();
          }
          one.settles("after the kill of round " + round);
        }
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            "With -Dfairlead.seed=%d, after:%n%s%n%s"
                .formatted(seed, String.join("\n", mischief.story()), e.getMessage()),
            e);
      }
      assertTrue(
          mischief.refused() < ROUNDS * DEEDS_PER_ROUND / 2,
          () -> "The engine refused " + mischief.refused() + " deeds: " + mischief.story());
    }
  }
}
