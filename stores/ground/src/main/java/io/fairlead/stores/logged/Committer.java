package io.fairlead.stores.logged;

import io.fairlead.model.Revision;
import io.fairlead.spi.Commit;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.spi.Txn;
import io.fairlead.stores.logged.KeyServer.Condition;
import io.fairlead.stores.logged.KeyServer.Item;
import io.fairlead.stores.logged.KeyServer.Write;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Does transactions, one at a time for each client. One is the next of the log or nothing: it holds
 * only where the transaction before it is in the log and its own place is empty. Whoever was too
 * late reads the new head and tries again. Thread-safe.
 */
final class Committer {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final int FIRST_BACKOFF_MILLIS = 4;
  private static final int LONGEST_BACKOFF_MILLIS = 500;
  private static final int REMEMBERED_LEASES = 64;

  private final KeyServer server;
  private final Heads heads;
  private final Time time;
  private final RandomGenerator random;
  private final Lock one = new ReentrantLock(true);

  /** What this client knows the scopes of a lease to cover at least; guarded by the lock. */
  private final Map<String, Scopes> scopes =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Scopes> eldest) {
          return size() > REMEMBERED_LEASES;
        }
      };

  Committer(KeyServer server, Heads heads, Time time, RandomGenerator random) {
    this.server = server;
    this.heads = heads;
    this.time = time;
    this.random = random;
  }

  Commit commit(Txn txn) {
    String lease = txn.lease();
    if (lease != null && !Leases.isId(lease)) {
      return new Commit.LeaseLost(lease);
    }
    one.lock();
    try {
      Head known = heads.known();
      Head head = known == null ? heads.newest().head() : known;
      long start = time.nanos();
      for (int tries = 0; time.nanos() - start < DEADLINE.toNanos(); tries++) {
        Commit commit = attempt(txn, head);
        if (commit != null) {
          return commit;
        }
        if (tries > 0) {
          backOff(tries);
        }
        head = heads.newest().head();
      }
    } finally {
      one.unlock();
    }
    throw StoreException.away(
        "the commits of other agents came first for " + DEADLINE.toSeconds() + " s; try again",
        new IOException("contention"));
  }

  /** One try to be the transaction after {@code head}; null where another one was. */
  private @Nullable Commit attempt(Txn txn, Head head) {
    Plan plan = new Plan(txn, scopes);
    Commit refusal = plan.look(server);
    if (refusal != null) {
      return refusal;
    }
    List<LogRecord.Step> steps = plan.steps();
    if (steps.isEmpty()) {
      // What was looked at held at that head only if it still is the newest.
      Head now = heads.newest().head();
      return now.sameEpoch(head) && now.newest() == head.newest()
          ? new Commit.Done(new Revision(head.newest()))
          : null;
    }
    long revision = head.newest() + 1;
    LogRecord record = new LogRecord(revision, txn.lease(), steps).kept();
    Head next = head.then(record);
    List<Condition> conditions = new ArrayList<>();
    conditions.add(new Condition(Layout.log(head.epoch(), head.newest()), Condition.ANY));
    conditions.add(new Condition(Layout.log(head.epoch(), revision), 0));
    List<Write> writes = new ArrayList<>();
    for (LogRecord.Step step : steps) {
      byte[] value = step.value();
      writes.add(
          new Write(
              Layout.data(step.key()),
              value == null ? null : new Envelope(revision, txn.lease(), value).bytes()));
    }
    writes.add(new Write(Layout.HEAD, next.bytes()));
    writes.add(new Write(Layout.log(head.epoch(), revision), record.bytes()));
    long old = revision - History.LENGTH;
    if (old >= head.first()) {
      writes.add(new Write(Layout.log(head.epoch(), old), null));
    }
    String lease = txn.lease();
    Scopes wider = plan.wider();
    if (lease != null) {
      conditions.add(new Condition(Layout.live(lease), Condition.ANY));
      if (wider != null) {
        writes.add(new Write(Layout.scopes(lease), wider.bytes()));
      }
    }
    if (server.change(conditions, writes)) {
      heads.learn(next);
      if (lease != null && wider != null) {
        scopes.put(lease, wider);
      }
      return new Commit.Done(new Revision(revision));
    }
    if (lease != null && server.get(Layout.live(lease)) == null) {
      scopes.remove(lease);
      return new Commit.LeaseLost(lease);
    }
    return null;
  }

  private void backOff(int tries) {
    int most = Math.min(LONGEST_BACKOFF_MILLIS, FIRST_BACKOFF_MILLIS << Math.min(tries, 10));
    try {
      time.sleep(Duration.ofNanos(random.nextLong(TimeUnit.MILLISECONDS.toNanos(most))));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StoreException.away("interrupted between two tries to commit; try again", e);
    }
  }

  /** What one try needs to know, read after the head that it builds on. */
  private static final class Plan {
    private final Txn txn;
    private final Scopes known;
    private final List<String> puts = new ArrayList<>();
    private Map<String, Item> seen = Map.of();
    private @Nullable Scopes wider;

    Plan(Txn txn, Map<String, Scopes> scopes) {
      this.txn = txn;
      String lease = txn.lease();
      known = lease == null ? Scopes.NONE : scopes.getOrDefault(lease, Scopes.NONE);
      txn.ops().stream().filter(Txn.Op.Put.class::isInstance).forEach(op -> puts.add(op.key()));
    }

    /** Reads what must be read; returns how the transaction ends where it cannot be done. */
    @Nullable Commit look(KeyServer server) {
      String lease = txn.lease();
      boolean widen = lease != null && !puts.stream().allMatch(known::cover);
      List<String> keys = new ArrayList<>();
      txn.guards().forEach(guard -> keys.add(Layout.data(guard.key())));
      txn.ops().stream()
          .filter(Txn.Op.Delete.class::isInstance)
          .forEach(op -> keys.add(Layout.data(op.key())));
      if (lease != null && (widen || !keys.isEmpty() || puts.isEmpty())) {
        keys.add(Layout.live(lease));
        keys.add(Layout.scopes(lease));
      }
      if (keys.isEmpty()) {
        return null;
      }
      seen = server.get(keys.stream().distinct().toList());
      if (lease != null && !seen.containsKey(Layout.live(lease))) {
        return new Commit.LeaseLost(lease);
      }
      if (lease != null && widen) {
        wider = Scopes.of(seen.get(Layout.scopes(lease))).with(puts);
      }
      return txn.guards().stream()
          .filter(guard -> !holds(guard))
          .findFirst()
          .<Commit>map(guard -> new Commit.Conflict(guard.key()))
          .orElse(null);
    }

    /** The steps that change something. */
    List<LogRecord.Step> steps() {
      List<LogRecord.Step> steps = new ArrayList<>();
      for (Txn.Op op : txn.ops()) {
        switch (op) {
          case Txn.Op.Put(String key, byte[] value) ->
              steps.add(new LogRecord.Step(key, true, value));
          case Txn.Op.Delete(String key) -> {
            if (seen.containsKey(Layout.data(key))) {
              steps.add(new LogRecord.Step(key, false, null));
            }
          }
        }
      }
      return steps;
    }

    /** The lease's scopes as they must be written, or null where they cover all puts already. */
    @Nullable Scopes wider() {
      return wider;
    }

    private boolean holds(Txn.Guard guard) {
      Item item = seen.get(Layout.data(guard.key()));
      return switch (guard) {
        case Txn.Guard.Absent absent -> item == null;
        case Txn.Guard.Unchanged(String key, Revision modified) ->
            item != null && Envelope.of(item).revision() == modified.value();
      };
    }
  }
}
