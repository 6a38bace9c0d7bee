package io.fairlead.registry;

import io.fairlead.spi.Commit;
import io.fairlead.spi.Lease;
import io.fairlead.spi.Mirror;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A mirror in a store, under a lease of its own there. A lease that ended is replaced, and all is
 * written again. What the agent before left is taken over as it is written again, and the rest goes
 * with the lease of the past.
 */
public final class LeasedMirror implements Mirror {
  private static final int MAX_BYTES = 192 * 1024;

  private final Store store;
  private final Duration ttl;
  private final Function<Desired, List<Entry>> layout;
  private final Map<String, Entry> written = new LinkedHashMap<>();
  private @Nullable Lease lease;

  /**
   * A mirror of what {@code layout} makes of it.
   *
   * @param ttl how long it outlives an agent that says nothing
   */
  public LeasedMirror(Store store, Duration ttl, Function<Desired, List<Entry>> layout) {
    this.store = store;
    this.ttl = ttl;
    this.layout = layout;
  }

  /** A mirror that another agent can read as its store. */
  public static LeasedMirror same(Store store, Duration ttl) {
    return new LeasedMirror(store, ttl, Desired::entries);
  }

  @Override
  public int apply(Desired desired) {
    Map<String, Entry> wanted = new LinkedHashMap<>();
    layout.apply(desired).forEach(entry -> wanted.put(entry.key(), entry));
    String id = hold();
    int writes = 0;
    List<Txn.Op> gone = new ArrayList<>();
    for (String key : written.keySet()) {
      if (!wanted.containsKey(key)) {
        gone.add(new Txn.Op.Delete(key));
      }
    }
    writes += commit(gone, null, wanted);
    for (boolean leased : new boolean[] {true, false}) {
      List<Txn.Op> puts = new ArrayList<>();
      for (Entry entry : wanted.values()) {
        if (entry.leased() == leased && !same(entry, written.get(entry.key()))) {
          puts.add(new Txn.Op.Put(entry.key(), entry.value()));
        }
      }
      writes += commit(puts, leased ? id : null, wanted);
    }
    return writes;
  }

  @Override
  public void withdraw() {
    List<Txn.Op> rest = new ArrayList<>();
    for (Entry entry : written.values()) {
      if (!entry.leased()) {
        rest.add(new Txn.Op.Delete(entry.key()));
      }
    }
    commit(rest, null, Map.of());
    Lease held = lease;
    if (held != null) {
      held.revoke();
    }
    lease = null;
    written.clear();
  }

  @Override
  public void close() {
    store.close();
  }

  /** The id of a lease that lives. */
  private String hold() {
    Lease held = lease;
    if (held == null || !held.renew()) {
      written.clear();
      held = store.grant(ttl);
      lease = held;
    }
    return held.id();
  }

  private static boolean same(Entry entry, @Nullable Entry before) {
    return before != null && Arrays.equals(entry.value(), before.value());
  }

  /** In as many transactions as it takes; what was done is noted even where a later one fails. */
  private int commit(List<Txn.Op> ops, @Nullable String under, Map<String, Entry> wanted) {
    List<Txn.Op> batch = new ArrayList<>();
    int bytes = 0;
    for (Txn.Op op : ops) {
      int more = op instanceof Txn.Op.Put put ? put.value().length : 0;
      if (batch.size() == Store.MAX_OPS || (bytes + more > MAX_BYTES && !batch.isEmpty())) {
        commitOne(batch, under, wanted);
        batch.clear();
        bytes = 0;
      }
      batch.add(op);
      bytes += more;
    }
    if (!batch.isEmpty()) {
      commitOne(batch, under, wanted);
    }
    return ops.size();
  }

  private void commitOne(List<Txn.Op> batch, @Nullable String under, Map<String, Entry> wanted) {
    // Whether it was done may stay open: then it is done again.
    batch.forEach(op -> forget(op.key()));
    if (store.commit(new Txn(List.of(), batch, under)) instanceof Commit.LeaseLost) {
      lease = null;
      throw StoreException.away(
          "the lease there ended; all is written again", new IOException("lease lost"));
    }
    for (Txn.Op op : batch) {
      Entry entry = wanted.get(op.key());
      if (entry == null) {
        written.remove(op.key());
      } else {
        written.put(op.key(), entry);
      }
    }
  }

  private static final byte[] UNSURE = {0};

  /** Whatever stands there now, it is not what is wanted. */
  private void forget(String key) {
    Entry before = written.get(key);
    written.put(key, new Entry(key, UNSURE, before == null || before.leased()));
  }
}
