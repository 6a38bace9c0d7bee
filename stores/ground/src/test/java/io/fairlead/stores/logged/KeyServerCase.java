package io.fairlead.stores.logged;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.stores.logged.KeyServer.Item;
import io.fairlead.stores.logged.KeyServer.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two clients of one server, which is empty at first, and short words for what tests do. */
@SuppressWarnings("NullAway.Init") // set before each test
abstract class KeyServerCase {
  private static final AtomicLong WRITES = new AtomicLong();

  KeyServer one;
  KeyServer two;

  /** A client of the same server as all before in this test; the first one finds it empty. */
  protected abstract KeyServer open();

  @BeforeEach
  final void openBoth() {
    one = open();
    two = open();
  }

  @AfterEach
  final void closeBoth() {
    one.close();
    two.close();
  }

  /** A write of a value that was not there before. */
  static Write write(String key) {
    return new Write(key, ("written " + WRITES.incrementAndGet()).getBytes(UTF_8));
  }

  long put(String key, String value) {
    assertTrue(one.change(List.of(), List.of(new Write(key, value.getBytes(UTF_8)))), key);
    Item item = one.get(key);
    assertNotNull(item, key);
    return item.version();
  }

  String told(Item item) {
    return item.key() + "=" + new String(item.value(), UTF_8);
  }

  /** All keys under {@code prefix}, read in parts. */
  List<String> list(String prefix, int limit) {
    List<String> keys = new ArrayList<>();
    String after = null;
    while (true) {
      List<Item> part = two.list(prefix, after, limit);
      part.forEach(item -> keys.add(item.key()));
      if (part.size() < limit) {
        return keys;
      }
      after = part.getLast().key();
    }
  }
}
