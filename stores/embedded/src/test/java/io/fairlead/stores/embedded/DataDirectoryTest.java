package io.fairlead.stores.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.testkit.time.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories as an agent may find them. */
class DataDirectoryTest {
  @TempDir Path parent = Path.of("set by JUnit");

  @Test
  void aDirectoryIsMadeForItsUserOnly() throws IOException {
    Path directory = parent.resolve("a/b/c");
    try (Store store = open(directory)) {
      store.grant(Duration.ofHours(1)); // so that there is a log
      assertEquals("rwx------", permissions(directory));
      try (Stream<Path> files = Files.list(directory)) {
        files.filter(file -> !file.toString().endsWith(".so")).forEach(this::assertPrivate);
      }
    }
  }

  private void assertPrivate(Path file) {
    try {
      assertEquals("rw-------", permissions(file), file.toString());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anEmptyDirectoryIsClosedToOthers() throws IOException {
    Path directory = Files.createDirectory(parent.resolve("d"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));

    open(directory).close();

    assertEquals("rwx------", permissions(directory));
  }

  @Test
  void aDirectoryOfOtherThingsKeepsItsPermissions() throws IOException {
    Path directory = Files.createDirectory(parent.resolve("d"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createFile(directory.resolve("other"));

    open(directory).close();

    assertEquals("rwxr-xr-x", permissions(directory));
  }

  @Test
  void aDirectoryThatEveryUserMayWriteToIsRefused() throws IOException {
    Path directory = Files.createDirectory(parent.resolve("d"));
    Files.createFile(directory.resolve("other"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertRefused("every user may write to", directory);

    assertEquals("rwxrwxrwx", permissions(directory));
  }

  @Test
  void aFileInPlaceOfTheDirectoryIsRefused() throws IOException {
    assertRefused("is not a directory", Files.createFile(parent.resolve("file")));
  }

  @Test
  void theSameDirectoryIsNotOpenedTwiceWhateverItsName() throws IOException {
    Path directory = parent.resolve("d");
    Path link = Files.createSymbolicLink(parent.resolve("link"), directory);
    try (Store store = open(directory)) {
      assertEquals(List.of(), store.read("", null).entries());
      assertRefused("this very process", directory);
      assertRefused("this very process", link);
    }
    open(link).close();
  }

  @Test
  void aStoreOfALaterSchemaIsRefusedAndLeftAlone() throws Exception {
    Path directory = parent.resolve("d");
    open(directory).close();
    sql(directory, "PRAGMA user_version = 7");

    assertLeftAlone("schema 7, this Fairlead knows 1", directory);
  }

  @Test
  void aDatabaseOfAnotherProgramIsRefusedAndLeftAlone() throws Exception {
    Path directory = Files.createDirectory(parent.resolve("d"));
    sql(directory, "CREATE TABLE theirs(a)");

    assertLeftAlone("not a store of Fairlead", directory);
  }

  @Test
  void aFileThatIsNoDatabaseIsRefusedAndLeftAlone() throws IOException {
    Path directory = Files.createDirectory(parent.resolve("d"));
    Files.write(directory.resolve("fairlead.db"), "x".repeat(5000).getBytes(UTF_8));

    assertLeftAlone("not a store of Fairlead", directory);
  }

  @Test
  void aStoreThatWasNeverFinishedIsMadeAgain() throws IOException {
    Path directory = Files.createDirectory(parent.resolve("d"));
    Files.write(directory.resolve("fairlead.db.new"), "half a store".getBytes(UTF_8));

    open(directory).close();

    assertFalse(Files.exists(directory.resolve("fairlead.db.new")));
  }

  private static void assertLeftAlone(String words, Path directory) throws IOException {
    byte[] before = Files.readAllBytes(directory.resolve("fairlead.db"));
    assertRefused(words, directory);
    assertArrayEquals(before, Files.readAllBytes(directory.resolve("fairlead.db")));
    assertRefused(words, directory);
  }

  private static void assertRefused(String words, Path directory) {
    StoreException refused = assertThrows(StoreException.class, () -> open(directory).close());
    assertFalse(refused.retryable());
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains(words), message);
    assertTrue(message.contains(directory.getFileName().toString()) || words.contains("process"));
  }

  private static Store open(Path directory) {
    return EmbeddedStore.open(directory, new ManualTime());
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static void sql(Path directory, String sql) throws SQLException {
    String file = "jdbc:sqlite:" + directory.resolve("fairlead.db");
    try (Connection connection = DriverManager.getConnection(file);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
