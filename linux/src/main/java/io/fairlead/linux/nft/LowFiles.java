package io.fairlead.linux.nft;

import io.fairlead.linux.sys.Libc;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * Numbers of files for libnftables. It waits by {@code select(2)}, and the C library ends the whole
 * process where a file's number is above 1023, as it is in one with many connections. So some low
 * numbers are kept from the first use on. Thread-safe.
 */
final class LowFiles {
  private static final int HIGHEST = 1023; // FD_SETSIZE is 1024
  private static final int MOST_KEPT = 32;
  private static final String ANY = "/dev/null";

  // Guarded by the class.
  private static final Deque<Integer> KEPT = new ArrayDeque<>();

  private LowFiles() {}

  /**
   * What {@code opening} opens gets a low number.
   *
   * @throws NftException where there is none left
   */
  static synchronized <T> T within(Supplier<T> opening) {
    keep();
    Integer kept = KEPT.pollFirst();
    if (kept != null) {
      Libc.close(kept);
    }
    int next = Libc.open(ANY);
    Libc.close(next);
    if (next > HIGHEST) {
      throw NftException.refused(
          "", "this process has too many files open for libnftables; try again with fewer");
    }
    return opening.get();
  }

  /** Numbers that came free are kept again, as long as there are low ones. */
  static synchronized void keep() {
    while (KEPT.size() < MOST_KEPT) {
      int file = Libc.open(ANY);
      if (file > HIGHEST) {
        Libc.close(file);
        return;
      }
      KEPT.addFirst(file);
    }
  }
}
