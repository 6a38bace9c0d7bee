package io.fairlead.stores.logged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.spi.StoreException;
import io.fairlead.stores.logged.KeyServer.Item;
import io.fairlead.stores.logged.KeyServer.Write;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Waiting for one key. */
abstract class KeyServerWaits extends KeyServerCase {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void aWaitEndsWithAChange() throws Exception {
    long version = put("a/head", "1");
    FutureTask<@Nullable Item> waiting = waitFor("a/head", version);
    put("a/head", "2");

    Item item = waiting.get(30, TimeUnit.SECONDS);

    assertNotNull(item);
    assertEquals("a/head=2", told(item));
    assertTrue(item.version() > version);
  }

  @Test
  void aWaitEndsWhenAnEntryComesOrGoes() throws Exception {
    FutureTask<@Nullable Item> coming = waitFor("a/head", 0);
    long version = put("a/head", "1");
    assertNotNull(coming.get(30, TimeUnit.SECONDS));

    FutureTask<@Nullable Item> going = waitFor("a/head", version);
    assertTrue(one.change(List.of(), List.of(new Write("a/head", null))));
    assertNull(going.get(30, TimeUnit.SECONDS));
  }

  @Test
  void aWaitForWhatHasHappenedEndsAtOnce() throws Exception {
    long version = put("a", "1");
    put("a", "2");

    Item item = two.await("a", version, LONG);

    assertNotNull(item);
    assertEquals("a=2", told(item));
    assertNotNull(two.await("a", 0, LONG));
    assertNull(two.await("none", 7, LONG));
  }

  @Test
  void aWaitEndsWithItsTime() throws Exception {
    long version = put("a", "1");

    Item same = two.await("a", version, Duration.ofMillis(50));

    assertNotNull(same);
    assertEquals(version, same.version());
    assertNull(two.await("none", 0, Duration.ofMillis(50)));
  }

  @Test
  void changesOfOtherKeysEndNoWait() throws Exception {
    long version = put("a/head", "1");
    FutureTask<@Nullable Item> waiting = waitFor("a/head", version);
    for (int i = 0; i < 20; i++) {
      put("a/" + i, "1");
      put("a/head/" + i, "1");
    }
    assertFalse(waiting.isDone());
    put("a/head", "2");
    assertNotNull(waiting.get(30, TimeUnit.SECONDS));
  }

  @Test
  void closingEndsAWaitForGood() throws Exception {
    long version = put("a", "1");
    FutureTask<@Nullable Item> waiting = waitFor("a", version);

    two.close();
    two.close();

    ExecutionException ended =
        assertThrows(ExecutionException.class, () -> waiting.get(30, TimeUnit.SECONDS));
    assertFalse(assertInstanceOf(StoreException.class, ended.getCause()).retryable());
    assertFalse(assertThrows(StoreException.class, () -> two.get("a")).retryable());
    assertFalse(
        assertThrows(StoreException.class, () -> two.change(List.of(), List.of(write("a"))))
            .retryable());
  }

  private FutureTask<@Nullable Item> waitFor(String key, long version) throws Exception {
    Item now = two.get(key);
    assertEquals(version, now == null ? 0 : now.version());
    FutureTask<@Nullable Item> waiting =
        new FutureTask<>(() -> two.await(key, version, Duration.ofMinutes(5)));
    Thread.ofVirtual().start(waiting);
    assertNull(two.await("never", 0, Duration.ofMillis(50)), "time to begin");
    return waiting;
  }
}
