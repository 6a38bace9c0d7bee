package io.fairlead.catalog;

import io.fairlead.model.Instance;
import io.fairlead.model.Revision;
import io.fairlead.model.ServiceKey;
import java.util.List;

/**
 * A service at one snapshot.
 *
 * @param instances never empty, ordered by id
 * @param modified the revision that last changed any of them; equal revisions mean equal services
 */
public record Service(ServiceKey key, List<Instance> instances, Revision modified) {
  public Service {
    instances = List.copyOf(instances);
  }
}
