package io.fairlead.stores.logged;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.stores.logged.KeyServer.Item;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Ends the leases that nobody renews. It looks at all of them now and then, and ends one that stood
 * still for its ttl by this client's own monotonic clock. Where it could not look for a while (the
 * store was away, this process was stopped) it gives every lease its whole time again. What another
 * client ended and left unfinished it finishes. Owns one thread.
 */
final class Reaper implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Reaper.class.getName());
  private static final int PAGE = 256;

  /** Between two looks at most, where there is no lease. */
  private static final Duration IDLE = Duration.ofMillis(600);

  /**
   * Between two looks, whatever the ttl: this, and more for each lease, as there is a client for
   * each that looks too.
   */
  private static final Duration LEAST = Duration.ofMillis(400);

  private static final Duration FOR_EACH = Duration.ofMillis(10);
  private static final Duration LATE = Duration.ofSeconds(1);

  private final KeyServer server;
  private final Leases leases;
  private final Time time;
  private final RandomGenerator random;
  private final Thread thread;
  private final Map<String, Observed> observed = new HashMap<>();
  private Set<String> unfinished = Set.of();
  private long lookedAt;
  private Duration planned = Duration.ZERO;
  private boolean looked;
  private boolean failing;
  private boolean sleeping; // guarded by this
  private boolean woken; // guarded by this
  private volatile boolean closed;

  Reaper(KeyServer server, Leases leases, Time time, RandomGenerator random) {
    this.server = server;
    this.leases = leases;
    this.time = time;
    this.random = random;
    thread = Thread.ofVirtual().name("fairlead-store-leases").unstarted(this::run);
  }

  private record Observed(long version, Duration ttl, long since) {
    Duration left(long now) {
      return ttl.minusNanos(now - since);
    }
  }

  void start() {
    thread.start();
  }

  /** There is a new lease: look soon. */
  synchronized void wake() {
    woken = true;
    if (sleeping) {
      thread.interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    wake();
  }

  private void run() {
    while (!closed) {
      Duration wait;
      try {
        wait = look();
        failing = false;
      } catch (StoreException | IllegalStateException e) {
        if (!closed && !failing) {
          LOG.log(WARNING, "leases cannot be watched for now: " + e.getMessage());
        }
        failing = true;
        wait = IDLE;
      }
      sleep(wait);
    }
  }

  private void sleep(Duration duration) {
    synchronized (this) {
      if (woken) {
        woken = false;
        return;
      }
      sleeping = true;
    }
    try {
      time.sleep(duration);
    } catch (InterruptedException e) {
      // There is a new lease, or the store was closed: look again.
    }
    synchronized (this) {
      sleeping = false;
      woken = false;
      var _ = Thread.interrupted(); // a call to wake() came as the sleep ended
    }
  }

  /** Looks at all leases once; returns how long to wait before the next look. */
  private Duration look() {
    long asked = time.nanos();
    List<Item> found = all();
    long answered = time.nanos();
    boolean late = looked && asked - lookedAt > planned.plus(LATE).toNanos();
    looked = true;
    lookedAt = asked;

    Set<String> live = new HashSet<>();
    Set<String> ended = new HashSet<>();
    for (Item item : found) {
      if (item.key().startsWith(Layout.LIVE)) {
        String id = item.key().substring(Layout.LIVE.length());
        live.add(id);
        Observed before = observed.get(id);
        if (before == null || late || before.version() != item.version()) {
          observed.put(id, new Observed(item.version(), Leases.ttl(item), answered));
        }
      } else if (item.key().startsWith(Layout.ENDED)) {
        ended.add(item.key().substring(Layout.ENDED.length()));
      }
    }
    observed.keySet().retainAll(live);
    finish(ended);
    endThoseOver(asked);
    planned = untilNext();
    return planned;
  }

  private List<Item> all() {
    List<Item> all = new ArrayList<>();
    String after = null;
    List<Item> page;
    do {
      page = server.list(Layout.LEASES, after, PAGE);
      all.addAll(page);
      after = page.isEmpty() ? null : page.getLast().key();
    } while (page.size() == PAGE);
    return all;
  }

  /** Those that had ended at the look before already: their client is slow or gone. */
  private void finish(Set<String> ended) {
    Set<String> before = unfinished;
    unfinished = ended;
    ended.stream().filter(before::contains).forEach(leases::removeEntries);
  }

  /**
   * @param now taken before the look: what was seen then had stood still for so long
   */
  private void endThoseOver(long now) {
    List<String> over = new ArrayList<>();
    observed.forEach(
        (id, lease) -> {
          if (!lease.left(now).isPositive()) {
            over.add(id);
          }
        });
    over.removeIf(id -> !endNow(id));
    over.forEach(leases::removeEntries);
  }

  private boolean endNow(String id) {
    Observed lease = observed.remove(id);
    if (lease == null || !leases.end(id, lease.version())) {
      return false;
    }
    LOG.log(INFO, "lease " + id + " was not renewed for " + lease.ttl() + "; its entries go");
    return true;
  }

  private Duration untilNext() {
    long now = time.nanos();
    Duration next = IDLE;
    Duration often = LEAST.plus(FOR_EACH.multipliedBy(observed.size()));
    for (Observed lease : observed.values()) {
      next = shorter(shorter(next, often), lease.ttl().dividedBy(3));
    }
    next = next.multipliedBy(80 + random.nextInt(40)).dividedBy(100);
    for (Observed lease : observed.values()) {
      next = shorter(next, lease.left(now));
    }
    return next.isPositive() ? next : Duration.ofMillis(1);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
