package io.fairlead.agent;

import io.fairlead.model.Cause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether this node is drained: nothing new comes here, and what is here gets no new traffic. Kept
 * in a file, which says since when and why. Thread-safe.
 */
final class NodeDrain {
  private static final System.Logger LOG = System.getLogger(NodeDrain.class.getName());

  private final Path file;
  private volatile @Nullable Cause mark;

  private NodeDrain(Path file, @Nullable Cause mark) {
    this.file = file;
    this.mark = mark;
  }

  /** As the agent before left it in the data folder. */
  static NodeDrain in(Path data) {
    Path file = data.resolve("drained");
    return new NodeDrain(file, read(file));
  }

  private static @Nullable Cause read(Path file) {
    if (!Files.exists(file)) {
      return null;
    }
    try {
      String[] words = Files.readString(file).strip().split(" ", 2);
      return new Cause(Instant.parse(words[0]), words.length > 1 ? words[1] : "drained");
    } catch (IOException | DateTimeParseException e) {
      LOG.log(
          Level.WARNING,
          "{0} cannot be read ({1}): the node stays drained; ''fairlead node drain --undo'' ends it",
          file,
          e.getMessage());
      return new Cause(Instant.EPOCH, "drained before; since when cannot be read");
    }
  }

  /** Since when and why it is drained; null where it is not. */
  @Nullable Cause mark() {
    return mark;
  }

  /** Why nothing new is attached here, and what to do; empty where it is. */
  Optional<String> refusal() {
    Cause now = mark;
    return now == null
        ? Optional.empty()
        : Optional.of(
            "this node is drained since "
                + now.at()
                + "; start it on another host, or let this one work again: fairlead node drain"
                + " --undo");
  }

  /** Drains it, or takes that back; it is in the file when this returns. */
  synchronized void set(@Nullable Cause next) {
    try {
      if (next == null) {
        Files.deleteIfExists(file);
      } else {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, next.at() + " " + next.what() + "\n");
        Files.move(
            fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the drain cannot be kept in " + file, e);
    }
    mark = next;
  }
}
