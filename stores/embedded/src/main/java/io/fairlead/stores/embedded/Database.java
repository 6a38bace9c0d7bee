package io.fairlead.stores.embedded;

import static java.lang.System.Logger.Level.WARNING;

import io.fairlead.spi.StoreException;
import io.fairlead.stores.data.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;

/**
 * The file, its schema and the way to connect to it. Before anything is written, the file is known
 * to be a whole store of this version.
 *
 * <p>The newest revision is kept nowhere by itself: it is the largest of all entries', deletions'
 * and what is forgotten. What changed is told by the rows that the change left behind, so a value
 * is written once, and a watch reads the last state of each key.
 */
final class Database {
  private static final List<String> TABLES =
      List.of(
          """
          CREATE TABLE entry(
            key TEXT NOT NULL PRIMARY KEY,
            modified INTEGER NOT NULL,
            lease TEXT,
            value BLOB NOT NULL) STRICT, WITHOUT ROWID""",
          "CREATE INDEX entry_modified ON entry(modified)",
          """
          CREATE TABLE gone(
            revision INTEGER NOT NULL,
            key TEXT NOT NULL,
            PRIMARY KEY(revision, key)) STRICT, WITHOUT ROWID""",
          """
          CREATE TABLE lease(
            id TEXT NOT NULL PRIMARY KEY,
            ttl_nanos INTEGER NOT NULL) STRICT, WITHOUT ROWID""",
          "CREATE TABLE history(forgotten INTEGER NOT NULL) STRICT",
          "INSERT INTO history VALUES (0)",
          "PRAGMA application_id = " + Header.APPLICATION,
          "PRAGMA user_version = " + Header.SCHEMA);

  private static final System.Logger LOG = System.getLogger(Database.class.getName());

  static final String FILE = "fairlead.db";

  private final DataDirectory data;

  private Database(DataDirectory data) {
    this.data = data;
  }

  /**
   * Opens the store's file, or makes it where there is none.
   *
   * @throws StoreException where the file is no store of this version, or damaged; it is not
   *     changed
   */
  static Database open(DataDirectory data) {
    try {
      boolean log = Files.exists(log(data)) && Files.size(log(data)) > 0;
      boolean exists = Files.exists(database(data));
      if (!exists && log) {
        throw Failures.damaged(data.path(), "it is missing, but its log is there");
      }
      if (exists) {
        Header.check(data, log);
      }
      NativeLibrary.load(data.path());
      if (!exists) {
        create(data);
      } else if (log) {
        checkAll(data);
      }
      return new Database(data);
    } catch (SQLException e) {
      throw Failures.of(data.path(), e);
    } catch (IOException e) {
      throw StoreException.away("cannot open the store in " + data.path() + ": " + e, e);
    }
  }

  Path directory() {
    return data.path();
  }

  /**
   * A connection whose commits are on the disk when they return. The driver gives up a prepared
   * statement when it fails, so after a failure a connection is closed and another made.
   */
  Connection connect() throws SQLException {
    Connection connection = connect(database(data).toString());
    try {
      execute(
          connection,
          List.of(
              "PRAGMA journal_mode = WAL",
              "PRAGMA synchronous = FULL",
              "PRAGMA busy_timeout = 10000",
              "PRAGMA cell_size_check = ON",
              "PRAGMA journal_size_limit = 16777216"));
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Closes what failed, or is not needed any more. */
  static void closeQuietly(@Nullable AutoCloseable connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (Exception e) {
      LOG.log(WARNING, "a connection to the store did not close: " + e.getMessage());
    }
  }

  /** Makes the tables in another file first: the store is there whole, or not at all. */
  private static void create(DataDirectory data) throws SQLException, IOException {
    Path draft = data.path().resolve(FILE + ".new");
    Files.deleteIfExists(data.path().resolve(draft.getFileName() + "-journal"));
    Files.deleteIfExists(draft);
    DataDirectory.createPrivate(draft);
    try (Connection connection = connect(draft.toString())) {
      execute(connection, List.of("PRAGMA synchronous = FULL", "BEGIN IMMEDIATE"));
      execute(connection, TABLES);
      execute(connection, List.of("COMMIT"));
    }
    Files.move(draft, database(data), StandardCopyOption.ATOMIC_MOVE);
    data.sync();
  }

  /** Reads every page, with the log's, after an end that was not clean. Changes neither. */
  private static void checkAll(DataDirectory data) throws SQLException {
    try (Connection connection = connect("file:" + database(data) + "?mode=ro");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
      String found = row.next() ? String.valueOf(row.getString(1)) : "no answer";
      if (!found.equals("ok")) {
        throw Failures.damaged(data.path(), found);
      }
    }
  }

  private static Connection connect(String file) throws SQLException {
    return new JDBC().connect("jdbc:sqlite:" + file, new Properties());
  }

  private static void execute(Connection connection, List<String> statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The database's file. */
  static Path database(DataDirectory data) {
    return data.path().resolve(FILE);
  }

  /** The write-ahead log, which is there after an unclean end and while the database is open. */
  private static Path log(DataDirectory data) {
    return data.path().resolve(FILE + "-wal");
  }
}
