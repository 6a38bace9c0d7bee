package io.fairlead.ways;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.testkit.time.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When checksums of what goes in UDP are filled in by the host itself. */
class ChecksumsTest {
  private final ManualTime time = new ManualTime();
  private final Checksums checksums = new Checksums(new Random(3));
  private int asked;

  private void live(Duration span, Set<String> reached, Predicate<String> answers) {
    for (long ms = 0; ms < span.toMillis(); ms += 100) {
      for (String node : checksums.due(reached, time.nanos())) {
        asked++;
        if (answers.test(node)) {
          checksums.answered(node, time.nanos());
        } else {
          checksums.missed(node, time.nanos());
        }
      }
      time.advance(Duration.ofMillis(100));
    }
  }

  @Test
  void whoAnswersIsSeldomAskedAgain() {
    live(Duration.ofMinutes(4), Set.of("h2"), node -> true);
    assertEquals(1, asked);
    assertFalse(checksums.filled());
  }

  @Test
  void whereFillingThemInHelpsItStaysSoAndSaysWhy() {
    live(Duration.ofMinutes(30), Set.of("h2"), node -> checksums.filled());
    assertTrue(checksums.filled());
    assertTrue(checksums.words().startsWith("h2 got TCP in UDP only"), checksums.words());
  }

  @Test
  void whereItDoesNotHelpTheyAreLeftToTheCardAgain() {
    live(Duration.ofMinutes(30), Set.of("h2"), node -> false);
    assertFalse(checksums.filled());
    assertEquals("", checksums.words());
  }

  @Test
  void oneClosedNodeHidesNoBrokenCard() {
    live(
        Duration.ofMinutes(1), Set.of("h2", "h3"), node -> node.equals("h3") && checksums.filled());
    assertTrue(checksums.words().startsWith("h3 got TCP"), checksums.words());
  }

  @Test
  void aSuspectThatGoesAwayLeavesThemToTheCard() {
    live(Duration.ofSeconds(3), Set.of("h2"), node -> false);
    assertTrue(checksums.filled(), "it is tried");
    live(Duration.ofSeconds(1), Set.of(), node -> false);
    assertFalse(checksums.filled());
  }

  @Test
  void manyNodesAreNotAskedAtOnce() {
    List<String> many = IntStream.range(0, 500).mapToObj(i -> "h" + i).toList();
    assertEquals(8, checksums.due(many, time.nanos()).size());
    assertEquals(0, checksums.due(many, time.nanos()).size());
  }
}
