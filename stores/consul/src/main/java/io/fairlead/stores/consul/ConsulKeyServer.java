package io.fairlead.stores.consul;

import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.stores.logged.KeyServer;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Consul's key-value store. All reads are {@code consistent} but the waits, which may be behind: a
 * wait can miss a change for a while, and never tells of one that was not.
 */
final class ConsulKeyServer implements KeyServer {
  /** One blocking query at most: so long a server that lost its leader may keep a wait. */
  private static final Duration WAIT = Duration.ofSeconds(10);

  /** Bytes that a prefix's entries held last time at most, so that they are read in one answer. */
  private static final int SMALL = 512 * 1024;

  private static final int SMALL_PREFIXES = 256;
  private static final int TRIES = 20;

  private final Kv kv;
  private final Time time;

  /** Prefixes whose entries were few when last seen. */
  private final Set<String> small = ConcurrentHashMap.newKeySet();

  private @Nullable Listing listing; // the newest; guarded by this
  private long listings; // guarded by this

  ConsulKeyServer(StoreUrl url, Secrets secrets, Time time) {
    kv = new Kv(url, secrets, time);
    this.time = time;
  }

  @Override
  public Map<String, Item> get(List<String> keys) {
    Map<String, Item> found = new LinkedHashMap<>();
    for (int from = 0; from < keys.size(); from += Operations.MOST) {
      read(keys.subList(from, Math.min(keys.size(), from + Operations.MOST)))
          .forEach(item -> found.put(item.key(), item));
    }
    return found;
  }

  /** Reads all at one moment; where a key is not there the others again without it. */
  private List<Item> read(List<String> keys) {
    List<String> left = new ArrayList<>(keys);
    for (int tries = 0; tries < TRIES; tries++) {
      if (left.isEmpty()) {
        return List.of();
      }
      Kv.Read read = kv.read(left);
      if (read.missing().isEmpty()) {
        return read.items();
      }
      for (int number : read.missing().stream().sorted().toList().reversed()) {
        left.remove(number);
      }
    }
    throw StoreException.away(
        "keys go faster than they can be read; try again", new IOException("busy"));
  }

  /**
   * Consul has no pages: it tells all keys in one answer, or all entries. So where the entries may
   * be many, their keys are read with the first page and kept for the next ones.
   */
  @Override
  public List<Item> list(String prefix, @Nullable String after, int limit) {
    if (after == null && small.remove(prefix)) {
      List<Item> all = kv.tree(prefix);
      if (all.size() < limit) {
        remember(prefix, all);
        return all;
      }
    }
    Listing keys = after == null ? null : keptListing(prefix);
    if (keys == null) {
      keys = keep(prefix);
    }
    List<Item> page = new ArrayList<>();
    int at = keys.after(after);
    while (page.size() < limit && at < keys.keys().size()) {
      int end = Math.min(keys.keys().size(), at + limit - page.size());
      get(keys.keys().subList(at, end)).values().forEach(page::add);
      at = end;
    }
    if (page.size() < limit) {
      forget(keys);
      if (after == null) {
        remember(prefix, page);
      }
    }
    return page;
  }

  private void remember(String prefix, List<Item> all) {
    long bytes = all.stream().mapToLong(item -> item.key().length() + item.value().length).sum();
    if (bytes <= SMALL && small.size() < SMALL_PREFIXES) {
      small.add(prefix);
    }
  }

  /** The newest listing: later than the reader's own first page, so nothing is missing in it. */
  private synchronized @Nullable Listing keptListing(String prefix) {
    Listing kept = listing;
    return kept != null && kept.prefix().equals(prefix) ? kept : null;
  }

  private Listing keep(String prefix) {
    long number;
    synchronized (this) {
      number = ++listings;
    }
    List<String> keys =
        kv.keys(plain(prefix)).stream().filter(key -> key.startsWith(prefix)).sorted().toList();
    Listing read = new Listing(prefix, keys, number);
    synchronized (this) {
      if (listing == null || listing.number() < number) {
        listing = read;
      }
    }
    return read;
  }

  private synchronized void forget(Listing read) {
    if (listing != null && listing.number() == read.number()) {
      listing = null;
    }
  }

  /** A start of {@code prefix} that survives Consul's cleaning of paths. */
  private static String plain(String prefix) {
    for (String unclean : List.of("//", "/.")) {
      int place = prefix.indexOf(unclean);
      if (place >= 0) {
        return plain(prefix.substring(0, place + 1));
      }
    }
    return prefix;
  }

  @Override
  public boolean change(List<Condition> conditions, List<Write> writes) {
    return kv.change(conditions, writes);
  }

  @Override
  public @Nullable Item await(String key, long known, Duration timeout)
      throws InterruptedException {
    long start = time.nanos();
    long index = known;
    while (true) {
      Duration left = timeout.minusNanos(time.nanos() - start);
      // Without an index the answer comes at once, and has the index to wait beyond.
      boolean last = index > 0 && left.compareTo(WAIT) <= 0;
      Kv.Woken woken = block(key, index, left.compareTo(WAIT) < 0 ? left : WAIT);
      Item item = woken.item();
      if (last || (item == null ? 0 : item.version()) != known) {
        return item;
      }
      index = item == null ? Math.max(1, woken.index()) : known;
    }
  }

  private Kv.Woken block(String key, long index, Duration wait) throws InterruptedException {
    try {
      return kv.block(key, index, wait.isNegative() ? Duration.ZERO : wait);
    } catch (StoreException e) {
      if (Thread.interrupted()) {
        InterruptedException interrupted = new InterruptedException("while waiting for " + key);
        interrupted.initCause(e);
        throw interrupted;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    kv.close();
  }
}
