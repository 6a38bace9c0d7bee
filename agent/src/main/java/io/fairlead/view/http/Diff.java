package io.fairlead.view.http;

import io.fairlead.catalog.Service;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.ServiceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What changed from one snapshot to a later one, as the shortest way there. Pure. */
final class Diff {
  /** One step: an instance as it is now, or one that is gone from its service. */
  record Step(Instance instance, boolean gone) {}

  private Diff() {}

  /** All steps, services in order. Costs a look at each service and at changed ones' instances. */
  static List<Step> between(Snapshot from, Snapshot to) {
    List<Step> steps = new ArrayList<>();
    Iterator<Service> olds = from.services().iterator();
    Iterator<Service> news = to.services().iterator();
    Service before = nextOf(olds);
    Service after = nextOf(news);
    while (before != null || after != null) {
      int order = order(before, after);
      @Nullable Service left = order <= 0 ? before : null;
      @Nullable Service right = order >= 0 ? after : null;
      if (left == null || right == null || !left.modified().equals(right.modified())) {
        compare(left, right, steps::add);
      }
      before = order <= 0 ? nextOf(olds) : before;
      after = order >= 0 ? nextOf(news) : after;
    }
    // Who moved to another service is not gone: the step into the new one says all.
    steps.removeIf(step -> step.gone() && to.instance(step.instance().id()) != null);
    return steps;
  }

  /** The steps of one service. */
  static List<Step> between(Snapshot from, Snapshot to, ServiceKey key) {
    List<Step> steps = new ArrayList<>();
    compare(from.service(key), to.service(key), steps::add);
    return steps;
  }

  private static void compare(
      @Nullable Service before, @Nullable Service after, Consumer<Step> steps) {
    Map<InstanceId, Instance> old = new HashMap<>();
    if (before != null) {
      before.instances().forEach(instance -> old.put(instance.id(), instance));
    }
    if (after != null) {
      for (Instance instance : after.instances()) {
        if (!instance.equals(old.remove(instance.id()))) {
          steps.accept(new Step(instance, false));
        }
      }
    }
    old.values().stream()
        .sorted((one, other) -> one.id().compareTo(other.id()))
        .forEach(instance -> steps.accept(new Step(instance, true)));
  }

  private static int order(@Nullable Service before, @Nullable Service after) {
    if (before == null) {
      return 1;
    }
    return after == null ? -1 : before.key().compareTo(after.key());
  }

  private static @Nullable Service nextOf(Iterator<Service> services) {
    return services.hasNext() ? services.next() : null;
  }
}
