package io.fairlead.balancer.template;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file that is replaced whole: whoever reads it sees the old text or the new one. Its mode and
 * owner stay, unless others are asked for.
 */
final class KeptFile {
  private static final int USUAL_MODE = 0644;

  private final Path path;
  private final @Nullable String mode;
  private final @Nullable String owner;

  KeptFile(TemplateSpec spec) {
    this.path = spec.destination();
    this.mode = spec.mode();
    this.owner = spec.owner();
  }

  /** What is in it, or null where it is not there. */
  @Nullable String text() throws IOException {
    try {
      return Files.readString(path);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** A file beside it with this text, of the mode and owner that it is to have. */
  Path stage(String text) throws IOException {
    Path real = target();
    Path folder = real.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(path + " is no file");
    }
    Files.createDirectories(folder);
    Path staged = Files.createTempFile(folder, "." + real.getFileName(), ".new");
    try (FileChannel out = FileChannel.open(staged, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(staged);
      throw e;
    }
    dress(staged, real);
    return staged;
  }

  private void dress(Path staged, Path real) throws IOException {
    boolean there = Files.exists(real);
    if (owner != null) {
      String[] parts = owner.split(":", 2);
      setOwner(staged, "unix:uid", parts[0], true);
      setOwner(staged, "unix:gid", parts.length > 1 ? parts[1] : "", false);
    } else if (there && !same(staged, real)) {
      Files.setAttribute(staged, "unix:uid", Files.getAttribute(real, "unix:uid"));
      Files.setAttribute(staged, "unix:gid", Files.getAttribute(real, "unix:gid"));
    }
    int bits = mode == null ? USUAL_MODE : Integer.parseInt(mode, 8);
    Files.setPosixFilePermissions(
        staged, mode == null && there ? Files.getPosixFilePermissions(real) : permissions(bits));
  }

  private static boolean same(Path one, Path other) throws IOException {
    return Files.getAttribute(one, "unix:uid").equals(Files.getAttribute(other, "unix:uid"))
        && Files.getAttribute(one, "unix:gid").equals(Files.getAttribute(other, "unix:gid"));
  }

  private static void setOwner(Path file, String attribute, String name, boolean user)
      throws IOException {
    if (name.isEmpty()) {
      return;
    }
    if (name.matches("[0-9]+")) {
      Files.setAttribute(file, attribute, Integer.valueOf(name));
      return;
    }
    var lookup = file.getFileSystem().getUserPrincipalLookupService();
    var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (user) {
      view.setOwner(lookup.lookupPrincipalByName(name));
    } else {
      view.setGroup(lookup.lookupPrincipalByGroupName(name));
    }
  }

  private static Set<PosixFilePermission> permissions(int bits) {
    PosixFilePermission[] all = PosixFilePermission.values(); // from the owner's reading on
    Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
    for (int i = 0; i < all.length; i++) {
      if ((bits >> (all.length - 1 - i) & 1) == 1) {
        set.add(all[i]);
      }
    }
    return set;
  }

  /** The staged text takes its place. */
  void replace(Path staged) throws IOException {
    Files.move(
        staged, target(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What was there before is there again. */
  void restore(@Nullable String before) throws IOException {
    if (before == null) {
      Files.deleteIfExists(target());
    } else {
      replace(stage(before));
    }
  }

  /** Where a link leads, the file there is kept. */
  private Path target() throws IOException {
    return Files.isSymbolicLink(path) ? path.toRealPath() : path;
  }
}
