package io.fairlead.source.docker;

import io.fairlead.spi.Time;
import java.time.Duration;
import java.util.PriorityQueue;

/** Things to do later, on the thread that calls {@link #runDue}. For one thread. */
final class Timers {
  private final Time time;
  private final PriorityQueue<Timer> queue =
      new PriorityQueue<>((a, b) -> Long.signum(a.due() - b.due()));

  private record Timer(long due, Runnable action) {}

  Timers(Time time) {
    this.time = time;
  }

  void after(Duration delay, Runnable action) {
    queue.add(new Timer(time.nanos() + delay.toNanos(), action));
  }

  /** Nanoseconds until the next is due, at most {@code most}. */
  long nanosToNext(long most) {
    Timer next = queue.peek();
    return next == null ? most : Math.clamp(next.due - time.nanos(), 0, most);
  }

  void runDue() {
    for (Timer next = queue.peek();
        next != null && next.due - time.nanos() <= 0;
        next = queue.peek()) {
      queue.poll();
      next.action.run();
    }
  }
}
