package io.fairlead.ipam;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** When the store was last heard, for the agent after this one. For one thread at a time. */
final class LastContact {
  private static final System.Logger LOG = System.getLogger(LastContact.class.getName());

  /** What is written may be older than what is known by as much. */
  private static final Duration APART = Duration.ofSeconds(5);

  private final Path file;
  private Instant written = Instant.EPOCH;

  /** Beside this journal. */
  LastContact(Path journal) {
    this.file = journal.resolveSibling(journal.getFileName() + ".heard");
  }

  /** When an agent before this one heard the store, or null where none is known. */
  @Nullable Instant read() {
    try {
      return Files.exists(file) ? Instant.parse(Files.readString(file).strip()) : null;
    } catch (IOException | DateTimeParseException e) {
      return null;
    }
  }

  /** It was heard at this time of the wall clock. */
  void write(Instant heard) {
    if (Duration.between(written, heard).abs().compareTo(APART) >= 0) {
      written = heard;
      try {
        Files.writeString(file, heard.toString());
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "not written: {0}", e.toString());
      }
    }
  }
}
