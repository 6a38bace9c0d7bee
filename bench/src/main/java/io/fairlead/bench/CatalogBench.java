package io.fairlead.bench;

import com.sun.management.ThreadMXBean;
import io.fairlead.catalog.Catalog;
import io.fairlead.catalog.Change;
import io.fairlead.catalog.Service;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Cause;
import io.fairlead.model.Instance;
import io.fairlead.model.Revision;
import io.fairlead.model.ServiceKey;
import io.fairlead.testkit.catalog.Samples;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What a catalog of 100,000 instances keeps on the heap, and what publishing one change in it
 * takes, beside a copy of one hash map of as many instances. Times are CPU time of the writing
 * thread.
 */
public final class CatalogBench {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int PUBLISHES = 20_000;

  private CatalogBench() {}

  /** Prints the table. */
  public static void main(String[] args) {
    System.out.printf(
        Locale.ROOT,
        "%-46s %10s %12s%n",
        "one change among 100,000 instances",
        "us of CPU",
        "bytes");
    long before = usedHeap();
    List<Instance> instances = new ArrayList<>(Samples.instances(1, 10_000, 10));
    long records = usedHeap() - before;
    long start = cpu();
    Catalog catalog = new Catalog();
    catalog.publish(Snapshot.empty().replacedBy(new Revision(1), instances, List.of()), List.of());
    double load = (cpu() - start) / 1e6;
    long all = usedHeap() - before;
    Cost publish = publishing(catalog, new ServiceKey("ns-77", "svc-4077"));
    Cost copy = copying(instances);
    row("publish, 10 in the service", publish);
    Catalog large = new Catalog();
    large.publish(Samples.snapshot(2, 10, 10_000), List.of());
    row("publish, 10,000 in the service", publishing(large, new ServiceKey("ns-0", "svc-0")));
    row("copy of one hash map", copy);
    System.out.printf(
        Locale.ROOT,
        "%-46s %10.1f times%n",
        "a copy takes of a publish",
        copy.micros / publish.micros);
    System.out.printf(Locale.ROOT, "%-46s %10.0f ms%n", "all 100,000 at once, cold", load);
    System.out.printf(Locale.ROOT, "%-46s %10.1f MB%n", "on the heap: instances", records / 1e6);
    System.out.printf(Locale.ROOT, "%-46s %10.1f MB%n", "on the heap: with all indexes", all / 1e6);
    Objects.requireNonNull(catalog.snapshot());
  }

  private record Cost(double micros, double bytes) {}

  private static Cost publishing(Catalog catalog, ServiceKey key) {
    Cost last = new Cost(0, 0);
    for (int round = 0; round < 3; round++) {
      Service service = Objects.requireNonNull(catalog.snapshot().service(key));
      Instance instance = service.instances().get(service.instances().size() / 2);
      int publishes = PUBLISHES / Math.max(1, service.instances().size() / 100);
      long allocated = allocated();
      long start = cpu();
      for (int i = 0; i < publishes; i++) {
        Snapshot now = catalog.snapshot();
        Instance changed = instance.withCause(new Cause(Samples.AT, "change " + i));
        Revision next = new Revision(now.revision().value() + 1);
        catalog.publish(now.with(next, List.of(new Change.PutInstance(changed))), List.of(key));
      }
      last = cost(start, allocated, publishes);
    }
    return last;
  }

  private static Cost copying(List<Instance> instances) {
    Map<Object, Instance> map = new HashMap<>();
    instances.forEach(instance -> map.put(instance.id(), instance));
    Cost last = new Cost(0, 0);
    for (int round = 0; round < 3; round++) {
      long allocated = allocated();
      long start = cpu();
      for (int i = 0; i < 20; i++) {
        if (new HashMap<>(map).size() != map.size()) {
          throw new IllegalStateException("a copy that is none");
        }
      }
      last = cost(start, allocated, 20);
    }
    return last;
  }

  private static Cost cost(long start, long allocated, int count) {
    double micros = (cpu() - start) / 1e3 / count;
    return new Cost(micros, (double) (allocated() - allocated) / count);
  }

  private static long cpu() {
    return THREADS.getCurrentThreadCpuTime();
  }

  private static long allocated() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }

  private static long usedHeap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void row(String name, Cost cost) {
    System.out.printf(Locale.ROOT, "%-46s %10.1f %,12.0f%n", name, cost.micros, cost.bytes);
  }
}
