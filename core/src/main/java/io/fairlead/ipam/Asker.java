package io.fairlead.ipam;

import io.fairlead.model.IpAddress;
import io.fairlead.model.Revision;
import io.fairlead.model.net.Network;
import io.fairlead.spi.Commit;
import io.fairlead.spi.Store;
import io.fairlead.spi.Time;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Watch;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Asks other nodes for addresses in their blocks, through the store. Thread-safe. */
final class Asker {
  private final Options options;
  private final Store store;
  private final Table table;
  private final Time time;
  private final AtomicInteger asking = new AtomicInteger();
  private final Set<String> open = ConcurrentHashMap.newKeySet();

  Asker(Options options, Store store, Table table, Time time) {
    this.options = options;
    this.store = store;
    this.table = table;
    this.time = time;
  }

  /** How many wait for an answer now. */
  int asking() {
    return asking.get();
  }

  /** Whether the ask at this key is one that somebody here waits for. */
  boolean wrote(String key) {
    return open.contains(key);
  }

  /**
   * Asks, and waits for the answer.
   *
   * @param then what is done with an address that is lent, before anybody else may see it unused
   * @return the answer; one that grants has been done
   * @throws Refused where the node is away
   */
  Ask ask(String owner, Network network, Choice.Step.Ask step, String name, Lent then)
      throws InterruptedException {
    if (!options.present().test(owner)) {
      throw away(owner, step.address(), network.name());
    }
    asking.incrementAndGet();
    try {
      Ask answer = answer(owner, Ask.of(network.name(), step.subnet(), step.address(), name));
      if (answer == null) {
        throw away(owner, step.address(), network.name());
      }
      IpAddress granted = answer.granted();
      if (granted != null) {
        then.lent(granted);
      }
      return answer;
    } finally {
      asking.decrementAndGet();
    }
  }

  /** What is done with an address that is lent. */
  interface Lent {
    void lent(IpAddress address);
  }

  private @Nullable Ask answer(String owner, Ask ask) throws InterruptedException {
    String number = HexFormat.of().toHexDigits(options.random().nextLong());
    String key = IpamKeys.ask(owner, options.node(), number);
    open.add(key);
    try {
      return awaited(key, ask);
    } finally {
      open.remove(key);
    }
  }

  private @Nullable Ask awaited(String key, Ask ask) throws InterruptedException {
    Commit asked =
        store.commit(
            new Txn(
                List.of(new Txn.Guard.Absent(key), new Txn.Guard.Absent(IpamKeys.MOVE)),
                List.of(new Txn.Op.Put(key, ask.encode())),
                null));
    if (!(asked instanceof Commit.Done(Revision revision))) {
      throw Claims.moving();
    }
    awaitChange(key, revision);
    while (true) {
      Store.Entry entry = table.entry(key);
      if (entry == null) {
        return null; // somebody tidied it away
      }
      Ask now = Ask.decode(entry.value());
      // Taken back in one step with what it says: no answer can come after.
      Commit ended =
          store.commit(
              new Txn(
                  List.of(new Txn.Guard.Unchanged(key, entry.modified())),
                  List.of(new Txn.Op.Delete(key)),
                  null));
      if (ended instanceof Commit.Done) {
        return now.isAnswered() ? now : null;
      }
    }
  }

  private void awaitChange(String key, Revision from) throws InterruptedException {
    long end = time.nanos() + options.patience().toNanos();
    try (Watch watch = store.watch(key, from)) {
      long left = options.patience().toNanos();
      while (left > 0) {
        if (watch.next(Duration.ofNanos(left)) != null) {
          return;
        }
        left = end - time.nanos();
      }
    }
  }

  private static Refused away(String owner, @Nullable IpAddress address, String network) {
    String what =
        address == null
            ? "an address of network " + network
            : address + " of network " + network + " is in a block of node " + owner + ", which";
    return new Refused(
        Refused.Reason.AWAY,
        address == null
            ? "node " + owner + " does not answer for " + what + "; try again when it is back"
            : what
                + " does not answer; start it, or remove it with 'fairlead node remove "
                + owner
                + "'");
  }
}
