package io.fairlead.health;

import io.fairlead.model.CheckSpec;
import io.fairlead.spi.HealthChecks;
import io.fairlead.spi.Probe;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When probes run, and how many at once. A check never runs twice at a time: its next run is set
 * when the one before has ended. Guarded by the engine; probes run on virtual threads of their own.
 */
final class Rounds {
  /** Runs that fall into one such span start together: fewer wake-ups for many checks. */
  private static final long SPAN = 10_000_000;

  private static final long SPREAD = 1_000_000_000;
  private static final long STAGGER = 1_000_000;

  /** How long after its time-out a probe that did not end by itself is ended. */
  private static final Duration GRACE = Duration.ofMillis(250);

  private final Map<Class<? extends CheckSpec>, Probe> probes;
  private final Clock clock;
  private final Timers timers;
  private final RandomGenerator random;
  private final Judge judge;
  private final Lane probeLane;
  private final Lane scriptLane;
  private final BiConsumer<Watched.Run, Probe.@Nullable Verdict> ended;
  private long nextFirst;
  private long runs;

  /**
   * Nothing runs yet.
   *
   * @param ended called on a probe's thread, without the engine's lock, when a run has ended; leads
   *     to {@link #ended}
   */
  Rounds(
      Map<Class<? extends CheckSpec>, Probe> probes,
      Clock clock,
      Timers timers,
      RandomGenerator random,
      Judge judge,
      Lane probeLane,
      Lane scriptLane,
      BiConsumer<Watched.Run, Probe.@Nullable Verdict> ended) {
    this.probes = Map.copyOf(probes);
    this.clock = clock;
    this.timers = timers;
    this.random = random;
    this.judge = judge;
    this.probeLane = probeLane;
    this.scriptLane = scriptLane;
    this.ended = ended;
  }

  /** Whether there is a probe for such a check. */
  boolean can(CheckSpec spec) {
    return probes.containsKey(spec.getClass());
  }

  /** Runs a new check at once, or spread out where many are new. */
  void begin(Watched check) {
    long window = Math.min(SPREAD, check.check.timing().interval().toNanos());
    long now = clock.nanos();
    long first = Math.max(now, nextFirst);
    nextFirst = first + STAGGER;
    at(first - now < window ? first : now + random.nextLong(window), check);
  }

  /** Looks elsewhere from now on, at once. */
  void redirect(Watched check, HealthChecks.Subject subject) {
    check.subject = subject;
    Watched.Run run = check.run;
    if (run != null) {
      run.again = true;
      drop(run);
    } else if (check.next != null) {
      timers.cancel(check.next);
      at(clock.nanos(), check);
    }
  }

  /** Runs it no more. */
  void end(Watched check) {
    timers.cancel(check.next);
    check.next = null;
    check.over = true;
    lane(check).giveUp(check);
    if (check.run != null) {
      drop(check.run);
    }
  }

  /** A run has ended: its verdict counts where somebody still waits for it. */
  void ended(Watched.Run run, Probe.@Nullable Verdict verdict) {
    Watched check = run.check;
    timers.cancel(run.deadline);
    if (run.current && verdict != null) {
      judge.count(check, verdict);
    }
    check.run = null;
    Watched next = lane(check).leave();
    if (!check.over) {
      at(run.again ? clock.nanos() : after(check, run), check);
    }
    if (next != null) {
      launch(next);
    }
  }

  int running() {
    return probeLane.running() + scriptLane.running();
  }

  long runs() {
    return runs;
  }

  private void at(long due, Watched check) {
    check.next = timers.at(due, () -> start(check));
  }

  private void start(Watched check) {
    check.next = null;
    if (lane(check).enter(check)) {
      launch(check);
    }
  }

  private void launch(Watched check) {
    Probe probe = probes.get(check.check.spec().getClass());
    if (probe == null) {
      throw new IllegalStateException("no probe for " + check.check.spec());
    }
    Probe.Target target = check.target();
    Duration timeout = check.check.timing().timeout();
    long started = clock.nanos();
    Watched.Run run = new Watched.Run(check, started);
    check.run = run;
    runs++;
    run.deadline = timers.at(started + timeout.plus(GRACE).toNanos(), () -> expire(run));
    run.thread =
        Thread.ofVirtual()
            .name("fairlead-probe")
            .start(() -> ended.accept(run, look(probe, target, timeout)));
  }

  private static Probe.@Nullable Verdict look(Probe probe, Probe.Target target, Duration timeout) {
    try {
      return probe.probe(target, timeout);
    } catch (InterruptedException e) {
      return null; // its verdict is wanted no more
    } catch (RuntimeException e) {
      return new Probe.Verdict(false, "the check itself broke: " + e);
    }
  }

  private void expire(Watched.Run run) {
    Duration timeout = run.check.check.timing().timeout();
    judge.count(
        run.check, new Probe.Verdict(false, "no answer within " + timeout.toMillis() + "ms"));
    drop(run);
  }

  /** Nobody waits for its verdict any more. */
  private void drop(Watched.Run run) {
    run.current = false;
    timers.cancel(run.deadline);
    if (run.thread != null) {
      run.thread.interrupt();
    }
  }

  /** An interval after the last start, give or take a twentieth; at once where that has passed. */
  private long after(Watched check, Watched.Run run) {
    long interval = check.check.timing().interval().toNanos();
    long due = run.started + interval + random.nextLong(interval / 10 + 1) - interval / 20;
    return Math.max(clock.nanos(), Math.ceilDiv(due, SPAN) * SPAN);
  }

  private Lane lane(Watched check) {
    return check.check.spec() instanceof CheckSpec.Script ? scriptLane : probeLane;
  }
}
