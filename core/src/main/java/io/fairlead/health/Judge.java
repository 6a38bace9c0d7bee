package io.fairlead.health;

import io.fairlead.model.Cause;
import io.fairlead.model.CheckSpec;
import io.fairlead.model.CheckState;
import io.fairlead.model.Health;
import io.fairlead.spi.Probe;
import io.fairlead.spi.Verdicts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Turns single verdicts into health, and remembers what is to be told: one state per check, however
 * often it changed meanwhile. Guarded by the engine.
 */
final class Judge {
  private final Verdicts verdicts;
  private final Clock clock;
  private final Timers timers;
  private final Set<Followed> news = new LinkedHashSet<>();
  private long failures;

  Judge(Verdicts verdicts, Clock clock, Timers timers) {
    this.verdicts = verdicts;
    this.clock = clock;
    this.timers = timers;
  }

  /** One verdict more. */
  void count(Watched check, Probe.Verdict verdict) {
    if (!verdict.passed()) {
      failures++;
    }
    CheckProgress next = check.progress.after(verdict.passed(), check.check.timing());
    decide(check, next, verdict.output());
  }

  /** Something that leaves no doubt. */
  void fail(Watched check, String output) {
    decide(check, check.progress.failed(), output);
  }

  /** Fails a TTL check where nobody renews it from now on. */
  void expect(Watched check, CheckSpec.Ttl ttl) {
    timers.cancel(check.next);
    check.next =
        timers.at(
            clock.nanos() + ttl.ttl().toNanos(),
            () -> {
              check.next = null;
              fail(check, "not " + ttl.target());
            });
  }

  /** The checks of a registration are others now. */
  void changed(Followed registration) {
    news.add(registration);
  }

  /** Nothing more is to be told about it. */
  void forget(Followed registration) {
    news.remove(registration);
  }

  boolean silent() {
    return news.isEmpty();
  }

  long failures() {
    return failures;
  }

  /** What is to be told; the calls are made without the engine's lock. */
  List<Runnable> tell() {
    List<Runnable> calls = new ArrayList<>();
    for (Followed registration : news) {
      for (Watched check : registration.checks.values()) {
        CheckState state = check.news;
        if (state != null) {
          check.news = null;
          calls.add(() -> verdicts.changed(registration.id, state));
        }
      }
      boolean overdue = registration.overdue();
      if (overdue != registration.toldOverdue) {
        registration.toldOverdue = overdue;
        Cause cause =
            new Cause(clock.wall(), overdue ? tooLong(registration) : "its checks pass again");
        calls.add(() -> verdicts.overdue(registration.id, overdue, cause));
      }
    }
    news.clear();
    return calls;
  }

  private void decide(Watched check, CheckProgress next, String output) {
    CheckProgress before = check.progress;
    check.progress = next;
    if (!next.news(before)) {
      return;
    }
    check.news =
        new CheckState(
            check.check.name(), check.check.spec().kind(), next.health(), clock.wall(), output);
    news.add(check.of);
    timers.cancel(check.patience);
    check.patience = null;
    check.overdue = false;
    Duration limit = check.check.timing().deregisterAfter();
    if (next.health() == Health.FAILING && limit != null) {
      check.patience = timers.at(clock.nanos() + limit.toNanos(), () -> giveUp(check));
    }
  }

  private void giveUp(Watched check) {
    check.patience = null;
    check.overdue = true;
    news.add(check.of);
  }

  private static String tooLong(Followed registration) {
    for (Watched check : registration.checks.values()) {
      Duration limit = check.check.timing().deregisterAfter();
      if (check.overdue && limit != null) {
        return "check " + check.check.name() + " has failed for " + limit.toMillis() + "ms";
      }
    }
    return "a check has failed for too long";
  }
}
