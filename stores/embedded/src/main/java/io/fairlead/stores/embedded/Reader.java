package io.fairlead.stores.embedded;

import io.fairlead.model.Revision;
import io.fairlead.spi.Store.Entry;
import io.fairlead.spi.Store.Page;
import io.fairlead.spi.Watch.Change;
import io.fairlead.spi.Watch.Delta;
import io.fairlead.spi.Watch.Reset;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Reads of what is durable, each at one moment; the writer does not wait for them. Thread-safe. */
final class Reader {
  /** Comes after every character that a key may have. */
  private static final String AFTER_ALL = "\u007f";

  /** Comes before every character that a key may have. */
  private static final String BEFORE_ALL = " ";

  private final Path directory;
  private final Limits limits;
  private final Connection connection;
  private final PreparedStatement revision;
  private final PreparedStatement forgotten;
  private final PreparedStatement page;
  private final PreparedStatement changes;
  private final Lock lock = new ReentrantLock();
  private boolean closed;

  Reader(Path directory, Connection connection, Limits limits) throws SQLException {
    this.directory = directory;
    this.connection = connection;
    this.limits = limits;
    connection.setAutoCommit(false);
    revision = connection.prepareStatement(Tables.REVISION);
    forgotten = connection.prepareStatement("SELECT forgotten FROM history");
    page =
        connection.prepareStatement(
            """
            SELECT key, modified, lease, value FROM entry
            WHERE key >= ? AND key < ? ORDER BY key LIMIT ?""");
    changes =
        connection.prepareStatement(
            """
            SELECT key, modified, value FROM entry INDEXED BY entry_modified
            WHERE modified > ?1 AND +key >= ?2 AND +key < ?3
            UNION ALL
            SELECT key, revision, NULL FROM gone
            WHERE revision > ?1 AND +key >= ?2 AND +key < ?3
            ORDER BY 2 LIMIT ?4""");
  }

  Page page(String prefix, @Nullable String after) {
    return atOneMoment(
        () -> {
          String start = after == null || after.compareTo(prefix) < 0 ? prefix : after + BEFORE_ALL;
          page.setString(1, start);
          page.setString(2, prefix + AFTER_ALL);
          page.setInt(3, limits.pageEntries() + 1);
          Revision holdsAt = newest();
          List<Entry> entries = new ArrayList<>();
          int bytes = 0;
          try (ResultSet rows = page.executeQuery()) {
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
        () -> {
          Revision newest = newest();
          if (from < number(forgotten) || from > newest.value()) {
            return lost("the history after revision " + from + " is not known here");
          }
          Map<String, Change> found = new LinkedHashMap<>();
          changes.setLong(1, from);
          changes.setString(2, prefix);
          changes.setString(3, prefix + AFTER_ALL);
          changes.setInt(4, limits.deltaChanges() + 1);
          int rest = limits.deltaChanges();
          int bytes = 0;
          try (ResultSet rows = changes.executeQuery()) {
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
  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  private static News lost(String why) {
    return new News.Lost(new Reset(why));
  }

  private Revision newest() throws SQLException {
    return new Revision(number(revision));
  }

  private static long number(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      return row.getLong(1);
    }
  }

  private interface Reading<T> {
    T read() throws SQLException;
  }

  private <T> T atOneMoment(Reading<T> reading) {
    lock.lock();
    try {
      if (closed) {
        throw Failures.closed();
      }
      try {
        return reading.read();
      } finally {
        connection.commit();
      }
    } catch (SQLException e) {
      throw Failures.of(directory, e);
    } finally {
      lock.unlock();
    }
  }
}
