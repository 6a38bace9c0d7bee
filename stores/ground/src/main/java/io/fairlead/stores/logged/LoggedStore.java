package io.fairlead.stores.logged;

import io.fairlead.model.Revision;
import io.fairlead.spi.Commit;
import io.fairlead.spi.GrantedLease;
import io.fairlead.spi.Lease;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Watch;
import io.fairlead.stores.logged.History.Fate;
import io.fairlead.stores.logged.KeyServer.Item;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A store on a {@link KeyServer}. Revisions number the transactions of a log that is kept there;
 * leases are keys that their owners touch, and every client sees to it that those which stand still
 * end. Nothing is read or written before the first call but by the thread that looks after leases.
 * Thread-safe.
 */
public final class LoggedStore implements Store {
  private static final int PAGE = 500;
  private static final int TRIES = 20;

  private final KeyServer server;
  private final Time time;
  private final Heads heads;
  private final History history;
  private final Committer committer;
  private final Leases leases;
  private final Reaper reaper;
  private volatile boolean closed;

  /**
   * @param server closed with this store
   * @param random for names, and for spreading out what many clients do
   */
  public LoggedStore(KeyServer server, Time time, RandomGenerator random) {
    this(server, time, random, true);
  }

  private LoggedStore(KeyServer server, Time time, RandomGenerator random, boolean caring) {
    this.server = server;
    this.time = time;
    heads = new Heads(server, time, random);
    history = new History(server);
    committer = new Committer(server, heads, time, random);
    leases = new Leases(server, committer, random);
    reaper = new Reaper(server, leases, time, random);
    if (caring) {
      reaper.start();
    }
  }

  /**
   * A store that is only read: it ends nobody's lease, begins no history, and whoever writes to it
   * is refused.
   *
   * @param server closed with this store
   */
  public static LoggedStore onlyRead(KeyServer server, Time time, RandomGenerator random) {
    return new LoggedStore(new OnlyRead(server), time, random, false);
  }

  @Override
  public Page read(String prefix, @Nullable String after) {
    requireOpen();
    Head known = heads.known();
    Head head = known == null ? heads.newest().head() : known;
    String from = after;
    for (int tries = 0; tries < TRIES; tries++) {
      String last = from == null ? null : Layout.data(from);
      List<Item> items = server.list(Layout.data(prefix), last, PAGE);
      Head now = heads.newest().head();
      // What was listed holds at the head before it, if all that came since is put on top.
      History.Stretch since =
          now.sameEpoch(head) ? history.after(now, head.newest(), prefix, true) : null;
      head = now;
      if (since == null) {
        continue;
      }
      boolean more = items.size() == PAGE;
      Page page = page(items, from, more, since);
      if (!page.entries().isEmpty() || !more) {
        return page;
      }
      from = items.getLast().key().substring(Layout.DATA.length());
      tries = 0;
    }
    throw StoreException.away(
        "the store changes faster than it can be read; try again", new IOException("busy"));
  }

  private static Page page(
      List<Item> items, @Nullable String after, boolean more, History.Stretch since) {
    NavigableMap<String, Entry> entries = new TreeMap<>();
    for (Item item : items) {
      String key = item.key().substring(Layout.DATA.length());
      entries.put(key, Envelope.of(item).entry(key));
    }
    String last = more ? entries.lastKey() : null;
    since
        .fates()
        .forEach(
            (key, fate) -> {
              if ((after == null || key.compareTo(after) > 0)
                  && (last == null || key.compareTo(last) <= 0)) {
                if (fate instanceof Fate.Put(Envelope envelope)) {
                  entries.put(key, envelope.entry(key));
                } else {
                  entries.remove(key);
                }
              }
            });
    return new Page(List.copyOf(entries.values()), new Revision(since.upTo()), more);
  }

  @Override
  public Commit commit(Txn txn) {
    requireOpen();
    return committer.commit(txn);
  }

  @Override
  public Lease grant(Duration ttl) {
    requireOpen();
    String id = leases.grant(ttl);
    reaper.wake();
    return lease(id, ttl);
  }

  @Override
  public @Nullable Lease adopt(String leaseId) {
    requireOpen();
    Duration ttl = leases.find(leaseId);
    return ttl == null ? null : lease(leaseId, ttl);
  }

  @Override
  public Watch watch(String prefix, Revision from) {
    requireOpen();
    return new LoggedWatch(server, heads, time, this::requireOpen, prefix, from.value());
  }

  @Override
  public void close() {
    closed = true;
    reaper.close();
    server.close();
  }

  private void requireOpen() {
    if (closed) {
      throw StoreException.refused("the store is closed; open it again");
    }
  }

  private Lease lease(String id, Duration ttl) {
    return new GrantedLease(
        id,
        ttl,
        () -> {
          requireOpen();
          return leases.renew(id, ttl);
        },
        () -> {
          requireOpen();
          leases.revoke(id);
        });
  }
}
