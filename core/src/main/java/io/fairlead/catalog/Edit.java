package io.fairlead.catalog;

import io.fairlead.model.Endpoint;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.Node;
import io.fairlead.model.Revision;
import io.fairlead.model.ServiceKey;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The next snapshot in the making; used by one thread and thrown away. */
final class Edit {
  private final Indexes from;
  private final Groups<ServiceKey> services;
  private final Groups<IpAddress> byAddress;
  private final Groups<String> byContainer;
  private PersistentMap<InstanceId, Instance> instances;
  private PersistentMap<String, Node> nodes;

  Edit(Indexes from) {
    this.from = from;
    services = new Groups<>(from::membersOf);
    byAddress = new Groups<>(from::at);
    byContainer = new Groups<>(from::ofContainer);
    instances = from.instances();
    nodes = from.nodes();
  }

  void apply(Change.OfServices change) {
    switch (change) {
      case Change.PutInstance(Instance instance) -> put(instance);
      case Change.RemoveInstance(InstanceId id) -> remove(id);
    }
  }

  void apply(Change.OfNodes change) {
    switch (change) {
      case Change.PutNode(Node node) -> nodes = nodes.with(node.name(), node);
      case Change.RemoveNode(String name) -> nodes = nodes.without(name);
      case Change.GiveUpNode lost -> {}
    }
  }

  /** Makes exactly these exist. */
  void replace(List<Instance> allInstances, List<Node> allNodes) {
    Set<InstanceId> wanted = HashSet.newHashSet(allInstances.size());
    allInstances.forEach(instance -> wanted.add(instance.id()));
    for (Instance instance : from.instances()) {
      if (!wanted.contains(instance.id())) {
        remove(instance.id());
      }
    }
    allInstances.forEach(this::put);
    nodes = PersistentMap.empty();
    allNodes.forEach(node -> nodes = nodes.with(node.name(), node));
  }

  /** All after the changes, made at {@code next}. */
  Indexes done(Revision next) {
    PersistentMap<ServiceKey, Service> editedServices = from.services();
    Tombstones tombstones = from.tombstones();
    for (Map.Entry<ServiceKey, List<Instance>> group : services.changed().entrySet()) {
      ServiceKey key = group.getKey();
      if (group.getValue().isEmpty()) {
        editedServices = editedServices.without(key);
        tombstones = tombstones.with(key, next);
      } else {
        editedServices = editedServices.with(key, new Service(key, group.getValue(), next));
        tombstones = tombstones.without(key);
      }
    }
    return new Indexes(
        editedServices,
        instances,
        edited(from.byAddress(), byAddress),
        edited(from.byContainer(), byContainer),
        nodes,
        tombstones);
  }

  private void put(Instance instance) {
    Instance before = instances.get(instance.id());
    if (instance.equals(before)) {
      return;
    }
    if (before != null) {
      unindex(before);
    }
    instances = instances.with(instance.id(), instance);
    services.put(instance.service(), instance);
    addressesOf(instance).forEach(address -> byAddress.put(address, instance));
    if (!instance.container().isEmpty()) {
      byContainer.put(Indexes.containerKey(instance.container()), instance);
    }
  }

  private void remove(InstanceId id) {
    Instance before = instances.get(id);
    if (before != null) {
      instances = instances.without(id);
      unindex(before);
    }
  }

  private void unindex(Instance gone) {
    services.remove(gone.service(), gone.id());
    addressesOf(gone).forEach(address -> byAddress.remove(address, gone.id()));
    if (!gone.container().isEmpty()) {
      byContainer.remove(Indexes.containerKey(gone.container()), gone.id());
    }
  }

  private static <K extends Comparable<K>> PersistentMap<K, List<Instance>> edited(
      PersistentMap<K, List<Instance>> index, Groups<K> groups) {
    PersistentMap<K, List<Instance>> next = index;
    for (Map.Entry<K, List<Instance>> group : groups.changed().entrySet()) {
      List<Instance> list = List.copyOf(group.getValue());
      next = list.isEmpty() ? next.without(group.getKey()) : next.with(group.getKey(), list);
    }
    return next;
  }

  private static Set<IpAddress> addressesOf(Instance instance) {
    Set<IpAddress> addresses = new LinkedHashSet<>();
    addresses.add(instance.address());
    for (Endpoint endpoint : instance.endpoints()) {
      IpPrefix v4 = endpoint.v4();
      IpPrefix v6 = endpoint.v6();
      if (v4 != null) {
        addresses.add(v4.address());
      }
      if (v6 != null) {
        addresses.add(v6.address());
      }
    }
    return addresses;
  }
}
