package io.fairlead.catalog;

import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Node;
import io.fairlead.model.ServiceKey;
import java.util.List;
import java.util.Locale;

/**
 * What a snapshot holds, each map from the same instances.
 *
 * @param byAddress by every address of an instance, its endpoints' included; no list is empty
 * @param byContainer by the container's name in lower case; no list is empty
 */
record Indexes(
    PersistentMap<ServiceKey, Service> services,
    PersistentMap<InstanceId, Instance> instances,
    PersistentMap<IpAddress, List<Instance>> byAddress,
    PersistentMap<String, List<Instance>> byContainer,
    PersistentMap<String, Node> nodes,
    Tombstones tombstones) {
  static final Indexes EMPTY =
      new Indexes(
          PersistentMap.empty(),
          PersistentMap.empty(),
          PersistentMap.empty(),
          PersistentMap.empty(),
          PersistentMap.empty(),
          Tombstones.NONE);

  List<Instance> membersOf(ServiceKey key) {
    Service service = services.get(key);
    return service == null ? List.of() : service.instances();
  }

  List<Instance> at(IpAddress address) {
    List<Instance> found = byAddress.get(address);
    return found == null ? List.of() : found;
  }

  /** The key of a container's instances: DNS asks for names in any case. */
  static String containerKey(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  List<Instance> ofContainer(String key) {
    List<Instance> found = byContainer.get(key);
    return found == null ? List.of() : found;
  }
}
