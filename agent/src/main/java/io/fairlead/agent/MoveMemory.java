package io.fairlead.agent;

import io.fairlead.model.InvalidField;
import io.fairlead.registry.move.Plan;
import io.fairlead.stores.url.StoreUrl;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this agent knows of its store's move, on disk: for a start while the old store is away, or
 * gone for good. The old store's URL on the first line, the plan on the second.
 */
final class MoveMemory {
  private static final System.Logger LOG = System.getLogger(MoveMemory.class.getName());

  private final Path file;
  private final String from;
  private byte[] written = new byte[0];

  MoveMemory(Path data, StoreUrl from) {
    this.file = data.resolve("store-move");
    this.from = from.toString();
  }

  @Nullable Plan load() {
    try {
      String[] lines = Files.readString(file).split("\n", 2);
      return lines.length == 2 && lines[0].equals(from)
          ? Plan.decode(lines[1].strip().getBytes(StandardCharsets.UTF_8))
          : null;
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException | InvalidField e) {
      LOG.log(Level.WARNING, "{0} is of no use and left out: {1}", file, e.getMessage());
      return null;
    }
  }

  /** Keeps this plan, or none. */
  synchronized void keep(Optional<Plan> plan) {
    byte[] text =
        plan.map(
                known ->
                    (from + "\n" + new String(known.encode(), StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.UTF_8))
            .orElse(new byte[0]);
    if (Arrays.equals(text, written) && text.length > 0) {
      return;
    }
    try {
      if (text.length == 0) {
        Files.deleteIfExists(file);
      } else {
        Path fresh = file.resolveSibling("store-move.new");
        Files.write(fresh, text);
        Files.move(
            fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
      written = text;
    } catch (IOException e) {
      LOG.log(Level.WARNING, "{0} could not be kept: {1}", file, e.toString());
    }
  }
}
