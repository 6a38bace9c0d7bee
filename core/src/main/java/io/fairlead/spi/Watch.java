package io.fairlead.spi;

import io.fairlead.model.Revision;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream of changes, read by one thread. */
public interface Watch extends AutoCloseable {
  /**
   * The next event, waiting for it at most {@code timeout}.
   *
   * @return null where nothing happened in that time
   * @throws StoreException where the stream is broken for now; retryable ones resume by themselves.
   *     Not retryable where the watch or its store was closed, which also ends a wait
   */
  @Nullable Event next(Duration timeout) throws InterruptedException;

  /**
   * Zero while nothing speaks against it that all was told. Else the time since the store was last
   * heard of: it is silent, or its answer is overdue. Thread-safe.
   */
  default Duration doubt() {
    return Duration.ZERO;
  }

  @Override
  void close();

  /** What a watch yields. */
  sealed interface Event {}

  /**
   * All changes of one or more consecutive transactions, ordered by revision, each key once and
   * with its last state. Never empty.
   *
   * @param revision the catalog holds at this revision once they are applied
   */
  record Delta(Revision revision, List<Change> changes) implements Event {
    public Delta {
      changes = List.copyOf(changes);
    }
  }

  /**
   * The history from where the watch stood is gone. Read everything again and watch from there:
   * this watch has nothing else to say.
   *
   * @param why for people
   * @param pastLost whether the store itself lost it: it was emptied, restored from a backup, or is
   *     another one. What it does not show then may never have been removed by anybody
   */
  record Reset(String why, boolean pastLost) implements Event {}

  /**
   * One change.
   *
   * @param value null where the entry is gone
   */
  record Change(String key, byte @Nullable [] value, Revision revision) {}
}
