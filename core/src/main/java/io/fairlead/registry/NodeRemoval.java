package io.fairlead.registry;

import io.fairlead.spi.Commit;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Removes what a node that is gone for good left in the store: its own entry, its instances and
 * their drain marks. Waits for the store. Thread-safe.
 */
public final class NodeRemoval {
  // Beside the guards that the node is away and no move is under way.
  private static final int TOGETHER = Store.MAX_OPS - 2;

  /** There while the agents move: what is removed then might be copied back. */
  private static final String MOVE = Keys.MOVES + "plan";

  private final Store store;

  /** From this store. */
  public NodeRemoval(Store store) {
    this.store = store;
  }

  /** How much there was. */
  public record Removed(int nodes, int instances, int drains) {}

  /**
   * Removes all of it; each step fails where the node came back.
   *
   * @throws StoreException where its lease lives, and where the store is away
   */
  public Removed remove(String node) {
    Store.Entry self = entry(Keys.node(node));
    if (self != null && alive(self)) {
      throw there(node);
    }
    if (self != null) {
      take(node, List.of(self), false);
    }
    List<Store.Entry> instances = entries(Keys.instancesOf(node));
    List<Store.Entry> drains = entries(Keys.drainsOf(node));
    List<Store.Entry> all = new ArrayList<>(instances);
    all.addAll(drains);
    for (int begin = 0; begin < all.size(); begin += TOGETHER) {
      take(node, all.subList(begin, Math.min(all.size(), begin + TOGETHER)), true);
    }
    return new Removed(self == null ? 0 : 1, instances.size(), drains.size());
  }

  /** A node's entry goes with its lease; one without, or whose lease is gone, was left over. */
  private boolean alive(Store.Entry self) {
    String lease = self.lease();
    return lease != null && store.adopt(lease) != null;
  }

  private void take(String node, List<Store.Entry> entries, boolean absent) {
    List<Txn.Guard> guards = new ArrayList<>();
    guards.add(new Txn.Guard.Absent(MOVE));
    if (absent) {
      guards.add(new Txn.Guard.Absent(Keys.node(node)));
    }
    List<Txn.Op> ops = new ArrayList<>();
    for (Store.Entry entry : entries) {
      guards.add(new Txn.Guard.Unchanged(entry.key(), entry.modified()));
      ops.add(new Txn.Op.Delete(entry.key()));
    }
    if (store.commit(new Txn(guards, ops, null)) instanceof Commit.Conflict(String key)) {
      throw key.equals(Keys.node(node))
          ? there(node)
          : StoreException.refused(
              key.equals(MOVE)
                  ? "the agents are moving to another store; remove node "
                      + node
                      + " once that is done"
                  : "what node " + node + " left changed meanwhile; try again");
    }
  }

  private static StoreException there(String node) {
    return StoreException.refused(
        "node " + node + " is there; stop its agent before it is removed");
  }

  private Store.@Nullable Entry entry(String key) {
    for (Store.Entry entry : store.read(key, null).entries()) {
      if (entry.key().equals(key)) {
        return entry;
      }
    }
    return null;
  }

  private List<Store.Entry> entries(String prefix) {
    List<Store.Entry> entries = new ArrayList<>();
    Store.Page page = store.read(prefix, null);
    entries.addAll(page.entries());
    while (page.more()) {
      page = store.read(prefix, Objects.requireNonNull(entries.getLast()).key());
      entries.addAll(page.entries());
    }
    return entries;
  }
}
