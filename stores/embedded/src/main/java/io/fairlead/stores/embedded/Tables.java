package io.fairlead.stores.embedded;

import io.fairlead.model.Revision;
import io.fairlead.spi.Commit;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Txn.Guard;
import io.fairlead.spi.Txn.Op;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the writer does to the tables, all of it undone unless {@link #commit} follows. For one
 * thread. After any failure it is of no use any more: close it, which undoes what was not
 * committed.
 */
final class Tables implements AutoCloseable {
  /** The newest revision of a database. */
  static final String REVISION =
      """
      SELECT max(
        (SELECT ifnull(max(modified), 0) FROM entry),
        (SELECT ifnull(max(revision), 0) FROM gone),
        (SELECT forgotten FROM history))""";

  private final Connection connection;
  private final int history;
  private final PreparedStatement modified;
  private final PreparedStatement put;
  private final PreparedStatement delete;
  private final PreparedStatement bury;
  private final PreparedStatement lease;
  private long revision;
  private long gone;

  /**
   * @param history deletions to remember at least
   */
  Tables(Connection connection, int history) throws SQLException {
    this.connection = connection;
    this.history = history;
    connection.setAutoCommit(false);
    modified = connection.prepareStatement("SELECT modified FROM entry WHERE key = ?");
    put =
        connection.prepareStatement(
            """
            INSERT INTO entry(key, modified, lease, value) VALUES (?, ?, ?, ?)
            ON CONFLICT(key) DO UPDATE SET
              modified = excluded.modified, lease = excluded.lease, value = excluded.value""");
    delete = connection.prepareStatement("DELETE FROM entry WHERE key = ?");
    bury = connection.prepareStatement("INSERT INTO gone(revision, key) VALUES (?, ?)");
    lease = connection.prepareStatement("SELECT 1 FROM lease WHERE id = ?");
    revision = number(REVISION);
    gone = number("SELECT count(*) FROM gone");
  }

  /** Makes all since the last time durable. */
  void commit() throws SQLException {
    if (gone > 2L * history) {
      forget();
    }
    connection.commit();
  }

  Commit apply(Txn txn) throws SQLException {
    String hangsOn = txn.lease();
    if (hangsOn != null && !hasLease(hangsOn)) {
      return new Commit.LeaseLost(hangsOn);
    }
    for (Guard guard : txn.guards()) {
      long found = modifiedOf(guard.key());
      long wanted = guard instanceof Guard.Unchanged(String key, Revision at) ? at.value() : 0;
      if (found != wanted) {
        return new Commit.Conflict(guard.key());
      }
    }
    long next = revision + 1;
    boolean changed = false;
    for (Op op : txn.ops()) {
      changed |=
          switch (op) {
            case Op.Put(String key, byte[] value) -> put(key, value, hangsOn, next);
            case Op.Delete(String key) -> delete(key, next);
          };
    }
    revision = changed ? next : revision;
    return new Commit.Done(new Revision(revision));
  }

  /** Makes a lease and returns its id. */
  String addLease(Duration ttl) throws SQLException {
    try (PreparedStatement add =
        connection.prepareStatement(
            "INSERT INTO lease(id, ttl_nanos) VALUES (lower(hex(randomblob(8))), ?) RETURNING id")) {
      add.setLong(1, ttl.toNanos());
      try (ResultSet row = add.executeQuery()) {
        return String.valueOf(row.getString(1));
      }
    }
  }

  /** Ends leases, each with its entries at one revision. */
  void endLeases(List<String> ids) throws SQLException {
    for (String id : ids) {
      try (PreparedStatement end = connection.prepareStatement("DELETE FROM lease WHERE id = ?")) {
        end.setString(1, id);
        end.executeUpdate();
      }
      long next = revision + 1;
      boolean changed = false;
      for (String key : keysOn(id)) {
        changed |= delete(key, next);
      }
      revision = changed ? next : revision;
    }
  }

  /** All leases that have not ended, by id. */
  Map<String, Duration> leases() throws SQLException {
    Map<String, Duration> leases = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id, ttl_nanos FROM lease")) {
      while (rows.next()) {
        leases.put(String.valueOf(rows.getString(1)), Duration.ofNanos(rows.getLong(2)));
      }
    }
    return leases;
  }

  /** Undoes all that was not committed. */
  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private boolean put(String key, byte[] value, @Nullable String hangsOn, long next)
      throws SQLException {
    put.setString(1, key);
    put.setLong(2, next);
    put.setString(3, hangsOn);
    put.setBytes(4, value);
    put.executeUpdate();
    return true;
  }

  private boolean delete(String key, long next) throws SQLException {
    delete.setString(1, key);
    if (delete.executeUpdate() == 0) {
      return false;
    }
    bury.setLong(1, next);
    bury.setString(2, key);
    bury.executeUpdate();
    gone++;
    return true;
  }

  /** The revision that last changed an entry; 0, which no entry has, where there is none. */
  private long modifiedOf(String key) throws SQLException {
    modified.setString(1, key);
    try (ResultSet row = modified.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private boolean hasLease(String id) throws SQLException {
    lease.setString(1, id);
    try (ResultSet row = lease.executeQuery()) {
      return row.next();
    }
  }

  private List<String> keysOn(String id) throws SQLException {
    List<String> keys = new ArrayList<>();
    try (PreparedStatement find =
        connection.prepareStatement("SELECT key FROM entry WHERE lease = ?")) {
      find.setString(1, id);
      try (ResultSet rows = find.executeQuery()) {
        while (rows.next()) {
          keys.add(String.valueOf(rows.getString(1)));
        }
      }
    }
    return keys;
  }

  /** Forgets the oldest deletions, whole revisions at a time. */
  private void forget() throws SQLException {
    long newest =
        number("SELECT revision FROM gone ORDER BY revision DESC LIMIT 1 OFFSET " + history);
    try (Statement statement = connection.createStatement()) {
      gone -= statement.executeUpdate("DELETE FROM gone WHERE revision <= " + newest);
      statement.executeUpdate("UPDATE history SET forgotten = " + newest);
    }
  }

  private long number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.getLong(1);
    }
  }
}
