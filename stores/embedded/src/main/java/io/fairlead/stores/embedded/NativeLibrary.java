package io.fairlead.stores.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.OSInfo;

/**
 * SQLite's native library as one lasting file in the data directory. The driver by itself makes a
 * new copy in the temporary directory at every start, and leaves it there when killed.
 */
final class NativeLibrary {
  private static final String PATH = "org.sqlite.lib.path";
  private static final String NAME = "org.sqlite.lib.name";

  private NativeLibrary() {}

  /**
   * Makes the driver load its library from {@code directory}. The first call in a process counts.
   */
  static synchronized void provide(Path directory) throws IOException {
    if (System.getProperty(PATH) != null) {
      return;
    }
    URL packed =
        SQLiteJDBCLoader.class.getResource(
            "/org/sqlite/native/"
                + OSInfo.getNativeLibFolderPathForCurrentOS()
                + "/libsqlitejdbc.so");
    if (packed == null) {
      return; // the driver says what it knows of this platform
    }
    URLConnection connection = packed.openConnection();
    connection.setUseCaches(false);
    try (InputStream bytes = connection.getInputStream()) {
      String name = "libsqlitejdbc-" + SQLiteJDBCLoader.getVersion() + ".so";
      Path library = directory.resolve(name);
      if (!Files.exists(library) || Files.size(library) != connection.getContentLengthLong()) {
        Path partial = directory.resolve(name + ".new");
        Files.copy(bytes, partial, StandardCopyOption.REPLACE_EXISTING);
        Files.move(partial, library, StandardCopyOption.ATOMIC_MOVE);
      }
      System.setProperty(PATH, directory.toString());
      System.setProperty(NAME, name);
    }
  }
}
