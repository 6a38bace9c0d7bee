package io.fairlead.view.dns;

import io.fairlead.catalog.Federation;
import io.fairlead.catalog.Service;
import io.fairlead.model.Instance;
import io.fairlead.model.ServiceKey;
import io.fairlead.select.Failover;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Instances of one service that pass a filter.
 *
 * @param from look-ups in the datacenter that they are in
 */
record Members(List<Instance> list, Lookups from) {
  /**
   * Those of the datacenter that {@code lookups} are in.
   *
   * @param failover says which datacenter stands in for it; null where none may
   */
  static Members of(
      ServiceKey key, Subject.Filter filter, Lookups lookups, @Nullable Failover failover) {
    if (failover == null) {
      return new Members(in(lookups, key, filter), lookups);
    }
    Failover.Choice choice = failover.choose(new Sight(key, filter, lookups));
    return new Members(choice.members(), lookups.at(choice.place()));
  }

  private static List<Instance> in(Lookups lookups, ServiceKey key, Subject.Filter filter) {
    Service service = lookups.service(key);
    return service == null
        ? List.of()
        : service.instances().stream().filter(filter::takes).toList();
  }

  /** One service in all datacenters, every look kept. */
  private record Sight(ServiceKey key, Subject.Filter filter, Lookups lookups)
      implements Failover.Sight {
    @Override
    public int count() {
      return lookups.count();
    }

    @Override
    public String name(int place) {
      return lookups.at(place).datacenter();
    }

    @Override
    public Federation.State state(int place) {
      return lookups.at(place).state();
    }

    @Override
    public List<Instance> members(int place) {
      return in(lookups.at(place), key, filter);
    }
  }
}
