package io.fairlead.stores.logged;

import io.fairlead.model.Revision;
import io.fairlead.spi.Store;
import org.jspecify.annotations.Nullable;

/**
 * What stands under an entry's key: a line with its revision and its lease ({@code -} for none),
 * then its value.
 */
record Envelope(long revision, @Nullable String lease, byte[] value) {
  static Envelope of(KeyServer.Item item) {
    Lines lines = new Lines(item.key(), item.value());
    String[] words = lines.words(2);
    return new Envelope(lines.number(words[0]), leaseOf(words[1]), lines.rest());
  }

  /** The word for a lease that may be none. */
  static String word(@Nullable String lease) {
    return lease == null ? "-" : lease;
  }

  static @Nullable String leaseOf(String word) {
    return word.equals("-") ? null : word;
  }

  byte[] bytes() {
    return new Scribe().line(revision + " " + word(lease)).bytes(value).done();
  }

  Store.Entry entry(String key) {
    return new Store.Entry(key, value, new Revision(revision), lease);
  }
}
