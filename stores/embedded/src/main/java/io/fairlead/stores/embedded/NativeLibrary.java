package io.fairlead.stores.embedded;

import io.fairlead.spi.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.CodeSource;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.OSInfo;

/**
 * SQLite's native library as one lasting file in the data directory. The driver by itself makes a
 * new copy in the temporary directory at every start, leaves it there when killed, and may start
 * processes to find out which platform this is.
 */
final class NativeLibrary {
  private static final String PATH = "org.sqlite.lib.path";
  private static final String NAME = "org.sqlite.lib.name";
  private static final String TEMPORARY = "org.sqlite.tmpdir";
  private static final String PREFIX = "libsqlitejdbc-";

  private NativeLibrary() {}

  /**
   * Loads the library from {@code directory}, unpacking it where it is not there. The first call in
   * a process counts.
   *
   * @throws StoreException where this machine cannot load it
   */
  static synchronized void load(Path directory) throws IOException {
    if (System.getProperty(PATH) == null) {
      String name = PREFIX + edition() + ".so";
      if (!Files.exists(directory.resolve(name))) {
        unpack(directory, name);
      }
      System.setProperty(PATH, directory.toString());
      System.setProperty(NAME, name);
      System.setProperty(TEMPORARY, directory.toString());
    }
    try {
      SQLiteJDBCLoader.initialize();
    } catch (Exception e) {
      throw StoreException.refused(
          "SQLite's native library does not load from "
              + directory
              + " ("
              + e.getMessage()
              + "); a data directory must not be mounted noexec, and the platform must be one of"
              + " the driver's");
    }
  }

  /** Tells apart what may meet in one directory: other drivers, machines and C libraries. */
  private static String edition() throws IOException {
    String machine = System.getProperty("os.arch", "");
    long driver = 0;
    CodeSource source = SQLiteJDBCLoader.class.getProtectionDomain().getCodeSource();
    if (source != null) {
      try {
        driver = Files.size(Path.of(source.getLocation().toURI()));
      } catch (URISyntaxException | IllegalArgumentException e) {
        driver = source.getLocation().hashCode();
      }
    }
    boolean musl = Files.exists(Path.of("/etc/alpine-release"));
    return machine + (musl ? "-musl-" : "-") + driver;
  }

  private static void unpack(Path directory, String name) throws IOException {
    String resource =
        "/org/sqlite/native/" + OSInfo.getNativeLibFolderPathForCurrentOS() + "/libsqlitejdbc.so";
    try (InputStream packed = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
      if (packed == null) {
        return; // the driver says what it knows of this platform
      }
      try (DirectoryStream<Path> others = Files.newDirectoryStream(directory, PREFIX + "*")) {
        for (Path other : others) {
          Files.delete(other);
        }
      }
      Path partial = directory.resolve(name + ".new");
      Files.copy(packed, partial, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel file = FileChannel.open(partial, StandardOpenOption.WRITE)) {
        file.force(true);
      }
      Files.move(partial, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
