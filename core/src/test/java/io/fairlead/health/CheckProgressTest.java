package io.fairlead.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.model.Check;
import io.fairlead.model.Health;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckProgressTest {
  /** Verdicts: + passed, - failed, ! no doubt. Told: what is told after each, . for nothing. */
  @ParameterizedTest(name = "from {0}, rise {1}, fall {2}: {3} tells {4}")
  @CsvSource({
    "UNKNOWN, 1, 1, +,       P",
    "UNKNOWN, 1, 1, -,       F",
    "UNKNOWN, 1, 1, +++,     P..",
    "UNKNOWN, 1, 1, +-+,     PFP",
    "UNKNOWN, 3, 1, +++,     ..P",
    "UNKNOWN, 1, 3, ---,     ..F",
    "UNKNOWN, 3, 1, ++-+++,  ..F..P",
    "UNKNOWN, 2, 2, +-+-+-,  ......",
    "UNKNOWN, 2, 2, ++-+-+,  .P....",
    "UNKNOWN, 2, 2, ++--++,  .P.F.P",
    "UNKNOWN, 1, 3, +--+--,  P.....",
    "UNKNOWN, 1, 3, +---+,   P..FP",
    "PASSING, 1, 1, +,       P",
    "PASSING, 1, 1, -,       F",
    "PASSING, 3, 2, -,       .",
    "PASSING, 3, 2, --,      .F",
    "FAILING, 2, 1, +,       .",
    "FAILING, 2, 1, ++,      .P",
    "FAILING, 2, 1, -,       F",
    "UNKNOWN, 1, 5, !,       F",
    "UNKNOWN, 1, 5, +!!+,    PF.P",
    "UNKNOWN, 2, 5, !+-++,   F...P",
  })
  void verdictsInARowDecide(Health initial, int rise, int fall, String verdicts, String told) {
    Check.Timing timing =
        new Check.Timing(Duration.ofSeconds(1), Duration.ofSeconds(1), rise, fall, null);
    StringBuilder heard = new StringBuilder();
    CheckProgress at = CheckProgress.start(initial);
    for (int i = 0; i < verdicts.length(); i++) {
      char verdict = verdicts.charAt(i);
      CheckProgress next = verdict == '!' ? at.failed() : at.after(verdict == '+', timing);
      heard.append(next.news(at) ? next.health().name().charAt(0) : '.');
      at = next;
    }
    assertEquals(told, heard.toString());
  }

  @Test
  void untilItDecidesACheckSaysItsInitialVerdict() {
    Check.Timing timing =
        new Check.Timing(Duration.ofSeconds(1), Duration.ofSeconds(1), 2, 2, null);
    List<Health> said = new ArrayList<>();
    for (Health initial : Health.values()) {
      said.add(CheckProgress.start(initial).after(true, timing).after(false, timing).health());
    }
    assertEquals(List.of(Health.values()), said);
  }

  @Test
  void anEndlessRowOfVerdictsIsCountedToABound() {
    CheckProgress at = CheckProgress.start(Health.UNKNOWN);
    for (int i = 0; i < 1000; i++) {
      at = at.after(true, Check.Timing.DEFAULT);
    }
    assertEquals(100, at.streak());
  }
}
