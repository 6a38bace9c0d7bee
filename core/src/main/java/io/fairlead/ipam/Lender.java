package io.fairlead.ipam;

import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.Network;
import io.fairlead.spi.Commit;
import io.fairlead.spi.NetworkKeys;
import io.fairlead.spi.Store;
import io.fairlead.spi.Txn;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Answers other nodes that ask for addresses in the blocks of this one. For one thread. */
final class Lender {
  private final Store store;
  private final Table table;
  private final Desk desk;
  private final Claims claims;

  Lender(Store store, Table table, Desk desk, Claims claims) {
    this.claims = claims;
    this.store = store;
    this.table = table;
    this.desk = desk;
  }

  /** Answers an ask, unless it is answered. */
  void answer(Store.Entry entry) {
    Ask ask;
    String asker;
    try {
      ask = Ask.decode(entry.value());
      asker = Ask.askerOf(entry.key());
    } catch (InvalidField e) {
      store.commit(Txn.of(null, new Txn.Op.Delete(entry.key())));
      return;
    }
    if (ask.isAnswered()) {
      return;
    }
    Network network = table.network(ask.network());
    if (network == null) {
      refuse(entry, ask.refusing("network " + ask.network() + " was removed"));
      return;
    }
    Ask answer = desk.lend(network, ask, asker);
    IpAddress granted = answer.granted();
    if (granted == null) {
      refuse(entry, answer);
      return;
    }
    boolean done;
    try {
      done = grant(entry, answer, granted, asker);
    } finally {
      desk.lendingEnded();
    }
    if (!done) {
      // The ask was taken back, or what we know is old.
      claims.refresh(network.name());
    }
  }

  private void refuse(Store.Entry entry, Ask answer) {
    store.commit(
        new Txn(
            List.of(new Txn.Guard.Unchanged(entry.key(), entry.modified())),
            List.of(new Txn.Op.Put(entry.key(), answer.encode())),
            null));
  }

  private boolean grant(Store.Entry entry, Ask answer, IpAddress granted, String asker) {
    Block block = Objects.requireNonNull(desk.blockAt(answer.network(), granted));
    Store.Entry ours = table.entry(NetworkKeys.block(block.network(), block.range()));
    if (ours == null || !table.codecs().blocks().decode(ours.value()).equals(block)) {
      return false; // the watch will tell
    }
    String loan = IpamKeys.loan(answer.network(), granted);
    Loan made = new Loan(answer.network(), granted, asker, answer.name(), desk.now());
    List<Txn.Guard> guards = new ArrayList<>();
    guards.add(new Txn.Guard.Unchanged(entry.key(), entry.modified()));
    guards.add(new Txn.Guard.Unchanged(ours.key(), ours.modified()));
    guards.add(new Txn.Guard.Absent(loan));
    guards.add(new Txn.Guard.Absent(IpamKeys.MOVE));
    Commit commit =
        store.commit(
            new Txn(
                guards,
                List.of(
                    new Txn.Op.Put(entry.key(), answer.encode()),
                    new Txn.Op.Put(loan, made.encode())),
                null));
    return commit instanceof Commit.Done;
  }
}
