package io.fairlead.reconcile;

import io.fairlead.spi.Time;
import io.fairlead.spi.kernel.HostItem.Kind;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.Kernel;
import io.fairlead.spi.kernel.KernelException;
import io.fairlead.spi.kernel.Op;
import io.fairlead.spi.kernel.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Keeps a host as it should be: one thread looks when something else is wanted, when somebody
 * changed something, and every minute, and mends what differs. Where that fails it tries again,
 * less and less often. Thread-safe.
 */
public final class Reconciler {
  /** How often the host is looked at though nothing was heard of. */
  public static final Duration SWEEP = Duration.ofMinutes(1);

  /** What others do is gathered for so long before it is looked at: they seldom do one thing. */
  private static final Duration GATHERING = Duration.ofMillis(50);

  /** So long a round that nobody awaits leaves the kernel to the steps of who is attaching. */
  private static final Duration COURTESY = Duration.ofMillis(20);

  /** It goes on doing so while steps follow each other like this: the next would wait for it. */
  private static final Duration BETWEEN_STEPS = Duration.ofMillis(40);

  /** But no longer than this: what comes from other nodes waits for it, too. */
  private static final Duration MOST_COURTESY = Duration.ofMillis(150);

  /** After a step that is right by itself, the kernel is looked at within this time. */
  private static final Duration LATER = Duration.ofSeconds(1);

  /** What the kernel tells of a step comes with it, or soon after. */
  private static final Duration ECHO = Duration.ofMillis(100);

  /** What leads to endpoints of other nodes, by entries of the kernel that stand for themselves. */
  private static final Set<Kind> WAYS = Set.of(Kind.ROUTE, Kind.FORWARDING, Kind.NEIGHBOUR);

  /** What can wait is done once nobody wanted or did anything for so long. */
  private static final Duration CALM = Duration.ofMillis(300);

  /** After so many rounds it is done all the same. */
  private static final int MOST_LEFT_WAITING = 16;

  /** So much of it at once. */
  private static final int MOST_IN_CALM = 16;

  private static final System.Logger LOG = System.getLogger(Reconciler.class.getName());

  private final Kernel kernel;
  private final List<Supplier<HostState>> desired;
  private final Time time;
  private final Backoff backoff;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Held while the host is looked at and changed. */
  private final ReentrantLock turn = new ReentrantLock(true);

  // Guarded by lock.
  private long asked = 1;
  private long answered;
  private long awaited;
  private boolean stirred;
  private long stepped;
  private int stepping;
  private boolean later;
  private ReconcileStatus status;

  // The running thread's own; sure where the last look found all as it is settled.
  private HostState settled = HostState.EMPTY;
  private boolean sure;
  private final Map<Kind, Long> changes = new EnumMap<>(Kind.class);
  private final Map<Kind, Long> repairs = new EnumMap<>(Kind.class);
  private final TroubleLog trouble = new TroubleLog();
  private int leftWaiting;

  /**
   * One that does nothing yet; see {@link #run}.
   *
   * @param desired what should be there, from each who has a say; asked anew in each round
   */
  public Reconciler(
      Kernel kernel, List<Supplier<HostState>> desired, Time time, RandomGenerator random) {
    this.kernel = kernel;
    this.desired = List.copyOf(desired);
    this.time = time;
    this.backoff = new Backoff(random);
    this.stepped = time.nanos() - ECHO.toNanos();
    this.status = new ReconcileStatus(0, Instant.EPOCH, 0, List.of(), "", Map.of(), Map.of());
  }

  /**
   * Something else is wanted: looks soon, and at once where somebody awaits it.
   *
   * @return the ticket for {@link #await}
   */
  public long wake() {
    lock.lock();
    try {
      changed.signalAll();
      return ++asked;
    } finally {
      lock.unlock();
    }
  }

  /** The same where nobody needs it soon: steps have done already what is wanted. */
  public void wakeLater() {
    lock.lock();
    try {
      lookLater();
    } finally {
      lock.unlock();
    }
  }

  private void lookLater() {
    if (!later) {
      later = true;
      timer(
          LATER,
          () -> {
            later = false;
            asked++;
          });
    }
  }

  /**
   * Takes some steps at once, on the caller's thread, between two rounds: the fast way beside them.
   * What it makes must be wanted before the call, and what it removes unwanted, or the next round
   * undoes it.
   *
   * @throws io.fairlead.spi.kernel.KernelException where some could not be done
   */
  public void step(List<Op> ops) {
    note(1);
    turn.lock();
    try {
      kernel.apply(ops);
    } finally {
      turn.unlock();
      note(-1);
    }
  }

  private void note(int steps) {
    lock.lock();
    try {
      stepping += steps;
      stepped = time.nanos();
    } finally {
      lock.unlock();
    }
  }

  /** What of this scope is there, between two rounds. */
  public HostState look(Scope scope) {
    turn.lock();
    try {
      return kernel.observe(scope);
    } finally {
      turn.unlock();
    }
  }

