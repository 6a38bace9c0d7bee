package io.fairlead.health;

import io.fairlead.model.Check;
import io.fairlead.model.Health;

/**
 * How far a check has come in making up its mind.
 *
 * @param health what it says now
 * @param decided whether it has said anything of its own yet, or {@code health} is its initial one
 * @param passing what the last verdict was
 * @param streak how many verdicts in a row were so; counted to 100
 */
record CheckProgress(Health health, boolean decided, boolean passing, int streak) {
  private static final int ENOUGH = 100;

  static CheckProgress start(Health initial) {
    return new CheckProgress(initial, false, false, 0);
  }

  /** After one more verdict. */
  CheckProgress after(boolean passed, Check.Timing timing) {
    int row = passed == passing ? Math.min(ENOUGH, streak + 1) : 1;
    if (row < (passed ? timing.rise() : timing.fall())) {
      return new CheckProgress(health, decided, passed, row);
    }
    return new CheckProgress(passed ? Health.PASSING : Health.FAILING, true, passed, row);
  }

  /** After something that leaves no doubt. */
  CheckProgress failed() {
    return new CheckProgress(Health.FAILING, true, false, ENOUGH);
  }

  /** Whether going from {@code before} to here is something to tell. */
  boolean news(CheckProgress before) {
    return decided && (!before.decided || health != before.health);
  }
}
