package io.fairlead.health;

import io.fairlead.model.Check;
import io.fairlead.model.CheckSpec;
import io.fairlead.model.RegistrationId;
import io.fairlead.spi.HealthChecks;
import io.fairlead.spi.Probe;
import io.fairlead.spi.Time;
import io.fairlead.spi.Verdicts;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs checks: one thread decides, and a probe has a virtual thread only while it runs. A check
 * never runs twice at a time, and one that hangs holds up no other: there is room for {@value
 * #PROBES} probes at once, and apart from them for {@value #SCRIPTS} scripts. Thread-safe.
 *
 * <p>A new check runs at once; many new ones are spread over a second, or their interval where that
 * is shorter, and each later run comes up to a twentieth of the interval early or late. What is
 * told to {@link Verdicts} comes from one thread while {@link #run} runs, in order; a state that
 * changed again before it could be told is not told.
 */
public final class HealthEngine implements HealthChecks {
  private static final int PROBES = 1024;
  private static final int SCRIPTS = 16;
  private static final long LONGEST_SLEEP = Duration.ofHours(1).toNanos();

  private final Time time;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();

  // All guarded by lock.
  private final Timers timers = new Timers();
  private final Map<RegistrationId, Followed> followed = new HashMap<>();
  private final Judge judge;
  private final Rounds rounds;
  private @Nullable Thread sleeper;
  private long sleepsUntil;
  private boolean stopped;

  /**
   * An engine that runs nothing yet; see {@link #run}.
   *
   * @param probes what runs each sort of check; a check of any other sort, TTL apart, fails at once
   *     and says why
   * @param random for the spread of runs
   */
  public HealthEngine(
      Verdicts verdicts,
      Map<Class<? extends CheckSpec>, Probe> probes,
      Time time,
      RandomGenerator random) {
    this(verdicts, probes, time, random, PROBES, SCRIPTS);
  }

  HealthEngine(
      Verdicts verdicts,
      Map<Class<? extends CheckSpec>, Probe> probes,
      Time time,
      RandomGenerator random,
      int probesAtOnce,
      int scriptsAtOnce) {
    this.time = time;
    clock = Clock.startingNow(time);
    judge = new Judge(verdicts, clock, timers);
    Lane probeLane = new Lane(probesAtOnce);
    Lane scriptLane = new Lane(scriptsAtOnce);
    rounds = new Rounds(probes, clock, timers, random, judge, probeLane, scriptLane, this::ended);
  }

  @Override
  public void follow(RegistrationId id, Subject subject, List<Check> checks) {
    change(
        () -> {
          Followed registration = followed.computeIfAbsent(id, Followed::new);
          Map<String, Watched> before = new HashMap<>(registration.checks);
          registration.checks.clear();
          for (Check check : checks) {
            Watched same = before.get(check.name());
            if (same != null && same.check.equals(check)) {
              before.remove(check.name());
              registration.checks.put(check.name(), same);
              redirect(same, subject);
            } else {
              Watched fresh = new Watched(check, registration, subject);
              registration.checks.put(check.name(), fresh);
              begin(fresh);
            }
          }
          before.values().forEach(this::end);
          judge.changed(registration);
        });
  }

  @Override
  public void forget(RegistrationId id) {
    change(
        () -> {
          Followed registration = followed.remove(id);
          if (registration != null) {
            registration.checks.values().forEach(this::end);
            judge.forget(registration);
          }
        });
  }

  @Override
  public boolean renew(RegistrationId id, String check, Probe.Verdict verdict) {
    lock.lock();
    try {
      Followed registration = followed.get(id);
      Watched watched = registration == null ? null : renewable(registration, check);
      if (watched != null && watched.check.spec() instanceof CheckSpec.Ttl ttl) {
        judge.expect(watched, ttl);
        judge.count(watched, verdict);
        wake();
      }
      return watched != null;
    } finally {
      lock.unlock();
    }
  }

  /** Runs checks until the thread is interrupted; then all probes are ended. */
  public void run() throws InterruptedException {
    Thread decider = Thread.ofPlatform().daemon().name("fairlead-health").start(this::decide);
    try {
      decider.join();
    } finally {
      stop();
      decider.interrupt();
    }
  }

  /** What goes on. */
  public HealthStats stats() {
    lock.lock();
    try {
      int checks = followed.values().stream().mapToInt(each -> each.checks.size()).sum();
      return new HealthStats(checks, rounds.running(), rounds.runs(), judge.failures());
    } finally {
      lock.unlock();
    }
  }

  private void decide() {
    while (step()) {
      try {
        time.sleep(untilNext());
      } catch (InterruptedException e) {
        // Something is to be done earlier, or nothing ever more: step() knows.
      }
    }
  }

  /** Does all that is due and tells what changed; false once stopped. */
  private boolean step() {
    List<Runnable> calls;
    boolean on;
    lock.lock();
    try {
      sleeper = null;
      boolean _ = Thread.interrupted(); // woken: that is done with
      timers.due(clock.nanos()).forEach(timer -> timer.action().run());
      calls = judge.tell();
      on = !stopped;
    } finally {
      lock.unlock();
    }
    calls.forEach(Runnable::run);
    return on;
  }

  private Duration untilNext() {
    lock.lock();
    try {
      sleeper = Thread.currentThread();
      sleepsUntil = stopped || !judge.silent() ? 0 : timers.earliest();
      return Duration.ofNanos(Math.clamp(sleepsUntil - clock.nanos(), 0, LONGEST_SLEEP));
    } finally {
      lock.unlock();
    }
  }

  /** Ends the decider's sleep where there is something to do before it would wake. */
  private void wake() {
    if (sleeper != null && (!judge.silent() || timers.earliest() < sleepsUntil)) {
      sleeper.interrupt();
      sleeper = null;
    }
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      wake();
    } finally {
      lock.unlock();
    }
  }

  private void ended(Watched.Run run, Probe.@Nullable Verdict verdict) {
    change(() -> rounds.ended(run, verdict));
  }

  private void begin(Watched check) {
    CheckSpec spec = check.check.spec();
    if (spec instanceof CheckSpec.Ttl ttl) {
      judge.expect(check, ttl);
    } else if (rounds.can(spec)) {
      rounds.begin(check);
    } else {
      judge.fail(check, refusal(spec));
    }
  }

  private void redirect(Watched check, Subject subject) {
    if (!check.subject.equals(subject) && rounds.can(check.check.spec())) {
      rounds.redirect(check, subject);
    }
  }

  private void end(Watched check) {
    timers.cancel(check.patience);
    rounds.end(check);
  }

  private void stop() {
    change(
        () -> {
          stopped = true;
          followed.values().forEach(each -> each.checks.values().forEach(this::end));
          followed.clear();
        });
  }

  private static String refusal(CheckSpec spec) {
    return spec instanceof CheckSpec.Script
        ? "script checks are off; start the agent with --allow-scripts to run them"
        : "this agent runs no " + spec.kind() + " checks";
  }

  private static @Nullable Watched renewable(Followed registration, String name) {
    List<Watched> found =
        registration.checks.values().stream()
            .filter(check -> check.check.spec() instanceof CheckSpec.Ttl)
            .filter(check -> name.isEmpty() || check.check.name().equals(name))
            .toList();
    return found.size() == 1 ? found.getFirst() : null;
  }
}
