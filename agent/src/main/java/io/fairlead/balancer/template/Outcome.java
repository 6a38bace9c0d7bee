package io.fairlead.balancer.template;

import java.nio.file.Path;
import java.util.List;

/** What came of a file's turn. */
public sealed interface Outcome {
  /** The file. */
  Path file();

  /** In one line, for people. */
  String text();

  /** It is as it should be. */
  record Unchanged(Path file) implements Outcome {
    @Override
    public String text() {
      return file + " is as it should be";
    }
  }

  /**
   * It was replaced.
   *
   * @param because what changed; empty the first time
   * @param added lines
   * @param removed lines
   */
  record Written(Path file, List<Dependency> because, long added, long removed) implements Outcome {
    public Written {
      because = List.copyOf(because);
    }

    @Override
    public String text() {
      String why =
          because.isEmpty()
              ? "as it was not yet what it should be"
              : "because of " + String.join(", ", because.stream().map(Dependency::text).toList());
      return file + " was written " + why + " (+" + added + " -" + removed + " lines)";
    }
  }

  /** It would be replaced by this text. */
  record Shown(Path file, String content) implements Outcome {
    @Override
    public String text() {
      return file + " would be:";
    }
  }

  /** It stays as it is until something is there. */
  record Waiting(Path file, String what) implements Outcome {
    @Override
    public String text() {
      return file + " waits: " + what;
    }
  }

  /**
   * It stays as it is, or is again as it was.
   *
   * @param why with what to do
   */
  record Refused(Path file, String why) implements Outcome {
    @Override
    public String text() {
      return file + " stays as it was: " + why;
    }
  }
}
