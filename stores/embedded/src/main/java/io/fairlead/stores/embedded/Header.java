package io.fairlead.stores.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.fairlead.spi.StoreException;
import io.fairlead.stores.data.DataDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * The first hundred bytes of an SQLite file, read without SQLite: opening a file with it may change
 * the file already (<a href="https://sqlite.org/fileformat2.html">file format</a>, section 1.3).
 */
final class Header {
  /** "Flea" in ASCII: SQLite's mark of whose file this is. */
  static final int APPLICATION = 0x466c6561;

  /** The version of the tables. */
  static final int SCHEMA = 1;

  private static final int LENGTH = 100;
  private static final String MAGIC = "SQLite format 3\0";
  private static final int PAGE_SIZE = 16;
  private static final int PAGES = 28;
  private static final int USER_VERSION = 60;
  private static final int APPLICATION_ID = 68;

  private Header() {}

  /**
   * Checks that the file is a store of this version and, where no log may hold the rest, whole.
   *
   * @throws StoreException where it is not
   */
  static void check(DataDirectory data, boolean log) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(LENGTH);
    long size;
    try (FileChannel file = FileChannel.open(Database.database(data))) {
      size = file.size();
      file.read(header, 0);
    }
    if (header.hasRemaining()) {
      throw Failures.damaged(data.path(), "it is cut after " + size + " bytes");
    }
    String magic = new String(header.array(), 0, MAGIC.length(), US_ASCII);
    if (!magic.equals(MAGIC) || header.getInt(APPLICATION_ID) != APPLICATION) {
      throw Failures.damaged(data.path(), "it is not a store of Fairlead");
    }
    int schema = header.getInt(USER_VERSION);
    if (schema != SCHEMA) {
      throw StoreException.refused(
          "the store in "
              + data.path()
              + " has schema "
              + schema
              + ", this Fairlead knows "
              + SCHEMA
              + "; run the version that wrote it, or give --data another directory");
    }
    long whole = (header.getInt(PAGES) & 0xffff_ffffL) * pageSize(header);
    if (!log && size < whole) {
      throw Failures.damaged(data.path(), "it is cut after " + size + " of " + whole + " bytes");
    }
  }

  private static int pageSize(ByteBuffer header) {
    int size = header.getShort(PAGE_SIZE) & 0xffff;
    return size == 1 ? 65536 : size;
  }
}
