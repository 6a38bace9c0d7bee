package io.fairlead.transport.server;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The file of a unix socket: made free before, closed to strangers, and taken away after. */
final class UnixSocket {
  private final Path path;
  private final @Nullable Object key;

  private UnixSocket(Path path, @Nullable Object key) {
    this.path = path;
    this.key = key;
  }

  /**
   * Removes what a dead agent left at {@code path}.
   *
   * @throws IOException where somebody still listens there, or the file is no socket
   */
  static void makeFree(Path path) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!attributes(path).isOther()) {
      throw new IOException(
          path + " is there and is no socket; move it away or choose another path");
    }
    if (isAlive(path)) {
      throw new IOException(
          "somebody listens at " + path + " already; stop that agent or choose another path");
    }
    Files.deleteIfExists(path);
  }

  private static boolean isAlive(Path path) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return channel.isConnected();
    } catch (ConnectException nobodyListens) {
      return false;
    }
  }

  /** Lets the owner and the group use the socket that was just bound. */
  static UnixSocket closeToStrangers(Path path) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
    return new UnixSocket(path, attributes(path).fileKey());
  }

  /** Removes the file, unless another has taken its place. */
  void remove() throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
        && Objects.equals(attributes(path).fileKey(), key)) {
      Files.deleteIfExists(path);
    }
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}
