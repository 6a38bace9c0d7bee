package io.fairlead.source.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What changes when a file does, by whatever way: written in place, replaced by a rename, a link
 * turned to another file.
 *
 * @param inode what tells this file from one that takes its place
 * @param regular whether it can be read like a file
 */
record Stamp(@Nullable Object inode, Instant modified, long size, boolean regular) {
  /** The stamp of what stands there now; null where nothing does. */
  static @Nullable Stamp of(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(
          now.fileKey(), now.lastModifiedTime().toInstant(), now.size(), now.isRegularFile());
    } catch (IOException e) {
      return null;
    }
  }

  static boolean same(@Nullable Stamp one, @Nullable Stamp other) {
    return Objects.equals(one, other);
  }
}
