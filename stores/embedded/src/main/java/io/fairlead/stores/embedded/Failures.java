package io.fairlead.stores.embedded;

import io.fairlead.spi.StoreException;
import java.nio.file.Path;
import java.sql.SQLException;

/** What SQLite reports, in words that say what to do next. */
final class Failures {
  private static final int PRIMARY_CODE = 0xff;
  private static final int READONLY = 8;
  private static final int CORRUPT = 11;
  private static final int FULL = 13;
  private static final int CANTOPEN = 14;
  private static final int NOTADB = 26;

  private Failures() {}

  static StoreException of(Path directory, SQLException e) {
    return switch (e.getErrorCode() & PRIMARY_CODE) {
      case CORRUPT, NOTADB -> damaged(directory, String.valueOf(e.getMessage()));
      case FULL -> StoreException.away("the disk of " + directory + " is full; free some space", e);
      case READONLY, CANTOPEN ->
          StoreException.away(
              "cannot write to "
                  + directory
                  + " ("
                  + e.getMessage()
                  + "); check its owner, its permissions and that it is not mounted read-only",
              e);
      default ->
          StoreException.away(
              "the store in " + directory + " failed (" + e.getMessage() + "); look at its disk",
              e);
    };
  }

  static StoreException damaged(Path directory, String what) {
    String file = directory.resolve(Database.FILE).toString();
    return StoreException.refused(
        "the store "
            + file
            + " is damaged ("
            + what
            + "). Move "
            + file
            + "* out of "
            + directory
            + " and start again: what runs registers anew, only registrations through the API and"
            + " drain marks are lost. Or put a copy of it back");
  }

  static StoreException closed() {
    return StoreException.refused("the store is closed; open it again");
  }
}
