package io.fairlead.stores.logged;

import io.fairlead.spi.StoreException;
import io.fairlead.stores.logged.KeyServer.Item;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the log. Thread-safe. */
final class History {
  /** Transactions that the log holds. */
  static final int LENGTH = 1024;

  /** Transactions read at once. */
  private static final int BATCH = 64;

  /** Keys after which a stretch ends, where it may. */
  private static final int MOST_KEYS = 512;

  private static final int TRIES = 100;

  private final KeyServer server;

  History(KeyServer server) {
    this.server = server;
  }

  /** What happened to a key last: its envelope, or that it is gone. */
  sealed interface Fate {
    /** The revision of it. */
    long revision();

    /** It was put. */
    record Put(Envelope envelope) implements Fate {
      @Override
      public long revision() {
        return envelope.revision();
      }
    }

    /** It was removed. */
    record Gone(long revision) implements Fate {}

    /** It was put, and what was put stands under its key alone. */
    record Large(long revision) implements Fate {}
  }

  /** All that happened to keys under a prefix from one revision to another. */
  static final class Stretch {
    private final String prefix;
    private final Map<String, Fate> fates = new LinkedHashMap<>();
    private long upTo;

    Stretch(String prefix, long from) {
      this.prefix = prefix;
      upTo = from;
    }

    /** The revision that it reaches. */
    long upTo() {
      return upTo;
    }

    /** The last fate of each key, ordered by revision; none is {@link Fate.Large} at the end. */
    Map<String, Fate> fates() {
      return fates;
    }

    private void add(LogRecord record) {
      for (LogRecord.Step step : record.steps()) {
        if (step.key().startsWith(prefix)) {
          fates.remove(step.key());
          fates.put(step.key(), fate(record, step));
        }
      }
      upTo = record.revision();
    }

    private static Fate fate(LogRecord record, LogRecord.Step step) {
      byte[] value = step.value();
      if (!step.put()) {
        return new Fate.Gone(record.revision());
      }
      return value == null
          ? new Fate.Large(record.revision())
          : new Fate.Put(new Envelope(record.revision(), record.lease(), value));
    }

    private List<String> large() {
      List<String> keys = new ArrayList<>();
      fates.forEach(
          (key, fate) -> {
            if (fate instanceof Fate.Large) {
              keys.add(Layout.data(key));
            }
          });
      return keys;
    }

    private void resolve(Item item) {
      Envelope envelope = Envelope.of(item);
      fates.computeIfPresent(
          item.key().substring(Layout.DATA.length()),
          (key, fate) ->
              fate.equals(new Fate.Large(envelope.revision())) ? new Fate.Put(envelope) : fate);
    }
  }

  /**
   * What happened under {@code prefix} after {@code from}, up to {@code head}'s newest revision or
   * later, or less far where {@code whole} is false and it is much.
   *
   * @return null where the log does not hold it
   */
  @Nullable Stretch after(Head head, long from, String prefix, boolean whole) {
    Stretch stretch = new Stretch(prefix, from);
    if (!append(stretch, head, whole)) {
      return null;
    }
    List<String> large = stretch.large();
    for (int tries = 0; !large.isEmpty(); tries++) {
      if (tries == TRIES) {
        throw StoreException.away(
            "large values change faster than they can be read; try again", new IOException("busy"));
      }
      // The head comes last: no value that was read is newer than it.
      large.add(Layout.HEAD);
      Map<String, Item> items = server.get(large);
      large.forEach(
          key -> {
            Item item = items.get(key);
            if (item != null && !key.equals(Layout.HEAD)) {
              stretch.resolve(item);
            }
          });
      large = stretch.large();
      if (!large.isEmpty()) {
        Item item = items.get(Layout.HEAD);
        Head later = item == null ? null : Head.of(item);
        if (later == null || !later.sameEpoch(head) || !append(stretch, later, true)) {
          return null;
        }
        items.values().stream()
            .filter(each -> !each.key().equals(Layout.HEAD))
            .forEach(stretch::resolve);
        large = stretch.large();
      }
    }
    return stretch;
  }

  /** Goes on with what the log holds up to {@code head}; false where it does not hold it all. */
  private boolean append(Stretch stretch, Head head, boolean whole) {
    if (stretch.upTo() < head.first()) {
      return false;
    }
    while (stretch.upTo() < head.newest() && (whole || stretch.fates().size() < MOST_KEYS)) {
      long next = stretch.upTo() + 1;
      if (!head.last().isEmpty() && head.last().getFirst().revision() <= next) {
        head.last().stream().filter(each -> each.revision() >= next).forEach(stretch::add);
      } else if (!appendLog(stretch, head)) {
        return false;
      }
    }
    return true;
  }

  private boolean appendLog(Stretch stretch, Head head) {
    long next = stretch.upTo() + 1;
    List<String> keys = new ArrayList<>();
    for (long at = next; at <= Math.min(head.newest(), next + BATCH - 1); at++) {
      keys.add(Layout.log(head.epoch(), at));
    }
    Map<String, Item> items = server.get(keys);
    for (String key : keys) {
      Item item = items.get(key);
      if (item == null) {
        return false;
      }
      stretch.add(LogRecord.read(new Lines(key, item.value())));
    }
    return true;
  }
}
