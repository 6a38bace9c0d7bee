package io.fairlead.spi;

import io.fairlead.model.Revision;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A small, ordered key-value store with revisions, leases and watches: the ground of the catalog.
 * Keys are printable ASCII without spaces, at most {@value #MAX_KEY} characters, with {@code /}
 * between their parts; values at most {@value #MAX_VALUE} bytes. Thread-safe.
 *
 * <p>All methods throw {@link StoreException} where the store is away or refuses.
 */
public interface Store extends AutoCloseable {
  /** Characters in a key at most. */
  int MAX_KEY = 512;

  /** Bytes in a value at most. */
  int MAX_VALUE = 256 * 1024;

  /**
   * Operations in one transaction at most; what every store supports (etcd: 128; Consul: 64 with
   * those that a store adds of its own).
   */
  int MAX_OPS = 48;

  /**
   * Bytes in all values of one transaction at most (etcd: 1.5 MiB in a request, Consul: 512 KiB
   * with the values in base64).
   */
  int MAX_TXN = 320 * 1024;

  /**
   * The entries whose keys start with {@code prefix}, in key order, a page at a time.
   *
   * @param after the last key of the page before, or null for the first page
   */
  Page read(String prefix, @Nullable String after);

  /**
   * Does all of {@code txn} or nothing. When this returns {@link Commit.Done}, it is durable, and
   * its revision is after every one before; a transaction that changes nothing (it deletes what is
   * not there) is at the newest revision there was. A retryable {@link StoreException} leaves open
   * whether it was done.
   */
  Commit commit(Txn txn);

  /** A lease that lives {@code ttl} from its last renewal. */
  Lease grant(Duration ttl);

  /**
   * The lease with this id again, after a restart of this agent.
   *
   * @return null where it is gone
   */
  @Nullable Lease adopt(String leaseId);

  /**
   * Every change to keys under {@code prefix} after {@code from}. Where the store no longer knows
   * them all, or never was at {@code from}, the first event is a {@link Watch.Reset}.
   */
  Watch watch(String prefix, Revision from);

  /** Another number once this stands for another store than before, whose revisions are others. */
  default long generation() {
    return 0;
  }

  /** Ends all watches; whoever waits in one gets a {@link StoreException}. Leases live on. */
  @Override
  void close();

  /**
   * One entry.
   *
   * @param modified the revision that last changed it
   * @param lease the lease it hangs on, or null
   */
  record Entry(String key, byte[] value, Revision modified, @Nullable String lease) {}

  /**
   * Part of a read.
   *
   * @param revision the revision that these entries hold at; the same for all pages only where
   *     nothing changed in between, so readers watch from the first page's
   * @param more whether another page follows
   */
  record Page(List<Entry> entries, Revision revision, boolean more) {
    public Page {
      entries = List.copyOf(entries);
    }
  }
}
