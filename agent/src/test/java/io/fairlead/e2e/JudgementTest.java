package io.fairlead.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.testkit.fleet.Transcript;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The judge of the fault tests finds what is wrong, and excuses what was disturbed. */
class JudgementTest {
  private static final long PATIENCE = 5_000;
  private final FaultLog log = new FaultLog();
  private final Judgement judgement = new Judgement(log, PATIENCE);

  @Test
  void whoeverIsNamedLongAfterItsDeathIsFound() {
    log.starts("c1", 0);
    log.runs("c1");
    log.dead("c1");

    judgement.judge(1, List.of(named(PATIENCE / 2), named(2 * PATIENCE)));

    assertEquals(1, judgement.wrong().size());
    assertEquals(2, judgement.held());
  }

  @Test
  void whoeverRunsForLongAndIsLeftOutIsFound() {
    log.starts("c1", 0);
    log.runs("c1");

    judgement.judge(1, List.of(blank(PATIENCE / 2), blank(2 * PATIENCE)));

    assertEquals(1, judgement.wrong().size());
  }

  @Test
  void anAgentThatWasDisturbedIsExcused() {
    log.starts("c1", 0);
    log.runs("c1");
    log.dead("c1");
    log.disturbed("agent1");

    judgement.judge(1, List.of(named(2 * PATIENCE)));

    assertEquals(List.of(), judgement.wrong());
    assertEquals(0, judgement.held());
  }

  @Test
  void anAgentThatIsSilentSaysNothingWrong() {
    log.starts("c1", 0);
    log.runs("c1");
    long at = System.currentTimeMillis() + 2 * PATIENCE;

    judgement.judge(
        1, List.of(new Transcript.Answer(at, at, "c1.container.internal", List.of(), true)));

    assertEquals(List.of(), judgement.wrong());
  }

  private static Transcript.Answer named(long later) {
    return answer(later, List.of("10.78.1.2"));
  }

  private static Transcript.Answer blank(long later) {
    return answer(later, List.of());
  }

  private static Transcript.Answer answer(long later, List<String> addresses) {
    long at = System.currentTimeMillis() + later;
    return new Transcript.Answer(at, at, "c1.container.internal", addresses, false);
  }
}
