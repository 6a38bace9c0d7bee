package io.fairlead.stores.embedded;

/**
 * What bounds an embedded store.
 *
 * @param pageEntries entries in one page at most
 * @param pageBytes bytes of values after which a page ends
 * @param history deletions that are remembered at least; twice as many at most
 * @param deltaChanges changes that a watch may be behind before it is reset
 * @param deltaBytes bytes of values that a watch may be behind before it is reset
 * @param waiting commits that may wait at once
 * @param leases leases at once
 */
record Limits(
    int pageEntries,
    int pageBytes,
    int history,
    int deltaChanges,
    int deltaBytes,
    int waiting,
    int leases) {
  private static final int MIB = 1024 * 1024;

  static final Limits DEFAULT = new Limits(1000, 4 * MIB, 16_384, 10_000, 16 * MIB, 4096, 4096);
}
