package io.fairlead.stores.logged;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The newest point of the history: a line with the format, the epoch, its first revision and the
 * newest one; then the last transactions, as many as fit.
 *
 * @param epoch a name for a history without a break
 * @param first the revision that the epoch began with; all of its changes come later
 * @param newest the revision of the last change
 * @param last the last transactions without a gap up to the newest, oldest first
 */
record Head(String epoch, long first, long newest, List<LogRecord> last) {
  private static final String FORMAT = "fairlead-1";

  /** Bytes of transactions at most: they reach every watcher with each change. */
  private static final int MAX_LAST = 4 * 1024;

  Head {
    last = List.copyOf(last);
  }

  /** The beginning of an epoch. */
  static Head begin(String epoch, long first) {
    return new Head(epoch, first, first, List.of());
  }

  /** After one more transaction, whose revision follows the newest. */
  Head then(LogRecord record) {
    Deque<LogRecord> fitting = new ArrayDeque<>();
    int bytes = record.bytes().length;
    List<LogRecord> before = last;
    if (bytes <= MAX_LAST) {
      fitting.add(record);
      for (LogRecord earlier : before.reversed()) {
        bytes += earlier.bytes().length;
        if (bytes > MAX_LAST) {
          break;
        }
        fitting.addFirst(earlier);
      }
    }
    return new Head(epoch, first, record.revision(), List.copyOf(fitting));
  }

  /** Whether it is of an earlier epoch, or of an earlier point in the same. */
  boolean isBehind(Head other) {
    return first < other.first || (sameEpoch(other) && newest < other.newest);
  }

  boolean sameEpoch(Head other) {
    return epoch.equals(other.epoch);
  }

  byte[] bytes() {
    Scribe out = new Scribe().line(FORMAT + " " + epoch + " " + first + " " + newest);
    last.forEach(record -> record.write(out));
    return out.done();
  }

  static Head of(KeyServer.Item item) {
    Lines lines = new Lines(item.key(), item.value());
    String[] words = lines.words(4);
    if (!words[0].equals(FORMAT)) {
      throw lines.foreign();
    }
    List<LogRecord> last = new ArrayList<>();
    while (lines.more()) {
      last.add(LogRecord.read(lines));
    }
    return new Head(words[1], lines.number(words[2]), lines.number(words[3]), last);
  }
}
