package io.fairlead.stores.embedded;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A connection for reading and its statements. All until {@link #end} see one moment. */
final class Queries implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement revision;
  private final PreparedStatement forgotten;
  private final PreparedStatement page;
  private final PreparedStatement changes;

  Queries(Connection connection) throws SQLException {
    this.connection = connection;
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

  /** The newest revision. */
  long revision() throws SQLException {
    return number(revision);
  }

  /** The revision up to which deletions are forgotten. */
  long forgotten() throws SQLException {
    return number(forgotten);
  }

  /** Key, revision, lease and value of the entries from {@code start} to before {@code end}. */
  ResultSet page(String start, String end, int limit) throws SQLException {
    page.setString(1, start);
    page.setString(2, end);
    page.setInt(3, limit);
    return page.executeQuery();
  }

  /**
   * Key, revision and value of what changed after {@code from}, in order of revision; no value
   * where it was deleted. A key deleted and made again comes for both.
   */
  ResultSet changes(long from, String start, String end, int limit) throws SQLException {
    changes.setLong(1, from);
    changes.setString(2, start);
    changes.setString(3, end);
    changes.setInt(4, limit);
    return changes.executeQuery();
  }

  /** The next statement sees what is newest then. */
  void end() throws SQLException {
    connection.commit();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private static long number(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      return row.getLong(1);
    }
  }
}
