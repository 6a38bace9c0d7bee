package io.fairlead.health;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done when, earliest first; every operation costs the logarithm of their number.
 * Times are nanoseconds since an origin of the owner's choice. Guarded by its owner.
 */
final class Timers {
  private final TreeSet<Timer> timers =
      new TreeSet<>(Comparator.comparingLong(Timer::due).thenComparingLong(Timer::number));
  private long next;

  /** Does {@code action} at {@code due} or soon after. */
  Timer at(long due, Runnable action) {
    Timer timer = new Timer(due, next++, action);
    timers.add(timer);
    return timer;
  }

  /** Will not do it; nothing happens where it is done already, or null. */
  void cancel(@Nullable Timer timer) {
    if (timer != null) {
      timers.remove(timer);
    }
  }

  /** Takes out all that is due, in order. */
  List<Timer> due(long now) {
    List<Timer> due = new ArrayList<>();
    while (!timers.isEmpty() && timers.first().due <= now) {
      due.add(timers.pollFirst());
    }
    return due;
  }

  /** When the next is due; {@link Long#MAX_VALUE} where there is none. */
  long earliest() {
    return timers.isEmpty() ? Long.MAX_VALUE : timers.first().due;
  }

  record Timer(long due, long number, Runnable action) {}
}
