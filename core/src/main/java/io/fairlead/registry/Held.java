package io.fairlead.registry;

import io.fairlead.catalog.Change;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What goes on being answered though the store does not show it, until its nodes had the time to
 * say it again: all that was known before the store lost its past, since a store that was wiped or
 * restored from a backup says nothing of what runs; and what this node itself is about to put back.
 * Used by one thread.
 */
final class Held {
  /** Nothing. */
  static final Held NONE = new Held(0, "");

  private final Map<InstanceId, Instance> instances = new HashMap<>();
  private final Map<String, Node> nodes = new HashMap<>();
  private final long end;
  private final String which;

  private Held(long end, String which) {
    this.end = end;
    this.which = which;
  }

  /**
   * All that {@code before} knows.
   *
   * @param end when it is no longer held, in nanoseconds of the feed's clock
   * @param which entries these are, for people
   */
  static Held of(Snapshot before, long end, String which) {
    Held held = new Held(end, which);
    before.instances().forEach(instance -> held.instances.put(instance.id(), instance));
    before.nodes().forEach(node -> held.nodes.put(node.name(), node));
    return held;
  }

  /** Nothing yet; the rest as above. */
  static Held until(long end, String which) {
    return new Held(end, which);
  }

  /** Which entries these are, for people. */
  String which() {
    return which;
  }

  /** Keeps what {@code removal} would take away from {@code before}. */
  void keep(Change removal, Snapshot before) {
    if (removal instanceof Change.RemoveInstance(InstanceId id)) {
      Instance instance = before.instance(id);
      if (instance != null) {
        instances.put(id, instance);
      }
    } else if (removal instanceof Change.RemoveNode(String name)) {
      Node node = before.node(name);
      if (node != null) {
        nodes.put(name, node);
      }
    }
  }

  /** The store has spoken of this one: it counts. */
  void spoken(Change change) {
    switch (change) {
      case Change.PutInstance(Instance instance) -> instances.remove(instance.id());
      case Change.RemoveInstance(InstanceId id) -> instances.remove(id);
      case Change.PutNode(Node node) -> nodes.remove(node.name());
      case Change.RemoveNode(String name) -> nodes.remove(name);
    }
  }

  /** What is still held. */
  List<Change> all() {
    List<Change> all = new ArrayList<>();
    instances.values().forEach(instance -> all.add(new Change.PutInstance(instance)));
    nodes.values().forEach(node -> all.add(new Change.PutNode(node)));
    return all;
  }

  boolean empty() {
    return instances.isEmpty() && nodes.isEmpty();
  }

  int size() {
    return instances.size() + nodes.size();
  }

  /** Whether the time to say it again is over. */
  boolean over(long now) {
    return now - end >= 0;
  }

  /** What is no longer believed, once the time is over. */
  List<Change> release() {
    List<Change> changes = new ArrayList<>();
    instances.keySet().forEach(id -> changes.add(new Change.RemoveInstance(id)));
    nodes.keySet().forEach(name -> changes.add(new Change.RemoveNode(name)));
    instances.clear();
    nodes.clear();
    return changes;
  }
}
