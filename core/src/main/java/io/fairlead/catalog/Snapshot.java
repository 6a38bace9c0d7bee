package io.fairlead.catalog;

import io.fairlead.model.Endpoint;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.Node;
import io.fairlead.model.Revision;
import io.fairlead.model.ServiceKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that is known at one revision, with the indexes that views need. Immutable; a change shares
 * all that it does not touch with the snapshot before.
 */
public final class Snapshot {
  private static final Snapshot EMPTY =
      new Snapshot(
          Revision.ZERO,
          PersistentMap.empty(),
          PersistentMap.empty(),
          PersistentMap.empty(),
          PersistentMap.empty(),
          PersistentMap.empty(),
          Tombstones.NONE);

  private final Revision revision;
  private final PersistentMap<ServiceKey, Service> services;
  private final PersistentMap<InstanceId, Instance> instances;
  private final PersistentMap<IpAddress, List<Instance>> byAddress;
  private final PersistentMap<String, List<Instance>> byContainer;
  private final PersistentMap<String, Node> nodes;
  private final Tombstones tombstones;

  private Snapshot(
      Revision revision,
      PersistentMap<ServiceKey, Service> services,
      PersistentMap<InstanceId, Instance> instances,
      PersistentMap<IpAddress, List<Instance>> byAddress,
      PersistentMap<String, List<Instance>> byContainer,
      PersistentMap<String, Node> nodes,
      Tombstones tombstones) {
    this.revision = revision;
    this.services = services;
    this.instances = instances;
    this.byAddress = byAddress;
    this.byContainer = byContainer;
    this.nodes = nodes;
    this.tombstones = tombstones;
  }

  /** Nothing, at {@link Revision#ZERO}. */
  public static Snapshot empty() {
    return EMPTY;
  }

  /** The revision that all of this holds at. */
  public Revision revision() {
    return revision;
  }

  /** The service, or null where it has no instance. */
  public @Nullable Service service(ServiceKey key) {
    return services.get(key);
  }

  /** All services, ordered by key. */
  public Iterable<Service> services() {
    return services;
  }

  /** Whether any service is in this namespace. */
  public boolean hasNamespace(String namespace) {
    Map.Entry<ServiceKey, Service> first = services.ceiling(new ServiceKey(namespace, "0"));
    return first != null && first.getKey().namespace().equals(namespace);
  }

  /** The instance, or null. */
  public @Nullable Instance instance(InstanceId id) {
    return instances.get(id);
  }

  /** All instances, ordered by id. */
  public Iterable<Instance> instances() {
    return instances;
  }

  /** The instances that have this address, on any of their networks. */
  public List<Instance> instancesAt(IpAddress address) {
    List<Instance> found = byAddress.get(address);
    return found == null ? List.of() : found;
  }

  /** The instances of the containers of this name, in any case, on all nodes. */
  public List<Instance> container(String name) {
    List<Instance> found = byContainer.get(name.toLowerCase(Locale.ROOT));
    return found == null ? List.of() : found;
  }

  /** The node, or null. */
  public @Nullable Node node(String name) {
    return nodes.get(name);
  }

  /** All nodes, ordered by name. */
  public Iterable<Node> nodes() {
    return nodes;
  }

  /** How many services have an instance. */
  public int serviceCount() {
    return services.size();
  }

  /** How many instances there are. */
  public int instanceCount() {
    return instances.size();
  }

  /**
   * The revision that last changed this service, its end included. Where a service ended so long
   * ago that it is forgotten, or never was, this is the revision before which ends are forgotten: a
   * watcher may be woken once too often, never once too seldom.
   */
  public Revision modified(ServiceKey key) {
    Service service = services.get(key);
    return service == null ? tombstones.ended(key) : service.modified();
  }

  /** The snapshot after these changes. */
  public Snapshot with(Revision next, List<Change> changes) {
    Edit edit = new Edit(next, this);
    changes.forEach(edit::apply);
    return edit.snapshot();
  }

