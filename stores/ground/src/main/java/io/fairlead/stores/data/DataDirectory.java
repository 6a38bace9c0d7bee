package io.fairlead.stores.data;

import io.fairlead.spi.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The directory of one agent's data, locked against every other process until closed. */
public final class DataDirectory implements AutoCloseable {
  private static final String LOCK = "fairlead.lock";
  private static final Set<PosixFilePermission> OURS_ONLY =
      PosixFilePermissions.fromString("rwx------");
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** A second channel to a lock file would, when closed, unlock it for the whole process. */
  private static final Set<Path> IN_THIS_PROCESS = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel lock;

  private DataDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes the directory where it is not there, closes it to other users and locks it.
   *
   * @throws StoreException where another process has it, or it cannot be made or is open to others
   */
  public static DataDirectory open(Path directory) {
    Path path = directory.toAbsolutePath().normalize();
    try {
      Path parent = path.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      makePrivate(path);
      Path real = path.toRealPath();
      return new DataDirectory(real, lock(real));
    } catch (IOException e) {
      throw StoreException.refused(
          "cannot use " + path + " for data (" + e + "); give --data a directory of your own");
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** Makes what was made or renamed here durable. */
  public void sync() throws IOException {
    try (FileChannel directory = FileChannel.open(path)) {
      directory.force(true);
    }
  }

  /** Makes an empty file that only this user may read, where there is none. */
  public static void createPrivate(Path file) throws IOException {
    try {
      Files.createFile(file, PRIVATE_FILE);
    } catch (FileAlreadyExistsException e) {
      // It was made private when it was made.
    }
  }

  /** Unlocks it. */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw StoreException.away("cannot unlock " + path, e);
    } finally {
      IN_THIS_PROCESS.remove(path);
    }
  }

  private static void makePrivate(Path path) throws IOException {
    try {
      Files.createDirectory(path, PosixFilePermissions.asFileAttribute(OURS_ONLY));
      return;
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(path)) {
        throw StoreException.refused(path + " is not a directory; give --data another");
      }
    }
    if (isEmpty(path)) {
      Files.setPosixFilePermissions(path, OURS_ONLY);
    } else if (Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_WRITE)) {
      throw StoreException.refused(
          "every user may write to " + path + "; give --data a directory of its own");
    }
  }

  /** Others' directories keep the permissions they have. */
  private static boolean isEmpty(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.findAny().isEmpty();
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    if (!IN_THIS_PROCESS.add(directory)) {
      throw inUse("this very process", directory);
    }
    try {
      return lockAgainstOthers(directory);
    } catch (IOException | RuntimeException e) {
      IN_THIS_PROCESS.remove(directory);
      throw e;
    }
  }

  private static FileChannel lockAgainstOthers(Path directory) throws IOException {
    Path file = directory.resolve(LOCK);
    createPrivate(file);
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw inUse(holder(channel), directory);
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(ascii(ProcessHandle.current().pid() + "\n")), 0);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static StoreException inUse(String holder, Path directory) {
    return StoreException.refused(
        holder + " uses " + directory + "; stop it, or give this agent another --data directory");
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(32);
    channel.read(bytes, 0);
    String pid = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
    return pid.isEmpty() ? "another process" : "process " + pid;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
