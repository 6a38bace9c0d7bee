package io.fairlead.ipam;

import io.fairlead.model.net.Block;
import io.fairlead.model.net.Network;
import io.fairlead.spi.Commit;
import io.fairlead.spi.NetworkKeys;
import io.fairlead.spi.Store;
import io.fairlead.spi.Txn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
   * @return how much was taken
   */
  Taken from(String node) {
    List<Store.Entry> taken = new ArrayList<>();
    for (Store.Entry entry : table.entries(NetworkKeys.BLOCKS)) {
      Block block = Table.readable(entry, one -> table.codecs().blocks().decode(one.value()));
      if (block != null && block.node().equals(node)) {
        taken.add(entry);
      }
    }
    int blocks = taken.size();
    for (Store.Entry entry : table.entries(IpamKeys.LOANS)) {
      Loan loan = Table.readable(entry, one -> Loan.decode(one.key(), one.value()));
      if (loan != null && loan.to().equals(node)) {
        taken.add(entry);
      }
    }
    int loans = taken.size() - blocks;
    List<Store.Entry> endpoints = table.entries(NetworkKeys.endpointsOf(node));
    List<Store.Entry> asks = table.entries(IpamKeys.asksTo(node));
    taken.addAll(endpoints);
    taken.addAll(asks);
    for (int begin = 0; begin < taken.size(); begin += TOGETHER) {
      take(node, taken.subList(begin, Math.min(taken.size(), begin + TOGETHER)));
    }
    return new Taken(blocks, loans, endpoints.size(), asks.size());
  }

  /** Removes the blocks of networks that were removed, and returns how many there were. */
  int strays() {
    Map<String, Network> networks = new HashMap<>();
    table.networks().forEach(network -> networks.put(network.name(), network));
    int removed = 0;
    for (Store.Entry entry : table.entries(NetworkKeys.BLOCKS)) {
      Block block = Table.readable(entry, one -> table.codecs().blocks().decode(one.value()));
      Network network = block == null ? null : networks.get(block.network());
      if (block != null && (network == null || network.id() != block.networkId())) {
        Txn.Guard asRead = new Txn.Guard.Unchanged(entry.key(), entry.modified());
        Txn.Guard noMove = new Txn.Guard.Absent(IpamKeys.MOVE);
        Txn.Op delete = new Txn.Op.Delete(entry.key());
        Commit commit = store.commit(new Txn(List.of(asRead, noMove), List.of(delete), null));
        if (commit instanceof Commit.Conflict(String key) && key.equals(IpamKeys.MOVE)) {
          throw Claims.moving();
        }
        removed += commit instanceof Commit.Done ? 1 : 0;
      }
    }
    return removed;
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
