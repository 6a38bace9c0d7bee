package io.fairlead.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.fairlead.model.Health;
import io.fairlead.model.Instance;
import io.fairlead.model.Revision;
import io.fairlead.model.ServiceKey;
import io.fairlead.testkit.catalog.Samples;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one change allocates; a copy of what it does not touch would be far above these bounds. */
class SnapshotCostTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void oneChangeAmongAHundredThousandInstancesCopiesOnlyItsPaths() {
    Snapshot world = Samples.snapshot(1, 10_000, 10);
    assertEquals(100_000, world.instanceCount());

    long bytes = bytesPerChange(world, new ServiceKey("ns-77", "svc-4077"));

    assertTrue(bytes < 16_000, bytes + " bytes for one change; references alone are 400,000");
  }

  @Test
  void oneChangeOfALargeServiceCopiesItsListOfMembersAFewTimes() {
    Snapshot world = Samples.snapshot(1, 1, 10_000);

    long bytes = bytesPerChange(world, new ServiceKey("ns-0", "svc-0"));

    assertTrue(bytes < 300_000, bytes + " bytes for one change of 10,000 members");
  }

  /** As when a node comes with all it runs: each list is copied once, not once for each member. */
  @Test
  void manyChangesOfALargeServiceDoNotCopyItsListEachTime() {
    List<Change> changes =
        Samples.instances(1, 1, 20_000).stream()
            .map(instance -> (Change) new Change.PutInstance(instance))
            .toList();

    long before = THREADS.getCurrentThreadAllocatedBytes();
    Snapshot world = Snapshot.empty().with(new Revision(1), changes);
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;

    assertEquals(20_000, world.instanceCount());
    assertTrue(bytes / 20_000 < 10_000, bytes / 20_000 + " bytes for each of 20,000 members");
  }

  private static long bytesPerChange(Snapshot world, ServiceKey key) {
    Service service = world.service(key);
    assertTrue(service != null);
    Instance first = service.instances().getFirst();
    List<Change> failing = List.of(new Change.PutInstance(Samples.with(first, Health.FAILING)));
    world.with(new Revision(2), failing); // loads the classes
    long before = THREADS.getCurrentThreadAllocatedBytes();
    world.with(new Revision(3), failing);
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
