package io.fairlead.stores.embedded;

import io.fairlead.model.Revision;
import io.fairlead.spi.Store.Entry;
import io.fairlead.spi.Store.Page;
import io.fairlead.spi.Watch.Change;
import io.fairlead.spi.Watch.Delta;
import io.fairlead.spi.Watch.Reset;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads of what is durable, each at one moment; the writer does not wait for them. Thread-safe. A
 * connection that failed is not used again.
 */
final class Reader implements AutoCloseable {
  /** Comes after every character that a key may have. */
  private static final String AFTER_ALL = "\u007f";

  /** Comes before every character that a key may have. */
  private static final String BEFORE_ALL = " ";

  private final Database database;
  private final Limits limits;
  private final Lock lock = new ReentrantLock();
  private @Nullable Queries queries; // all guarded by lock
  private boolean closed;

  Reader(Database database, Limits limits) {
    this.database = database;
    this.limits = limits;
  }

  Page page(String prefix, @Nullable String after) {
    return atOneMoment(
        queries -> {
          String start = after == null || after.compareTo(prefix) < 0 ? prefix : after + BEFORE_ALL;
          Revision holdsAt = new Revision(queries.revision());
          List<Entry> entries = new ArrayList<>();
          int bytes = 0;
          try (ResultSet rows = queries.page(start, prefix + AFTER_ALL, limits.pageEntries() + 1)) {
            while (rows.next()) {
              if (entries.size() == limits.pageEntries() || bytes >= limits.pageBytes()) {
                return new Page(entries, holdsAt, true);
              }
              byte[] value = rows.getBytes(4);
              bytes += value.length;
              Revision modified = new Revision(rows.getLong(2));
              entries.add(new Entry(rows.getString(1), value, modified, rows.getString(3)));
            }
          }
          return new Page(entries, holdsAt, false);
        });
  }

  /** What happened after a revision. */
  sealed interface News {
    /** Something under the prefix. */
    record Changed(Delta delta) implements News {}

    /** Nothing under the prefix, up to this revision. */
    record Nothing(long upTo) implements News {}

    /** More than can be told. */
    record Lost(Reset reset) implements News {}
  }

  News after(String prefix, long from) {
    return atOneMoment(
        queries -> {
          Revision newest = new Revision(queries.revision());
          if (from < queries.forgotten() || from > newest.value()) {
            return lost("the history after revision " + from + " is not known here");
          }
          Map<String, Change> found = new LinkedHashMap<>();
          int rest = limits.deltaChanges();
          int bytes = 0;
          try (ResultSet rows = queries.changes(from, prefix, prefix + AFTER_ALL, rest + 1)) {
            while (rows.next()) {
              String key = rows.getString(1);
              byte[] value = rows.getBytes(3);
              bytes += value == null ? 0 : value.length;
              if (--rest < 0 || bytes > limits.deltaBytes()) {
                return lost("too much happened since revision " + from);
              }
              found.remove(key);
              found.put(key, new Change(key, value, new Revision(rows.getLong(2))));
            }
          }
          return found.isEmpty()
              ? new News.Nothing(newest.value())
              : new News.Changed(new Delta(newest, List.copyOf(found.values())));
        });
  }

  /** Ends reading; returns when no read goes on any more. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      abandon();
    } finally {
      lock.unlock();
    }
  }

  private static News lost(String why) {
    return new News.Lost(new Reset(why, false));
  }

  private interface Reading<T> {
    T read(Queries queries) throws SQLException;
  }

  private <T> T atOneMoment(Reading<T> reading) {
    lock.lock();
    try {
      if (closed) {
        throw Failures.closed();
      }
      Queries open = queries == null ? new Queries(database.connect()) : queries;
      queries = open;
      T found = reading.read(open);
      open.end();
      return found;
    } catch (SQLException e) {
      abandon();
      throw Failures.of(database.directory(), e);
    } finally {
      lock.unlock();
    }
  }

  private void abandon() {
    Database.closeQuietly(queries);
    queries = null;
  }
}
