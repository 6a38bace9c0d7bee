package io.fairlead.attach;

import io.fairlead.model.InvalidField;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.Codec;
import io.fairlead.spi.Connected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What is connected on this node, a file each. A file is whole or not there, whenever the process
 * dies; after a power failure no sandbox is there either. Thread-safe for different ids.
 */
final class ConnectionBook {
  private static final System.Logger LOG = System.getLogger(ConnectionBook.class.getName());
  private static final String SUFFIX = ".json";

  private final Path folder;
  private final Codec<Connected> codec;

  ConnectionBook(Path folder, Codec<Connected> codec) {
    this.folder = folder;
    this.codec = codec;
  }

  /** All that it holds; a file that cannot be read costs that one. */
  Map<String, Connected> read() {
    Map<String, Connected> all = new TreeMap<>();
    if (!Files.isDirectory(folder)) {
      return all;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(one -> one.toString().endsWith(SUFFIX)).toList()) {
        try {
          Connected one = codec.decode(Files.readAllBytes(file));
          all.put(one.wanted().id(), one);
        } catch (IOException | InvalidField e) {
          LOG.log(System.Logger.Level.WARNING, "{0} cannot be read: {1}", file, e.getMessage());
        }
      }
      return all;
    } catch (IOException e) {
      throw unwritten("read", e);
    }
  }

  /**
   * Writes one.
   *
   * @throws AttachRefused where that cannot be: then it must not be connected
   */
  void put(Connected one) {
    Path file = file(one.wanted().id());
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.createDirectories(folder);
      Files.write(fresh, codec.encode(one));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw unwritten("written", e);
    }
  }

  /** Strikes one out. */
  void remove(String id) {
    try {
      Files.deleteIfExists(file(id));
    } catch (IOException e) {
      throw unwritten("changed", e);
    }
  }

  private AttachRefused unwritten(String how, IOException e) {
    return new AttachRefused(
        "what is attached cannot be "
            + how
            + " ("
            + e.getMessage()
            + "); make room, and let the agent write in "
            + folder,
        true);
  }

  private Path file(String id) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
      return folder.resolve(HexFormat.of().formatHex(digest, 0, 16) + SUFFIX);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
