package io.fairlead.ipam;

import io.fairlead.model.net.Block;
import io.fairlead.spi.Commit;
import io.fairlead.spi.NetworkKeys;
import io.fairlead.spi.Store;
import io.fairlead.spi.Txn;
import java.util.ArrayList;
import java.util.List;

/** Takes from a node that is gone for good what it held. Thread-safe. */
final class Reclaim {
  // Beside the guards that the node is away and no move is under way.
  private static final int TOGETHER = Store.MAX_OPS - 2;

  private final Store store;
  private final Table table;

  Reclaim(Store store, Table table) {
    this.store = store;
    this.table = table;
  }

  /**
   * Takes all blocks, loans and endpoints of a node, which must be away: each step fails where it
   * came back.
   *
   * @return how many entries were taken
   */
  int from(String node) {
    List<Store.Entry> taken = new ArrayList<>();
    for (Store.Entry entry : table.entries(NetworkKeys.BLOCKS)) {
      Block block = Table.readable(entry, one -> table.codecs().blocks().decode(one.value()));
      if (block != null && block.node().equals(node)) {
        taken.add(entry);
      }
    }
    for (Store.Entry entry : table.entries(IpamKeys.LOANS)) {
      Loan loan = Table.readable(entry, one -> Loan.decode(one.key(), one.value()));
      if (loan != null && loan.to().equals(node)) {
        taken.add(entry);
      }
    }
    taken.addAll(table.entries(NetworkKeys.endpointsOf(node)));
    taken.addAll(table.entries(IpamKeys.asksTo(node)));
    for (int begin = 0; begin < taken.size(); begin += TOGETHER) {
      take(node, taken.subList(begin, Math.min(taken.size(), begin + TOGETHER)));
    }
    return taken.size();
  }

  private void take(String node, List<Store.Entry> entries) {
    List<Txn.Guard> guards = new ArrayList<>();
    guards.add(new Txn.Guard.Absent(NetworkKeys.node(node)));
    guards.add(new Txn.Guard.Absent(IpamKeys.MOVE));
    List<Txn.Op> ops = new ArrayList<>();
    for (Store.Entry entry : entries) {
      guards.add(new Txn.Guard.Unchanged(entry.key(), entry.modified()));
      ops.add(new Txn.Op.Delete(entry.key()));
    }
    if (store.commit(new Txn(guards, ops, null)) instanceof Commit.Conflict(String key)) {
      throw key.equals(NetworkKeys.node(node))
          ? new Refused(
              Refused.Reason.TAKEN,
              "node " + node + " is there; stop its agent before it is removed")
          : key.equals(IpamKeys.MOVE)
              ? Claims.moving()
              : new Refused(Refused.Reason.AWAY, "what node " + node + " held changed; try again");
    }
  }
}
