package io.fairlead.stores.embedded;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes the watches. Thread-safe. */
final class Signal {
  private final Lock lock = new ReentrantLock();
  private final Condition given = lock.newCondition();
  private long count;

  /** Changes whenever the signal is given. */
  long count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  void give() {
    lock.lock();
    try {
      count++;
      given.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the count is not {@code known}; returns the nanoseconds that are left, if any. */
  long await(long known, long nanos) throws InterruptedException {
    long left = nanos;
    lock.lock();
    try {
      while (count == known && left > 0) {
        left = given.awaitNanos(left);
      }
      return left;
    } finally {
      lock.unlock();
    }
  }
}
