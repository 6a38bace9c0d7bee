package io.fairlead.spi;

import io.fairlead.model.Revision;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A transaction: if every guard holds, all operations are done at one revision. One that no store
 * would take cannot be made: its limits are {@link Store}'s, and breaking one is a {@link
 * StoreException} that names it.
 *
 * @param lease the id of the lease that every put of it hangs on, or null for entries that stay
 */
public record Txn(List<Guard> guards, List<Op> ops, @Nullable String lease) {
  public Txn {
    guards = List.copyOf(guards);
    ops = List.copyOf(ops);
    if (Math.max(guards.size(), ops.size()) > Store.MAX_OPS) {
      throw StoreException.refused(
          "a transaction holds at most "
              + Store.MAX_OPS
              + " guards and as many operations; split it in parts");
    }
    Set<String> keys = new HashSet<>();
    int bytes = 0;
    for (Op op : ops) {
      if (!keys.add(op.key())) {
        throw StoreException.refused("key '" + op.key() + "' appears twice in a transaction");
      }
      bytes += op instanceof Op.Put put ? put.value().length : 0;
    }
    if (bytes > Store.MAX_TXN) {
      throw StoreException.refused(
          "the values of a transaction hold "
              + bytes
              + " bytes, at most "
              + Store.MAX_TXN
              + "; split it in parts");
    }
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
    record Unchanged(String key, Revision modified) implements Guard {
      public Unchanged {
        requireKey(key);
      }
    }

    /** There is no such entry. */
    record Absent(String key) implements Guard {
      public Absent {
        requireKey(key);
      }
    }
  }

  /** What is done; a key may appear once. */
  public sealed interface Op {
    /** The key it is about. */
    String key();

    /**
     * Makes or replaces an entry, and moves it to the transaction's lease.
     *
     * @param value not changed by anybody from now on
     */
    record Put(String key, byte[] value) implements Op {
      public Put {
        requireKey(key);
        if (value.length > Store.MAX_VALUE) {
          throw StoreException.refused(
              "the value of '"
                  + key
                  + "' holds "
                  + value.length
                  + " bytes, at most "
                  + Store.MAX_VALUE);
        }
      }
    }

    /** Removes an entry; nothing happens where there is none. */
    record Delete(String key) implements Op {
      public Delete {
        requireKey(key);
      }
    }
  }

  private static void requireKey(String key) {
    if (key.isEmpty() || key.length() > Store.MAX_KEY) {
      throw StoreException.refused(
          "a key of " + key.length() + " characters; 1 to " + Store.MAX_KEY + " are allowed");
    }
    if (!key.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw StoreException.refused(
          "key '"
              + key
              + "' may hold printable ASCII without spaces only; percent-encode the rest");
    }
  }
}
