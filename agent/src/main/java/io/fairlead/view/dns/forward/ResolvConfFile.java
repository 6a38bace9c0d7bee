package io.fairlead.view.dns.forward;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The host's {@code resolv.conf}, looked at again when it is asked for and a second has passed. A
 * file that cannot be read names no server. Not thread-safe.
 */
final class ResolvConfFile {
  private static final long LOOK_EVERY = Duration.ofSeconds(1).toNanos();
  private static final int MAX_BYTES = 64 * 1024;

  private final Path path;
  private final OwnAddresses own;
  private @Nullable Stamp read;
  private boolean looked;
  private long lookedAt;
  private List<InetSocketAddress> servers = List.of();

  ResolvConfFile(Path path, OwnAddresses own) {
    this.path = path;
    this.own = own;
  }

  /** The servers that are not ourselves, in order; the same list while nothing changed. */
  List<InetSocketAddress> servers(long nanos) {
    if (!looked || nanos - lookedAt >= LOOK_EVERY) {
      looked = true;
      lookedAt = nanos;
      look();
    }
    return servers;
  }

  private void look() {
    try {
      Stamp now = Stamp.of(Files.readAttributes(path, BasicFileAttributes.class));
      if (now.equals(read)) {
        return;
      }
      servers = ResolvConf.parse(text()).stream().filter(server -> !own.contains(server)).toList();
      read = now;
    } catch (IOException e) {
      servers = List.of();
      read = null;
    }
  }

  private String text() throws IOException {
    try (var in = Files.newInputStream(path)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1);
    }
  }

  private record Stamp(FileTime modified, long size, @Nullable Object file) {
    static Stamp of(BasicFileAttributes attributes) {
      return new Stamp(
          attributes.lastModifiedTime(),
          attributes.size(),
          Objects.requireNonNullElse(attributes.fileKey(), ""));
    }
  }
}
