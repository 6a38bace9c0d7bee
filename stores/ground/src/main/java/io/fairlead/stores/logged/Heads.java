package io.fairlead.stores.logged;

import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.stores.logged.KeyServer.Condition;
import io.fairlead.stores.logged.KeyServer.Item;
import io.fairlead.stores.logged.KeyServer.Write;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What this client knows of the head, and where epochs begin: at first use, and where the server's
 * history went back (it was restored or emptied), so that nobody takes the second history for the
 * first. Thread-safe.
 */
final class Heads {
  private static final int TRIES = 20;

  /**
   * The first revision of an epoch is the second it began at, shifted by this: above those of all
   * epochs before, with room for a million changes a second, and exact as a JSON number.
   */
  private static final int CHANGES_BITS = 20;

  private final KeyServer server;
  private final Time time;
  private final RandomGenerator random;
  private @Nullable Head known;

  Heads(KeyServer server, Time time, RandomGenerator random) {
    this.server = server;
    this.time = time;
    this.random = random;
  }

  /** A head as the server holds it. */
  record Seen(Head head, long version) {}

  /** The newest head that was seen, or null. */
  synchronized @Nullable Head known() {
    return known;
  }

  /** The server's head may be another than the newest that was seen here. */
  synchronized void learn(Head head) {
    if (known == null || known.isBehind(head)) {
      known = head;
    }
  }

  /** The head as the server holds it now; begins an epoch where there is none. */
  Seen newest() {
    for (int tries = 0; tries < TRIES; tries++) {
      Seen seen = accept(server.get(Layout.HEAD));
      if (seen != null) {
        return seen;
      }
    }
    throw StoreException.away(
        "the store's history went back again and again; check the store", new IOException("head"));
  }

  /**
   * What was read at the head's key.
   *
   * @return null where another epoch had to begin: read again
   */
  @Nullable Seen accept(@Nullable Item item) {
    if (item == null) {
      begin(0, null);
      return null;
    }
    Head head = Head.of(item);
    Head before = known();
    if (before != null && head.isBehind(before)) {
      begin(item.version(), head);
      return null;
    }
    learn(head);
    return new Seen(head, item.version());
  }

  private void begin(long version, @Nullable Head old) {
    String epoch = Long.toHexString(random.nextLong() | Long.MIN_VALUE);
    long first = (time.now().getEpochSecond() << CHANGES_BITS) + random.nextInt(1 << CHANGES_BITS);
    Head before = known();
    first = Math.max(first, before == null ? 0 : before.newest() + 1);
    first = Math.max(first, old == null ? 0 : old.newest() + 1);
    Head head = Head.begin(epoch, first);
    boolean done =
        server.change(
            List.of(new Condition(Layout.HEAD, version)),
            List.of(
                new Write(Layout.HEAD, head.bytes()),
                new Write(
                    Layout.log(epoch, first), new LogRecord(first, null, List.of()).bytes())));
    if (done && old != null) {
      forget(old.epoch());
    }
  }

  /** Removes the log of an epoch that is over. */
  private void forget(String epoch) {
    List<Item> log = server.list(Layout.log(epoch), null, KeyServer.MOST_WRITES);
    while (!log.isEmpty()) {
      List<Write> removals = new ArrayList<>();
      log.forEach(item -> removals.add(new Write(item.key(), null)));
      server.change(List.of(), removals);
      log = server.list(Layout.log(epoch), null, KeyServer.MOST_WRITES);
    }
  }
}
