package io.fairlead.balancer.template;

import io.fairlead.catalog.Service;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Instance;
import io.fairlead.model.ServiceKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Something that a rendering asked for. Where none of a rendering's dependencies is other than it
 * was, the file would be the same.
 */
public sealed interface Dependency {
  /** What it is now, to be compared with what it was; never written anywhere. */
  @Nullable Object in(World world);

  /** For people: {@code service shop/web}. */
  String text();

  /** A service's instances, in one datacenter. */
  record OfService(String datacenter, ServiceKey key) implements Dependency {
    @Override
    public @Nullable Object in(World world) {
      Snapshot snapshot = world.snapshots().get(datacenter);
      Service service = snapshot == null ? null : snapshot.service(key);
      return service == null ? null : service.instances().stream().map(OfService::shown).toList();
    }

    /** Without what no template sees: when and why it last changed. */
    private static Object shown(Instance instance) {
      return List.of(
          instance.id(),
          instance.address(),
          instance.port(),
          instance.tags(),
          instance.meta(),
          instance.weight(),
          instance.draining(),
          instance.states());
    }

    @Override
    public String text() {
      return "service " + key + (datacenter.isEmpty() ? "" : " in " + datacenter);
    }
  }

  /** Which services there are, and their tags. */
  record OfServices(String datacenter) implements Dependency {
    @Override
    public @Nullable Object in(World world) {
      Map<ServiceKey, Object> all = new TreeMap<>();
      Snapshot snapshot = world.snapshots().getOrDefault(datacenter, Snapshot.empty());
      for (Service service : snapshot.services()) {
        TreeSet<String> tags = new TreeSet<>();
        service.instances().forEach(one -> tags.addAll(one.tags()));
        all.put(service.key(), tags);
      }
      return all;
    }

    @Override
    public String text() {
      return "the list of services";
    }
  }

  /** Which nodes there are. */
  record OfNodes(String datacenter) implements Dependency {
    @Override
    public @Nullable Object in(World world) {
      List<Object> all = new ArrayList<>();
      world.snapshots().getOrDefault(datacenter, Snapshot.empty()).nodes().forEach(all::add);
      return all;
    }

    @Override
    public String text() {
      return "the list of nodes";
    }
  }

  /** A node, and what it provides. */
  record OfNode(String datacenter, String name) implements Dependency {
    @Override
    public @Nullable Object in(World world) {
      Snapshot snapshot = world.snapshots().getOrDefault(datacenter, Snapshot.empty());
      List<Object> all = new ArrayList<>();
      for (Instance instance : snapshot.instances()) {
        if (instance.id().node().equals(name)) {
          all.add(OfService.shown(instance));
        }
      }
      return Arrays.asList(snapshot.node(name), all);
    }

    @Override
    public String text() {
      return "node " + name;
    }
  }

  /** A key's value. */
  record OfKey(String key) implements Dependency {
    @Override
    public @Nullable Object in(World world) {
      return world.keys().get(key);
    }

    @Override
    public String text() {
      return "key " + key;
    }
  }

  /** All keys that start so. */
  record OfKeys(String prefix) implements Dependency {
    @Override
    public @Nullable Object in(World world) {
      return new TreeMap<>(world.under(prefix));
    }

    @Override
    public String text() {
      return "the keys under " + prefix;
    }
  }
}
