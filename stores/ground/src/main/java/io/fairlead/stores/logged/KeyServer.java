package io.fairlead.stores.logged;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server must give so that {@link LoggedStore} can stand on it: reads, an atomic change of
 * several keys, and a wait for one key. Keys are those of {@link io.fairlead.spi.Store}; a version
 * is the server's own number of an entry's last change, greater with each change of that entry; to
 * write the value that is there already may be none. Thread-safe.
 *
 * <p>All methods throw {@link io.fairlead.spi.StoreException} where the server is away (retryable)
 * or refuses (not retryable).
 */
public interface KeyServer extends AutoCloseable {
  /** Writes in one change at most; conditions on other keys come in addition, up to four. */
  int MOST_WRITES = 52;

  /**
   * The entries at {@code keys} that are there, by key, as the newest write left them: read at one
   * moment, or one after the other in this order.
   *
   * @param keys any number; a server that takes fewer at once is asked several times
   */
  Map<String, Item> get(List<String> keys);

  /** The entry at {@code key} as the newest write left it, or null. */
  default @Nullable Item get(String key) {
    return get(List.of(key)).get(key);
  }

  /**
   * Entries whose keys start with {@code prefix} and come after {@code after}, in key order.
   *
   * @param after null for the first ones
   * @param limit entries at most; fewer than that means that there are no more
   */
  List<Item> list(String prefix, @Nullable String after, int limit);

  /**
   * Does all of {@code writes} if all of {@code conditions} hold, else nothing. Durable when this
   * returns. A retryable exception leaves open whether it was done.
   *
   * @return false where a condition did not hold
   */
  boolean change(List<Condition> conditions, List<Write> writes);

  /**
   * Waits until the entry at {@code key} has another version than {@code known}, or is there or
   * gone where it was not; at most {@code timeout}.
   *
   * @param known 0 where there was no such entry
   * @return the entry as it is then, with version {@code known} where nothing happened in that
   *     time; null where there is none
   */
  @Nullable Item await(String key, long known, Duration timeout) throws InterruptedException;

  /** Ends all waits with a {@link io.fairlead.spi.StoreException} that is not retryable. */
  @Override
  void close();

  /**
   * One entry.
   *
   * @param value not changed by anybody
   * @param version above 0
   */
  record Item(String key, byte[] value, long version) {}

  /**
   * What must hold.
   *
   * @param version the entry's version, 0 for no such entry, {@link #ANY} for one of any version
   */
  record Condition(String key, long version) {
    /** The entry exists. */
    public static final long ANY = -1;
  }

  /**
   * One change; a key appears once in a list of them.
   *
   * @param value null to remove the entry, which need not be there
   */
  record Write(String key, byte @Nullable [] value) {}
}
