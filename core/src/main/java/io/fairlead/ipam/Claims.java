package io.fairlead.ipam;

import io.fairlead.model.Cause;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.Revision;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.Network;
import io.fairlead.spi.Commit;
import io.fairlead.spi.NetworkKeys;
import io.fairlead.spi.Store;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** Claims blocks for this node: whoever's transaction comes first has it. Thread-safe. */
final class Claims {
  private final String node;
  private final Store store;
  private final Table table;
  private final Desk desk;

  // Who reads the store and who is told by it take turns, so that none undoes what the other saw.
  private final ReentrantLock seeing = new ReentrantLock();
  private final Map<String, Revision> seen = new HashMap<>();

  Claims(String node, Store store, Table table, Desk desk) {
    this.node = node;
    this.store = store;
    this.table = table;
    this.desk = desk;
  }

  /** Sees whose the blocks of a network are now. */
  void refresh(String network) {
    seeing.lock();
    try {
      // Read first: what a node that is there holds is not taken from it after.
      desk.isThere(table.entry(NetworkKeys.node(node)) != null);
      Revision now = store.read(NetworkKeys.blocksOf(network), null).revision();
      List<Block> blocks = table.blocks(NetworkKeys.blocksOf(network));
      List<Loan> loans = table.loans(IpamKeys.loansOf(network));
      for (Block block : blocks) {
        if (block.node().equals(node)) {
          respect(block.range(), loans);
        }
      }
      Set<IpAddress> lent = new HashSet<>();
      loans.forEach(loan -> lent.add(loan.address()));
      desk.replace(network, blocks);
      desk.lentAre(network, lent);
      seen.put(network, now);
      desk.heard(Duration.ZERO);
    } finally {
      seeing.unlock();
    }
  }

  /** A block or a loan changed, as a watch says; what was seen later already stays. */
  void apply(Watch.Change change) {
    seeing.lock();
    try {
      if (change.key().startsWith(NetworkKeys.BLOCKS)) {
        NetworkKeys.BlockKey key = NetworkKeys.blockOf(change.key());
        if (isNews(key.network(), change.revision())) {
          byte[] value = change.value();
          if (value == null) {
            desk.remove(key.network(), key.range());
          } else {
            desk.put(table.codecs().blocks().decode(value));
          }
        }
      } else if (change.key().startsWith(IpamKeys.LOANS)) {
        applyLoan(change);
      }
    } catch (InvalidField e) {
      // Nothing of ours; the catalog reports it.
    } finally {
      seeing.unlock();
    }
  }

  private void applyLoan(Watch.Change change) {
    String[] parts = change.key().split("/", -1);
    if (parts.length != 4 || !isNews(parts[2], change.revision())) {
      return;
    }
    byte[] value = change.value();
    IpAddress address = IpAddress.parse(parts[3]);
    Block block = desk.blockAt(parts[2], address);
    if (value == null) {
      desk.returned(parts[2], address);
    } else if (block != null && block.node().equals(node)) {
      respect(block.range(), List.of(Loan.decode(change.key(), value)));
    }
  }

  private boolean isNews(String network, Revision revision) {
    return revision.isAfter(seen.getOrDefault(network, Revision.ZERO));
  }

  /**
   * Claims a block.
   *
   * @return whether it is this node's now
   * @throws Refused where nobody can have one
   */
  boolean claim(Network network, IpPrefix range, String why) {
    String key = NetworkKeys.block(network.name(), range);
    Store.Entry of = table.entry(NetworkKeys.network(network.name()));
    Network current =
        of == null
            ? null
            : Table.readable(of, one -> table.codecs().networks().decode(one.value()));
    if (of == null || current == null || current.id() != network.id()) {
      throw new Refused(
          Refused.Reason.NOT_ALLOWED,
          "network " + network.name() + " was removed; create it again first");
    }
    Store.Entry there = table.entry(key);
    Block before =
        there == null
            ? null
            : Table.readable(there, one -> table.codecs().blocks().decode(one.value()));
    if (before != null && before.networkId() == network.id()) {
      refresh(network.name());
      return before.node().equals(node);
    }
    Block block = new Block(network.name(), network.id(), range, node, new Cause(desk.now(), why));
    List<Txn.Guard> guards = new ArrayList<>();
    guards.add(new Txn.Guard.Absent(IpamKeys.MOVE));
    guards.add(new Txn.Guard.Unchanged(of.key(), of.modified()));
    guards.add(
        there == null ? new Txn.Guard.Absent(key) : new Txn.Guard.Unchanged(key, there.modified()));
    byte[] value = table.codecs().blocks().encode(block);
    Commit commit = store.commit(new Txn(guards, List.of(new Txn.Op.Put(key, value)), null));
    if (commit instanceof Commit.Conflict(String at) && at.equals(IpamKeys.MOVE)) {
      throw moving();
    }
    refresh(network.name());
    return commit instanceof Commit.Done;
  }

  static Refused moving() {
    return new Refused(
        Refused.Reason.AWAY,
        "the agents are moving to another store; new blocks are claimed once that is done");
  }

  /** What is lent of a block to others is not given to anybody else. */
  private void respect(IpPrefix range, List<Loan> loans) {
    for (Loan loan : loans) {
      if (range.contains(loan.address()) && !loan.to().equals(node)) {
        desk.lent(loan);
      }
    }
  }
}