  /** How the host stood when it was looked at last. */
  public ReconcileStatus status() {
    lock.lock();
    try {
      return status;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the host was looked at, and mended, after a call of {@link #wake}.
   *
   * @param ticket what that call answered
   * @return whether that came in time; {@link #status} says how it went
   */
  public boolean await(long ticket, Duration atMost) throws InterruptedException {
    long end = time.nanos() + atMost.toNanos();
    Thread timer = timer(atMost, () -> {});
    lock.lockInterruptibly();
    try {
      awaited = Math.max(awaited, ticket);
      changed.signalAll();
      while (answered < ticket && time.nanos() - end < 0) {
        changed.await();
      }
      return answered >= ticket;
    } finally {
      lock.unlock();
      timer.interrupt();
    }
  }

  /**
   * Looks and mends until the calling thread is interrupted. It must be a platform thread: a kernel
   * may hold it while it works.
   */
  public void run() throws InterruptedException {
    try (Kernel.Watching _ = kernel.watch(this::stir)) {
      boolean calm = false;
      while (true) {
        long ticket = begin();
        Duration wait;
        turn.lock();
        try {
          wait = round(ticket, calm || leftWaiting > MOST_LEFT_WAITING ? MOST_IN_CALM : 0);
        } finally {
          turn.unlock();
        }
        calm = waitFor(wait) && leftWaiting > 0;
      }
    }
  }

  private void stir() {
    lock.lock();
    try {
      if (stepping > 0 || time.nanos() - stepped < ECHO.toNanos()) {
        lookLater();
      } else {
        stirred = true;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private long begin() {
    lock.lock();
    try {
      stirred = false;
      return asked;
    } finally {
      lock.unlock();
    }
  }

  /** One round; how long to wait for the next. */
  private Duration round(long ticket, int calm) {
    HostState wanted = HostState.EMPTY;
    Round round;
    try {
      for (Supplier<HostState> part : desired) {
        wanted = wanted.and(part.get());
      }
      if (hasten(wanted)) {
        return GATHERING;
      }
      round = Round.of(kernel, wanted, calm);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "The network cannot be planned or mended", e);
      round = new Round(Map.of(), List.of(), String.valueOf(e.getMessage()), false);
    }
    Map<Kind, Long> counts = wanted.equals(settled) ? repairs : changes;
    round.done().forEach((kind, number) -> counts.merge(kind, number, Long::sum));
    sure = round.worked() && !round.waiting();
    leftWaiting = round.waiting() ? leftWaiting + 1 : 0;
    if (round.worked()) {
      settled = round.waiting() ? settled : wanted;
      backoff.reset();
    }
    trouble.tell(round);
    publish(ticket, wanted, round);
    Duration usual = round.waiting() ? CALM : SWEEP;
    return round.worked() ? usual : backoff.next();
  }

  /**
   * Makes and ends ways to other nodes' endpoints by the difference of what was settled and what is
   * wanted, which takes far less time than to look; the look comes after it.
   *
   * @return whether that was all, and the look can wait
   */
  private boolean hasten(HostState wanted) {
    if (!sure || wanted.equals(settled)) {
      return false;
    }
    sure = false;
    List<Op> ops = Differences.between(settled, wanted);
    List<Op> ways = ops.stream().filter(op -> WAYS.contains(op.item().key().kind())).toList();
    try {
      boolean done = ways.isEmpty() || Round.apply(kernel, ways, changes).isEmpty();
      if (!done || ways.size() < ops.size()) {
        return false;
      }
    } catch (KernelException e) {
      return false; // the look says what is wrong
    }
    settled = wanted;
    return true;
  }

  private void publish(long ticket, HostState wanted, Round round) {
    lock.lock();
    try {
      status =
          new ReconcileStatus(
              status.round() + 1,
              time.now(),
              wanted.items().size(),
              round.open(),
              round.trouble(),
              changes,
              repairs);
      answered = ticket;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits; whether the whole time passed with nothing wanted and nothing done. */
  private boolean waitFor(Duration wait) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      boolean calm = quiet(wait, () -> asked != answered || stirred);
      if (asked == answered && stirred) {
        quiet(GATHERING, () -> asked != answered);
      }
      if (asked != answered) {
        if (sure) {
          leaveToSteps();
        } else {
          quiet(GATHERING, () -> awaited > answered);
        }
      }
      return calm;
    } finally {
      lock.unlock();
    }
  }

  private void leaveToSteps() throws InterruptedException {
    long begin = time.nanos();
    do {
      quiet(COURTESY, () -> awaited > answered);
    } while (awaited <= answered
        && time.nanos() - stepped < BETWEEN_STEPS.toNanos()
        && time.nanos() - begin < MOST_COURTESY.toNanos());
  }

  /** Waits until something is so; whether the time was over first. The lock is held. */
  private boolean quiet(Duration wait, BooleanSupplier until) throws InterruptedException {
    boolean[] over = {false};
    Thread timer = timer(wait, () -> over[0] = true);
    try {
      while (!over[0] && !until.getAsBoolean()) {
        changed.await();
      }
      return over[0];
    } finally {
      timer.interrupt();
    }
  }

  /** Wakes all who wait once {@code wait} is over, after {@code first}. */
  private Thread timer(Duration wait, Runnable first) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                time.sleep(wait);
              } catch (InterruptedException e) {
                return; // nobody waits any more
              }
              lock.lock();
              try {
                first.run();
                changed.signalAll();
              } finally {
                lock.unlock();
              }
            });
  }
}
