package io.fairlead.catalog;

import io.fairlead.model.DnsLabel;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Node;
import io.fairlead.model.Revision;
import io.fairlead.model.ServiceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that is known at one revision, with the indexes that views need. Immutable; a change shares
 * all that it does not touch with the snapshot before.
 *
 * <p>A change costs O(log n) of the catalog's size and O(m) of the m instances in the service, at
 * the address and of the container that it touches: those lists are arrays, because they are read
 * far more often than changed. Many changes at once copy each list once.
 */
public final class Snapshot {
  private static final Snapshot EMPTY = new Snapshot(Revision.ZERO, Indexes.EMPTY, Networks.NONE);

  private final Revision revision;
  private final Indexes indexes;
  private final Networks networks;

  private Snapshot(Revision revision, Indexes indexes, Networks networks) {
    this.revision = revision;
    this.indexes = indexes;
    this.networks = networks;
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
    return indexes.services().get(key);
  }

  /** All services, ordered by key. */
  public Iterable<Service> services() {
    return indexes.services();
  }

  /** Whether any service is in this namespace. */
  public boolean hasNamespace(String namespace) {
    if (!DnsLabel.isValid(namespace)) {
      return false;
    }
    // No label comes before "0".
    Map.Entry<ServiceKey, Service> first =
        indexes.services().ceiling(new ServiceKey(namespace, "0"));
    return first != null && first.getKey().namespace().equals(namespace);
  }

  /** The instance, or null. */
  public @Nullable Instance instance(InstanceId id) {
    return indexes.instances().get(id);
  }

  /** All instances, ordered by id. */
  public Iterable<Instance> instances() {
    return indexes.instances();
  }

  /** The instances that have this address, on any of their networks, ordered by id. */
  public List<Instance> instancesAt(IpAddress address) {
    return indexes.at(address);
  }

  /** The instances of the containers of this name, in any case, on all nodes, ordered by id. */
  public List<Instance> container(String name) {
    return indexes.ofContainer(Indexes.containerKey(name));
  }

  /** The node, or null. */
  public @Nullable Node node(String name) {
    return indexes.nodes().get(name);
  }

  /** All nodes, ordered by name. */
  public Iterable<Node> nodes() {
    return indexes.nodes();
  }

  /** How many services have an instance. */
  public int serviceCount() {
    return indexes.services().size();
  }

  /** How many instances there are. */
  public int instanceCount() {
    return indexes.instances().size();
  }

  /**
   * The revision that last changed this service, its end included. Where a service ended so long
   * ago that it is forgotten, or never was, this is the revision before which ends are forgotten: a
   * watcher may be woken once too often, never once too seldom.
   */
  public Revision modified(ServiceKey key) {
    Service service = service(key);
    return service == null ? indexes.tombstones().ended(key) : service.modified();
  }

  /** The networks that span the cluster, with all that is on them. */
  public Networks networks() {
    return networks;
  }

  /** The snapshot after these changes. A service that is equal after them keeps its revision. */
  public Snapshot with(Revision next, List<Change> changes) {
    Edit edit = new Edit(indexes);
    NetworkEdit ofNetworks = new NetworkEdit(networks.index());
    for (Change change : changes) {
      switch (change) {
        case Change.OfServices one -> edit.apply(one);
        case Change.OfNodes one -> {
          edit.apply(one);
          ofNetworks.apply(one, this::node);
        }
        case Change.OfNetworks one -> ofNetworks.apply(one);
      }
    }
    return new Snapshot(next, edit.done(next), networks.become(ofNetworks.done(next)));
  }

  /**
   * The snapshot in which exactly these instances and nodes exist, and no network. A service that
   * is equal after that keeps its revision, so nobody who waits for it is woken.
   */
  public Snapshot replacedBy(Revision next, List<Instance> allInstances, List<Node> allNodes) {
    return replacedBy(next, new Contents(allInstances, allNodes, List.of(), List.of(), List.of()));
  }

  /**
   * The snapshot in which exactly what is put here exists. A service or network that is equal after
   * that keeps its revision, so nobody who waits for it is woken.
   */
  public Snapshot replacedBy(Revision next, List<Change> puts) {
    Contents contents = new Contents();
    puts.forEach(contents::add);
    return replacedBy(next, contents);
  }

  /** All of it, as changes from nothing, in no order. */
  public List<Change> puts() {
    List<Change> puts = new ArrayList<>(instanceCount());
    nodes().forEach(node -> puts.add(new Change.PutNode(node)));
    instances().forEach(instance -> puts.add(new Change.PutInstance(instance)));
    networks.all().forEach(network -> puts.add(new Change.PutNetwork(network)));
    networks.everyEndpoint().forEach(endpoint -> puts.add(new Change.PutEndpoint(endpoint)));
    networks.everyBlock().forEach(block -> puts.add(new Change.PutBlock(block)));
    return puts;
  }

  private Snapshot replacedBy(Revision next, Contents contents) {
    Edit edit = new Edit(indexes);
    edit.replace(contents.instances(), contents.nodes());
    NetworkEdit ofNetworks = new NetworkEdit(networks.index());
    ofNetworks.replace(contents);
    contents.nodes().forEach(node -> ofNetworks.apply(new Change.PutNode(node), this::node));
    return new Snapshot(next, edit.done(next), networks.become(ofNetworks.done(next)));
  }
}
