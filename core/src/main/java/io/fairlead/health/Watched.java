package io.fairlead.health;

import io.fairlead.model.Check;
import io.fairlead.model.CheckState;
import io.fairlead.spi.HealthChecks;
import io.fairlead.spi.Probe;
import org.jspecify.annotations.Nullable;

/** One check that is followed. Guarded by the engine. */
final class Watched {
  final Check check;
  final Followed of;
  HealthChecks.Subject subject;
  CheckProgress progress;

  /** When it runs next, or when it expires. */
  Timers.@Nullable Timer next;

  /** When it has failed for too long. */
  Timers.@Nullable Timer patience;

  boolean overdue;

  /** The run that is under way, or null. */
  @Nullable Run run;

  /** Whether it is followed no more. */
  boolean over;

  /** What is to be told and is not yet. */
  @Nullable CheckState news;

  Watched(Check check, Followed of, HealthChecks.Subject subject) {
    this.check = check;
    this.of = of;
    this.subject = subject;
    this.progress = CheckProgress.start(check.initial());
  }

  Probe.Target target() {
    return new Probe.Target(check.spec(), subject.address(), subject.port(), subject.container());
  }

  /** One run of a probe. */
  static final class Run {
    final Watched check;
    final long started;
    @Nullable Thread thread;
    Timers.@Nullable Timer deadline;

    /** Whether its verdict still counts. */
    boolean current = true;

    /** Whether another run follows at once. */
    boolean again;

    Run(Watched check, long started) {
      this.check = check;
      this.started = started;
    }
  }
}
