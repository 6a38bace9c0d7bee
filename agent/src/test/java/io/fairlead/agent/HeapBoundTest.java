package io.fairlead.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.testkit.time.ManualTime;
import org.junit.jupiter.api.Test;

class HeapBoundTest {
  private static final long MB = 1L << 20;

  private final FakeHeap heap = new FakeHeap();
  private final HeapBound bound = new HeapBound(heap, new ManualTime());

  @Test
  void aSmallHeapIsLeftAlone() {
    heap.committed = 60 * MB;

    bound.look();

    assertEquals(0, heap.collections);
  }

  @Test
  void aHeapThatGrewIsCollectedOnce() {
    heap.committed = 100 * MB;
    heap.needed = 90 * MB;

    bound.look();
    bound.look();

    assertEquals(1, heap.collections);
  }

  @Test
  void aHeapThatNeedsMoreGetsMore() {
    heap.committed = 300 * MB;
    heap.needed = 300 * MB;
    bound.look();

    heap.committed = 399 * MB;
    bound.look();
    assertEquals(1, heap.collections);

    heap.committed = 401 * MB;
    bound.look();
    assertEquals(2, heap.collections);
  }

  @Test
  void aHeapThatNeedsLessIsBoundMoreTightly() {
    heap.committed = 300 * MB;
    heap.needed = 100 * MB;
    bound.look();

    heap.committed = 140 * MB;
    bound.look();

    assertEquals(2, heap.collections);
  }

  private static final class FakeHeap implements HeapBound.Heap {
    private long committed;
    private long needed;
    private int collections;

    @Override
    public long committed() {
      return committed;
    }

    @Override
    public void collect() {
      collections++;
      committed = Math.min(committed, needed);
    }
  }
}
