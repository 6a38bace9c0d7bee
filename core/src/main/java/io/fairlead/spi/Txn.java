package io.fairlead.spi;

import io.fairlead.model.Revision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transaction: if every guard holds, all operations are done at one revision.
 *
 * @param lease the id of the lease that every put of it hangs on, or null for entries that stay
 */
public record Txn(List<Guard> guards, List<Op> ops, @Nullable String lease) {
  public Txn {
    guards = List.copyOf(guards);
    ops = List.copyOf(ops);
  }

  /** Operations without a condition. */
  public static Txn of(@Nullable String lease, Op... ops) {
    return new Txn(List.of(), List.of(ops), lease);
  }

  /** What must hold. */
  public sealed interface Guard {
    /** The key it is about. */
    String key();

    /** The entry exists and was last changed at this revision. */
    record Unchanged(String key, Revision modified) implements Guard {}

    /** There is no such entry. */
    record Absent(String key) implements Guard {}
  }

  /** What is done; a key may appear once. */
  public sealed interface Op {
    /** The key it is about. */
    String key();

    /** Makes or replaces an entry. */
    record Put(String key, byte[] value) implements Op {}

    /** Removes an entry; nothing happens where there is none. */
    record Delete(String key) implements Op {}
  }
}
