package io.fairlead.health;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * How many probes of one sort run at once. Those that find no room wait in the order they came; a
 * check never waits twice, so the line is as long as there are checks. Guarded by its owner.
 */
final class Lane {
  private final int width;
  private final Deque<Watched> line = new ArrayDeque<>();
  private int running;

  Lane(int width) {
    this.width = width;
  }

  /** Whether there is room, which is then taken. */
  boolean enter(Watched check) {
    if (running < width) {
      running++;
      return true;
    }
    line.addLast(check);
    return false;
  }

  /** Gives room back; the next in line, which takes it, or null. */
  @Nullable Watched leave() {
    Watched next = line.pollFirst();
    if (next == null) {
      running--;
    }
    return next;
  }

  /** Will not run after all. */
  void giveUp(Watched check) {
    line.remove(check);
  }

  int running() {
    return running;
  }
}