  /**
   * The snapshot in which exactly these instances and nodes exist. What is equal keeps its
   * revision, so nobody who waits for it is woken.
   */
  public Snapshot replacedBy(Revision next, List<Instance> allInstances, List<Node> allNodes) {
    Edit edit = new Edit(next, this);
    PersistentMap<InstanceId, Instance> seen = PersistentMap.empty();
    for (Instance instance : allInstances) {
      seen = seen.with(instance.id(), instance);
      edit.put(instance);
    }
    for (Instance instance : instances) {
      if (seen.get(instance.id()) == null) {
        edit.remove(instance.id());
      }
    }
    edit.nodes = PersistentMap.empty();
    for (Node node : allNodes) {
      edit.nodes = edit.nodes.with(node.name(), node);
    }
    return edit.snapshot();
  }

  /** The next snapshot in the making; used by one thread and thrown away. */
  private static final class Edit {
    private final Revision next;
    private PersistentMap<ServiceKey, Service> services;
    private PersistentMap<InstanceId, Instance> instances;
    private PersistentMap<IpAddress, List<Instance>> byAddress;
    private PersistentMap<String, List<Instance>> byContainer;
    private PersistentMap<String, Node> nodes;
    private Tombstones tombstones;

    Edit(Revision next, Snapshot from) {
      this.next = next;
      services = from.services;
      instances = from.instances;
      byAddress = from.byAddress;
      byContainer = from.byContainer;
      nodes = from.nodes;
      tombstones = from.tombstones;
    }

    Snapshot snapshot() {
      return new Snapshot(next, services, instances, byAddress, byContainer, nodes, tombstones);
    }

    void apply(Change change) {
      switch (change) {
        case Change.PutInstance(Instance instance) -> put(instance);
        case Change.RemoveInstance(InstanceId id) -> remove(id);
        case Change.PutNode(Node node) -> nodes = nodes.with(node.name(), node);
        case Change.RemoveNode(String name) -> nodes = nodes.without(name);
      }
    }

    void put(Instance instance) {
      Instance before = instances.get(instance.id());
      if (instance.equals(before)) {
        return;
      }
      if (before != null) {
        unindex(before, !before.service().equals(instance.service()));
      }
      instances = instances.with(instance.id(), instance);
      for (IpAddress address : addressesOf(instance)) {
        byAddress = byAddress.with(address, plus(byAddress.get(address), instance));
      }
      if (!instance.container().isEmpty()) {
        String name = instance.container().toLowerCase(Locale.ROOT);
        byContainer = byContainer.with(name, plus(byContainer.get(name), instance));
      }
      Service service = services.get(instance.service());
      List<Instance> members = plus(service == null ? null : service.instances(), instance);
      services = services.with(instance.service(), new Service(instance.service(), members, next));
      tombstones = tombstones.without(instance.service());
    }

    void remove(InstanceId id) {
      Instance before = instances.get(id);
      if (before != null) {
        instances = instances.without(id);
        unindex(before, true);
      }
    }

    private void unindex(Instance gone, boolean leavesService) {
      for (IpAddress address : addressesOf(gone)) {
        byAddress = indexWithout(byAddress, address, gone);
      }
      if (!gone.container().isEmpty()) {
        String name = gone.container().toLowerCase(Locale.ROOT);
        byContainer = indexWithout(byContainer, name, gone);
      }
      Service service = services.get(gone.service());
      if (!leavesService || service == null) {
        return;
      }
      List<Instance> rest = minus(service.instances(), gone);
      if (rest.isEmpty()) {
        services = services.without(gone.service());
        tombstones = tombstones.with(gone.service(), next);
      } else {
        services = services.with(gone.service(), new Service(gone.service(), rest, next));
      }
    }
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

  private static <K extends Comparable<K>> PersistentMap<K, List<Instance>> indexWithout(
      PersistentMap<K, List<Instance>> index, K key, Instance gone) {
    List<Instance> held = index.get(key);
    if (held == null) {
      return index;
    }
    List<Instance> rest = minus(held, gone);
    return rest.isEmpty() ? index.without(key) : index.with(key, rest);
  }

  private static List<Instance> plus(@Nullable List<Instance> held, Instance added) {
    if (held == null) {
      return List.of(added);
    }
    List<Instance> next = new ArrayList<>(held.size() + 1);
    for (Instance instance : held) {
      if (!instance.id().equals(added.id())) {
        next.add(instance);
      }
    }
    next.add(added);
    next.sort(Comparator.comparing(Instance::id));
    return List.copyOf(next);
  }

  private static List<Instance> minus(List<Instance> held, Instance gone) {
    return held.stream().filter(instance -> !instance.id().equals(gone.id())).toList();
  }
}
