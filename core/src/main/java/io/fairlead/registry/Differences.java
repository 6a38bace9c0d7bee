package io.fairlead.registry;

import io.fairlead.catalog.Change;
import io.fairlead.catalog.Service;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.ServiceKey;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which services differ between two snapshots. */
final class Differences {
  private Differences() {}

  /** After these steps from {@code before} to {@code next}; costs as much as the steps. */
  static Set<ServiceKey> of(List<Change> steps, Snapshot before, Snapshot next) {
    Set<ServiceKey> changed = new HashSet<>();
    for (Change step : steps) {
      InstanceId id =
          switch (step) {
            case Change.PutInstance(Instance instance) -> instance.id();
            case Change.RemoveInstance(InstanceId gone) -> gone;
            case Change.OfNodes other -> null;
            case Change.OfNetworks other -> null;
          };
      if (id != null) {
        Instance was = before.instance(id);
        Instance is = next.instance(id);
        if (!Objects.equals(was, is)) {
          add(was, changed);
          add(is, changed);
        }
      }
    }
    return changed;
  }

  /** Between any two; costs as much as both. */
  static Set<ServiceKey> between(Snapshot before, Snapshot next) {
    Set<ServiceKey> changed = new HashSet<>();
    for (Service service : next.services()) {
      Service was = before.service(service.key());
      if (was == null || !was.instances().equals(service.instances())) {
        changed.add(service.key());
      }
    }
    for (Service service : before.services()) {
      if (next.service(service.key()) == null) {
        changed.add(service.key());
      }
    }
    return changed;
  }

  private static void add(@Nullable Instance instance, Set<ServiceKey> changed) {
    if (instance != null) {
      changed.add(instance.service());
    }
  }
}
