package io.fairlead.source.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalsAndLoopsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "SIGTERM, 15",
    "quit, 3",
    "9, 9",
    "SIGRTMIN+3, 37",
    "RTMAX-1, 63",
    "SIGWINCH, 28",
    "nonsense, 15"
  })
  void aSignalHasANumber(String signal, int number) {
    assertEquals(number, StopSignals.number(signal));
  }

  @ParameterizedTest
  @CsvSource({
    "15, 15, true",
    "9, 15, true",
    "2, 15, true",
    "3, 3, true",
    "28, 28, true",
    "1, 15, false",
    "10, 15, false",
    "28, 15, false",
    "3, 15, false"
  })
  void aSignalEndsAContainerOrNot(int signal, int own, boolean ends) {
    assertEquals(ends, StopSignals.ends(signal, own));
  }

  @Test
  void threeShortLivesInARowMakeALoop() {
    RestartLoops loops = new RestartLoops();
    for (int life = 0; life < 3; life++) {
      assertTrue(loops.untilCounts("a", START, START).isZero());
      loops.ended("a", Duration.ofSeconds(1), true);
    }
    assertEquals(Duration.ofSeconds(6), loops.untilCounts("a", START, START.plusSeconds(4)));
    assertTrue(loops.untilCounts("a", START, START.plusSeconds(10)).isZero());
    assertTrue(loops.untilCounts("b", START, START).isZero());
  }

  @Test
  void aLongLifeOrOneThatWasEndedBreaksTheLoop() {
    RestartLoops loops = new RestartLoops();
    for (int life = 0; life < 9; life++) {
      loops.ended("stopped", Duration.ofSeconds(1), life % 3 != 2);
      loops.ended("long", Duration.ofSeconds(life % 3 == 2 ? 11 : 1), true);
    }
    assertTrue(loops.untilCounts("stopped", START, START).isZero());
    assertTrue(loops.untilCounts("long", START, START).isZero());
  }

  @Test
  void pausesDoubleUpToAMostAndAreNeverTheSameForAll() {
    Backoff backoff = new Backoff(new Random(7));
    for (long most = 100; most < 10_000; most *= 2) {
      Duration pause = backoff.next();
      assertTrue(pause.toMillis() >= most / 2 && pause.toMillis() <= most, pause.toString());
    }
    assertFalse(backoff.next().compareTo(Backoff.LONGEST) > 0);
    backoff.reset();
    assertTrue(backoff.next().compareTo(Backoff.SHORTEST) <= 0);
  }
}
