package io.fairlead.stores.logged;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One transaction of the log: a line with its revision, its lease ({@code -} for none) and the
 * count of its steps; then for each a line {@code + KEY LENGTH} with the value after it, {@code *
 * KEY} for a value too large to be repeated here, or {@code - KEY} for an entry that is gone.
 *
 * @param lease the lease of all that it put
 */
record LogRecord(long revision, @Nullable String lease, List<Step> steps) {
  /** Bytes of a record at most that repeats values. */
  static final int MAX_WITH_VALUES = 16 * 1024;

  LogRecord {
    steps = List.copyOf(steps);
  }

  /**
   * What became of one key.
   *
   * @param put whether it was put, not removed
   * @param value what was put; null where it must be looked up
   */
  record Step(String key, boolean put, byte @Nullable [] value) {
    private int size() {
      return key.length() + 16 + (value == null ? 0 : value.length);
    }

    private Step withoutValue() {
      return new Step(key, put, null);
    }

    private void write(Scribe out) {
      if (!put) {
        out.line("- " + key + " 0");
      } else if (value == null) {
        out.line("* " + key + " 0");
      } else {
        out.line("+ " + key + " " + value.length).bytes(value);
      }
    }

    private static Step read(Lines lines) {
      String[] words = lines.words(3);
      return switch (words[0]) {
        case "+" -> new Step(words[1], true, lines.bytes(lines.number(words[2])));
        case "*" -> new Step(words[1], true, null);
        case "-" -> new Step(words[1], false, null);
        default -> throw lines.foreign();
      };
    }
  }

  /** As it is kept: without its values where they are large. */
  LogRecord kept() {
    return steps.stream().mapToInt(Step::size).sum() <= MAX_WITH_VALUES
        ? this
        : new LogRecord(revision, lease, steps.stream().map(Step::withoutValue).toList());
  }

  void write(Scribe out) {
    out.line(revision + " " + Envelope.word(lease) + " " + steps.size());
    steps.forEach(step -> step.write(out));
  }

  byte[] bytes() {
    Scribe out = new Scribe();
    write(out);
    return out.done();
  }

  static LogRecord read(Lines lines) {
    String[] words = lines.words(3);
    List<Step> steps = new ArrayList<>();
    for (long left = lines.number(words[2]); left > 0; left--) {
      steps.add(Step.read(lines));
    }
    return new LogRecord(lines.number(words[0]), Envelope.leaseOf(words[1]), steps);
  }
}
