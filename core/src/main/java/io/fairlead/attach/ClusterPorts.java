package io.fairlead.attach;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fairlead.model.InvalidField;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.PublishedPort;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.Commit;
import io.fairlead.spi.NetworkKeys;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Ports that one node of the cluster has alone: {@code ports/<protocol>/<port>} in the store, which
 * says who, and hangs on that node's lease. Thread-safe; waits for the store.
 */
public final class ClusterPorts {
  private static final String ALL = "ports/";

  /** There while the agents move to another store: what is claimed then could be claimed twice. */
  private static final String MOVE = "migration/plan";

  private static final int TRIES = 3;

  private final String node;
  private final Store store;

  /** Those of a node. */
  public ClusterPorts(String node, Store store) {
    this.node = node;
    this.store = store;
  }

  /** The key of a port. */
  static String key(PublishedPort port) {
    String[] parts = port.text().split("/", -1);
    return ALL + parts[1] + "/" + parts[0];
  }

  /** {@code 8080/tcp} of a key. */
  static String text(String key) {
    String[] parts = key.split("/", -1);
    return parts.length == 3 ? parts[2] + "/" + parts[1] : key;
  }

  /**
   * This node has a port from now on.
   *
   * @return who else has it, in words; empty where this node has it now
   * @throws AttachRefused where that cannot be known
   */
  String claim(PublishedPort port, EndpointId owner) {
    try {
      for (int i = 0; i < TRIES; i++) {
        String lease = lease();
        Store.Entry there = entry(key(port));
        EndpointId holder = there == null ? null : holder(there);
        if (holder != null && !holder.node().equals(node)) {
          return "node " + holder.node() + " (endpoint " + shortened(holder) + ")";
        }
        if (lease == null) {
          throw new AttachRefused(
              "this node is not in the store yet, which ports of the cluster hang on; try again in"
                  + " a moment",
              true);
        }
        Commit commit = store.commit(put(key(port), owner, there, lease));
        if (commit instanceof Commit.Done) {
          return "";
        }
        if (commit instanceof Commit.Conflict(String at) && at.equals(MOVE)) {
          throw new AttachRefused(
              "the agents are moving to another store, and ports of the cluster wait for that; try"
                  + " again in a moment",
              true);
        }
      }
    } catch (StoreException e) {
      throw new AttachRefused(
          port.text()
              + " must be free in the whole cluster, and the store that knows cannot be asked: "
              + e.getMessage(),
          true);
    }
    throw new AttachRefused(
        port.text() + " is wanted by others at this moment, too; try again", true);
  }

  /** What each key is claimed for, by other nodes than this one. */
  Map<String, EndpointId> ofOthers() {
    Map<String, EndpointId> others = new HashMap<>();
    try {
      for (Store.Entry entry : entries()) {
        EndpointId holder = holder(entry);
        if (holder != null && !holder.node().equals(node)) {
          others.put(entry.key(), holder);
        }
      }
    } catch (StoreException e) {
      return Map.of(); // a claim says so itself
    }
    return others;
  }

  /**
   * Claims again what is not this node's any more, and gives back the rest of what is.
   *
   * @param wanted by key
   * @return what another node has by now, by key
   */
  Map<String, EndpointId> keep(Map<String, EndpointId> wanted) {
    Map<String, EndpointId> lost = new TreeMap<>();
    Map<String, Store.Entry> there = new HashMap<>();
    for (Store.Entry entry : entries()) {
      there.put(entry.key(), entry);
      EndpointId holder = holder(entry);
      if (holder != null && holder.node().equals(node) && !wanted.containsKey(entry.key())) {
        var _ =
            store.commit(
                new Txn(
                    List.of(new Txn.Guard.Unchanged(entry.key(), entry.modified())),
                    List.of(new Txn.Op.Delete(entry.key())),
                    null));
      }
    }
    String lease = wanted.isEmpty() ? null : lease();
    for (Map.Entry<String, EndpointId> one : wanted.entrySet()) {
      Store.Entry entry = there.get(one.getKey());
      EndpointId holder = entry == null ? null : holder(entry);
      if (holder != null && !holder.node().equals(node)) {
        lost.put(one.getKey(), holder);
      } else if (lease != null
          && (entry == null
              || !Objects.equals(entry.lease(), lease)
              || !one.getValue().equals(holder))) {
        var _ = store.commit(put(one.getKey(), one.getValue(), entry, lease));
      }
    }
    return lost;
  }

  private static Txn put(String key, EndpointId owner, Store.@Nullable Entry there, String lease) {
    Txn.Guard guard =
        there == null ? new Txn.Guard.Absent(key) : new Txn.Guard.Unchanged(key, there.modified());
    return new Txn(
        List.of(guard, new Txn.Guard.Absent(MOVE)),
        List.of(new Txn.Op.Put(key, owner.toString().getBytes(UTF_8))),
        lease);
  }

  /** The lease that this node's own entry hangs on. */
  private @Nullable String lease() {
    Store.Entry self = entry(NetworkKeys.node(node));
    return self == null ? null : self.lease();
  }

  private Store.@Nullable Entry entry(String key) {
    for (Store.Entry entry : store.read(key, null).entries()) {
      if (entry.key().equals(key)) {
        return entry;
      }
    }
    return null;
  }

  private List<Store.Entry> entries() {
    List<Store.Entry> all = new ArrayList<>();
    Store.Page page = store.read(ALL, null);
    all.addAll(page.entries());
    while (page.more()) {
      page = store.read(ALL, Objects.requireNonNull(all.getLast()).key());
      all.addAll(page.entries());
    }
    return all;
  }

  private static @Nullable EndpointId holder(Store.Entry entry) {
    String[] parts = new String(entry.value(), UTF_8).split("/", 2);
    try {
      return parts.length == 2 ? new EndpointId(parts[0], parts[1]) : null;
    } catch (InvalidField e) {
      return null; // nobody that there can be
    }
  }

  private static String shortened(EndpointId id) {
    return id.id().length() > 12 ? id.id().substring(0, 12) : id.id();
  }
}
