package io.fairlead.testkit.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fairlead.model.Revision;
import io.fairlead.spi.Commit;
import io.fairlead.spi.Store;
import io.fairlead.spi.Store.Entry;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Txn.Op;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;

/** A fresh store before each test, and short words for what tests do with it. */
@SuppressWarnings("NullAway.Init") // set before each test
abstract class StoreCase {
  StoreFixture fixture;
  Store store;

  abstract StoreFixture open();

  @BeforeEach
  final void openStore() {
    fixture = open();
    store = fixture.store();
  }

  @AfterEach
  final void closeStore() {
    fixture.close();
  }

  static Op put(String key, String value) {
    return new Op.Put(key, value.getBytes(UTF_8));
  }

  static Op delete(String key) {
    return new Op.Delete(key);
  }

  static Revision done(Commit commit) {
    return assertInstanceOf(Commit.Done.class, commit).revision();
  }

  Revision commit(Op... ops) {
    return done(store.commit(Txn.of(null, ops)));
  }

  Revision commitUnder(@Nullable String lease, Op... ops) {
    return done(store.commit(Txn.of(lease, ops)));
  }

  /** Puts {@code count} entries named by {@code prefix} and a number, as fast as limits allow. */
  void fill(String prefix, int count) {
    List<Op> ops = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ops.add(put(prefix + "%05d".formatted(i), "value " + i));
      if (ops.size() == Store.MAX_OPS || i == count - 1) {
        commit(ops.toArray(Op[]::new));
        ops.clear();
      }
    }
  }

  /** All entries under {@code prefix}, over all pages. */
  List<Entry> entries(String prefix) {
    List<Entry> all = new ArrayList<>();
    Store.Page page = store.read(prefix, null);
    all.addAll(page.entries());
    while (page.more()) {
      assertFalse(page.entries().isEmpty(), "a page with more to come holds something");
      page = store.read(prefix, page.entries().getLast().key());
      all.addAll(page.entries());
    }
    return all;
  }

  List<String> keys(String prefix) {
    return entries(prefix).stream().map(Entry::key).toList();
  }

  Revision revision() {
    return store.read("", null).revision();
  }

  @Nullable Entry entry(String key) {
    return store.read(key, null).entries().stream()
        .filter(entry -> entry.key().equals(key))
        .findFirst()
        .orElse(null);
  }

  @Nullable String value(String key) {
    Entry entry = entry(key);
    return entry == null ? null : new String(entry.value(), UTF_8);
  }

  /** {@code call} is refused for good, in words that hold {@code words}. */
  static void assertRefused(String words, Executable call) {
    StoreException refused = assertThrows(StoreException.class, call);
    assertFalse(refused.retryable(), "a refusal is for good: " + refused.getMessage());
    String message = String.valueOf(refused.getMessage());
    assertEquals(true, message.contains(words), "names '" + words + "': " + message);
  }
}
