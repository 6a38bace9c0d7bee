package io.fairlead.view.dns.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TimersTest {
  private static final long BEFORE_OVERFLOW = 10;

  private final long now = Math.subtractExact(Long.MAX_VALUE, BEFORE_OVERFLOW);
  private final Timers timers = new Timers(now);
  private final List<String> done = new ArrayList<>();

  @Test
  void whatIsDueIsDoneInOrderOverAnOverflowOfTheClock() {
    timers.at(now + 30, () -> done.add("third"));
    timers.at(now + 5, () -> done.add("first"));
    timers.at(now + 20, () -> done.add("second"));
    timers.at(now + 31, () -> done.add("too early"));
    timers.runDue(now + 30);

    assertEquals(List.of("first", "second", "third"), done);
    assertEquals(1, timers.untilNext(now + 30));
  }

  @Test
  void twoOfOneMomentAreBothDone() {
    timers.at(now, () -> done.add("one"));
    timers.at(now, () -> done.add("two"));
    timers.runDue(now);

    assertEquals(List.of("one", "two"), done);
  }

  @Test
  void whatIsTakenOutIsNotDone() {
    Timers.Timer timer = timers.at(now, () -> done.add("no"));
    timers.cancel(timer);
    timers.cancel(timer);
    timers.runDue(now);

    assertEquals(List.of(), done);
    assertEquals(Long.MAX_VALUE, timers.untilNext(now));
  }

  @Test
  void anActionMayAddOthers() {
    timers.at(now, () -> timers.at(now, () -> done.add("second")));
    timers.runDue(now);

    assertEquals(List.of("second"), done);
  }
}
