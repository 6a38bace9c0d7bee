package io.fairlead.attach;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Addresses on their way: given and not yet held, or held no more and not yet given back. Any
 * number may be at once, but while all that is held is told, none is: it would be told to be
 * nobody's. Thread-safe.
 */
final class Transit {
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  /** Does what brings addresses from one hand to another. */
  <T> T move(Supplier<T> work) {
    lock.readLock().lock();
    try {
      return work.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Does {@code work} while every address is in somebody's hands; waits for those that are not. */
  void atRest(Runnable work) {
    lock.writeLock().lock();
    try {
      work.run();
    } finally {
      lock.writeLock().unlock();
    }
  }
}
