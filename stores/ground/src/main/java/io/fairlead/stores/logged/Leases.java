package io.fairlead.stores.logged;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.fairlead.model.Revision;
import io.fairlead.spi.Commit;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import io.fairlead.stores.logged.KeyServer.Condition;
import io.fairlead.stores.logged.KeyServer.Item;
import io.fairlead.stores.logged.KeyServer.Write;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Leases as keys: {@code leases/live/ID} holds the ttl and something new with each renewal. Its end
 * is one change to {@code leases/ended/ID}, after which nothing is put on it any more; then its
 * entries go, and then the rest. Each step can be repeated, by anybody. Thread-safe.
 */
final class Leases {
  private static final Duration LONGEST = Duration.ofDays(365);
  private static final int PAGE = 256;
  private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");

  private final KeyServer server;
  private final Committer committer;
  private final RandomGenerator random;

  Leases(KeyServer server, Committer committer, RandomGenerator random) {
    this.server = server;
    this.committer = committer;
    this.random = random;
  }

  static boolean isId(String id) {
    return ID.matcher(id).matches();
  }

  /** Begins a lease; returns its id. */
  String grant(Duration ttl) {
    if (!ttl.isPositive() || ttl.compareTo(LONGEST) > 0) {
      throw StoreException.refused(
          "a lease of " + ttl + "; it must be longer than zero and at most a year");
    }
    while (true) {
      String id = HexFormat.of().toHexDigits(random.nextLong());
      if (server.change(List.of(new Condition(Layout.live(id), 0)), List.of(renewal(id, ttl)))) {
        return id;
      }
    }
  }

  /** The ttl of a lease that lives, or null. */
  @Nullable Duration find(String id) {
    Item item = isId(id) ? server.get(Layout.live(id)) : null;
    return item == null ? null : ttl(item);
  }

  boolean renew(String id, Duration ttl) {
    return server.change(
        List.of(new Condition(Layout.live(id), Condition.ANY)), List.of(renewal(id, ttl)));
  }

  static Duration ttl(Item live) {
    Lines lines = new Lines(live.key(), live.value());
    try {
      return Duration.parse(lines.words(2)[0]);
    } catch (DateTimeParseException e) {
      throw lines.foreign();
    }
  }

  private Write renewal(String id, Duration ttl) {
    String nonce = HexFormat.of().toHexDigits(random.nextLong());
    return new Write(Layout.live(id), (ttl + " " + nonce + "\n").getBytes(US_ASCII));
  }

  /** Ends a lease and removes its entries; finishes the work of others where it has ended. */
  void revoke(String id) {
    end(id, Condition.ANY);
    removeEntries(id);
  }

  /**
   * Ends a lease, if it was not renewed since it was seen.
   *
   * @param seen its version then, or {@link Condition#ANY}
   */
  boolean end(String id, long seen) {
    return server.change(
        List.of(new Condition(Layout.live(id), seen)),
        List.of(
            new Write(Layout.live(id), null),
            new Write(Layout.ended(id), "\n".getBytes(US_ASCII))));
  }

  /** Removes the entries of a lease that has ended, then what else is known of it. */
  void removeEntries(String id) {
    if (server.get(Layout.ended(id)) == null) {
      return;
    }
    for (String scope : Scopes.of(server.get(Layout.scopes(id))).prefixes()) {
      String after = null;
      List<Item> page;
      do {
        page = server.list(Layout.data(scope), after, PAGE);
        removeOf(id, page);
        after = page.isEmpty() ? null : page.getLast().key();
      } while (page.size() == PAGE);
    }
    server.change(
        List.of(new Condition(Layout.ended(id), Condition.ANY)),
        List.of(new Write(Layout.ended(id), null), new Write(Layout.scopes(id), null)));
  }

  private void removeOf(String lease, List<Item> items) {
    List<Txn.Guard> entries = new ArrayList<>();
    for (Item item : items) {
      Envelope envelope = Envelope.of(item);
      if (Objects.equals(envelope.lease(), lease)) {
        String key = item.key().substring(Layout.DATA.length());
        entries.add(new Txn.Guard.Unchanged(key, new Revision(envelope.revision())));
      }
    }
    while (!entries.isEmpty()) {
      List<Txn.Guard> batch = entries.subList(0, Math.min(Store.MAX_OPS, entries.size()));
      List<Txn.Op> removals = new ArrayList<>();
      batch.forEach(guard -> removals.add(new Txn.Op.Delete(guard.key())));
      switch (committer.commit(new Txn(batch, removals, null))) {
        // Nothing is put on an ended lease: an entry that changed is gone or on another one.
        case Commit.Conflict(String key) -> entries.removeIf(guard -> guard.key().equals(key));
        case Commit.Done done -> batch.clear();
        case Commit.LeaseLost lost ->
            throw new IllegalStateException("no lease was named: " + lost);
      }
    }
  }
}
