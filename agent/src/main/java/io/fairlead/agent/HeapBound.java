package io.fairlead.agent;

import io.fairlead.spi.Time;
import java.time.Duration;

/**
 * Keeps the heap near what lives in it. The serial collector, the smallest there is, rather grows
 * than collects its old generation for as long as the machine has memory; a full collection hands
 * back what it does not need.
 */
final class HeapBound {
  private static final Duration PERIOD = Duration.ofMillis(500);
  private static final long LEAST = 64L << 20;
  private static final long ROOM = 32L << 20;

  private final Heap heap;
  private final Time time;
  private long bound = LEAST;

  /** What is bounded. */
  interface Heap {
    /** Bytes that it has of the machine. */
    long committed();

    /** Collects all garbage and gives back what is free. */
    void collect();
  }

  HeapBound(Heap heap, Time time) {
    this.heap = heap;
    this.time = time;
  }

  /** This process's heap. */
  static Heap own() {
    Runtime runtime = Runtime.getRuntime();
    return new Heap() {
      @Override
      public long committed() {
        return runtime.totalMemory();
      }

      @Override
      public void collect() {
        System.gc();
      }
    };
  }

  /** Watches until the thread is interrupted. */
  void keep() throws InterruptedException {
    while (true) {
      time.sleep(PERIOD);
      look();
    }
  }

  /** Collects where the heap has grown by more than a third, or {@value #ROOM} bytes, since. */
  void look() {
    if (heap.committed() <= bound) {
      return;
    }
    heap.collect();
    long left = heap.committed();
    bound = Math.max(LEAST, left + Math.max(ROOM, left / 3));
  }
}
