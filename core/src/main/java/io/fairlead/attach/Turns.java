package io.fairlead.attach;

import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Lets those who work on one thing go one after the other, and others beside. Thread-safe. */
final class Turns {
  private static final int LOCKS = 64;

  private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

  Turns() {
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  /** What {@code work} on this answers. */
  <T> T in(Object what, Supplier<T> work) {
    ReentrantLock lock =
        Objects.requireNonNull(locks[Math.floorMod(what.hashCode(), LOCKS)], "made at the start");
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
