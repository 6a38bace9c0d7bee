package io.fairlead.stores.logged;

/** Where things stand among the server's keys. */
final class Layout {
  /** The newest point of the history, and its last transactions: a {@link Head}. */
  static final String HEAD = "head";

  /** Above all entries: their keys follow; each an {@link Envelope}. */
  static final String DATA = "data/";

  /** Above all that is known of leases, the living and the ended. */
  static final String LEASES = "leases/";

  /** Above the leases that live; each write to one renews it. */
  static final String LIVE = LEASES + "live/";

  /** Above the leases that have ended and whose entries are still to be removed. */
  static final String ENDED = LEASES + "ended/";

  private Layout() {}

  static String data(String key) {
    return DATA + key;
  }

  static String live(String lease) {
    return LIVE + lease;
  }

  static String ended(String lease) {
    return ENDED + lease;
  }

  /** Where the entries of a lease may be: {@link Scopes}. */
  static String scopes(String lease) {
    return "scopes/" + lease;
  }

  /** Above the transactions of one epoch. */
  static String log(String epoch) {
    return "log/" + epoch + "/";
  }

  /** A transaction: a {@link LogRecord}. */
  static String log(String epoch, long revision) {
    return log(epoch) + revision;
  }
}
