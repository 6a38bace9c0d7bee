package io.fairlead.registry;

import io.fairlead.catalog.Change;
import io.fairlead.model.Cause;
import io.fairlead.model.Instance;
import io.fairlead.model.InvalidField;
import io.fairlead.model.Node;
import io.fairlead.spi.Codec;
import io.fairlead.spi.Remark;
import io.fairlead.spi.Time;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the store's entries mean to the catalog. An entry that cannot be read is reported once and
 * means nothing. Thread-safe.
 */
final class EntryReader {
  private static final System.Logger LOG = System.getLogger(EntryReader.class.getName());

  /** Unreadable entries that are told apart, so that each is reported once. */
  private static final int REPORTED = 1024;

  private final Codec<Instance> instances;
  private final Codec<Node> nodes;
  private final Time time;
  private final Journal journal;
  private final Set<String> reported = ConcurrentHashMap.newKeySet();

  EntryReader(Codec<Instance> instances, Codec<Node> nodes, Time time, Journal journal) {
    this.instances = instances;
    this.nodes = nodes;
    this.time = time;
    this.journal = journal;
  }

  /** What a key's new value means; null where it is nothing of the catalog's, or unreadable. */
  @Nullable Change read(String key, byte @Nullable [] value) {
    try {
      Change change = null;
      if (key.startsWith(Keys.INSTANCES)) {
        change =
            value == null
                ? new Change.RemoveInstance(Keys.instanceOf(key))
                : new Change.PutInstance(at(key, instances.decode(value)));
      } else if (key.startsWith(Keys.NODES)) {
        change =
            value == null
                ? new Change.RemoveNode(Keys.nodeOf(key))
                : new Change.PutNode(at(key, nodes.decode(value)));
      }
      reported.remove(key);
      return change;
    } catch (InvalidField e) {
      report(key, e);
      return null;
    }
  }

  private static Instance at(String key, Instance instance) {
    InvalidField.unless(
        Keys.instance(instance.id()).equals(key), "id", "is not the one that the key names");
    return instance;
  }

  private static Node at(String key, Node node) {
    InvalidField.unless(
        Keys.node(node.name()).equals(key), "node", "is not the one that the key names");
    return node;
  }

  private void report(String key, InvalidField e) {
    if (reported.size() < REPORTED && reported.add(key)) {
      String what = "entry " + key + " in the store is left out: " + e.getMessage();
      LOG.log(System.Logger.Level.WARNING, what);
      journal.add(new Remark(key, new Cause(time.now(), what)));
    }
  }
}
