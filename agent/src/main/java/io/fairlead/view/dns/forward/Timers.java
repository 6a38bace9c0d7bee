package io.fairlead.view.dns.forward;

import java.util.Comparator;
import java.util.TreeSet;

/** What is to be done when: cheap to add and to take out. Not thread-safe. */
final class Timers {
  private final TreeSet<Timer> timers =
      new TreeSet<>(
          Comparator.comparingLong((Timer timer) -> timer.at).thenComparingLong(t -> t.serial));
  private final long origin;
  private long serial;

  /** Timers of a clock that shows {@code now}. */
  Timers(long now) {
    origin = now;
  }

  /** Does {@code action} once {@code nanos} have come. */
  Timer at(long nanos, Runnable action) {
    Timer timer = new Timer(nanos - origin, serial++, action);
    timers.add(timer);
    return timer;
  }

  /** Takes it out; nothing happens where it is out already. */
  void cancel(Timer timer) {
    timers.remove(timer);
  }

  /** Nanoseconds from {@code now} to the next, at least 0; {@link Long#MAX_VALUE} for none. */
  long untilNext(long now) {
    return timers.isEmpty() ? Long.MAX_VALUE : Math.max(0, timers.getFirst().at - (now - origin));
  }

  /** Does everything that is due by {@code now}, in order. */
  void runDue(long now) {
    while (!timers.isEmpty() && timers.getFirst().at <= now - origin) {
      timers.pollFirst().action.run();
    }
  }

  int size() {
    return timers.size();
  }

  /** One thing to do; {@code at} counts from the origin. */
  record Timer(long at, long serial, Runnable action) {}
}
